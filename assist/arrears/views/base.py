"""What every page needs: the blueprint, who writes, one debt, a complaint at its field."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, url_for
from flask_login import current_user
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from assist import audit
from assist.accounts.duties import Duty, duties_of
from assist.arrears import queries
from assist.arrears.forms import PageForm
from assist.arrears.models import Debt
from assist.lib.errors import Invalid
from assist.web import transaction
from assist.web.access import Permission
from assist.web.clock import today
from assist.web.errors import Conflict
from assist.web.render import go

blueprint = Blueprint("arrears", __name__)

READ, WRITE = Permission.ARREARS_READ, Permission.ARREARS_WRITE


def writes() -> bool:
    """Whether arrears are the reader's work."""
    return current_user.may(WRITE) and Duty.ARREARS in duties_of(current_user)


def own_work() -> None:
    """Refuse whoever may read but not write."""
    if not writes():
        raise Forbidden


def visible(number: str) -> Debt:
    """The debt of that number, where the reader may see it."""
    return queries.get_visible(current_user, number, today())


def done(debt: Debt, words: str) -> Response:
    """Back to the debt's page with a word of what was done."""
    flash(words)
    return go(url_for("arrears.show", number=debt.number))


def complain(form: Any, error: Invalid) -> None:
    """Give up what was begun and show the complaint at its field."""
    transaction.abandon()
    form.take(error)


def conflict(title: str, theirs: PageForm, mine: PageForm, back: str) -> Conflict:
    """Both texts, field by field."""
    fields = [
        (field.label.text, theirs.words_of(field.name), mine.words_of(field.name))
        for field in mine
        if field.name not in {"version", "csrf_token"}
    ]
    return Conflict(title, fields, back)


def note_export(key: str, sentence: str, digest: str) -> None:
    """Let the log know what left the house."""
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="debt",
        key=key,
        sentence=f"{sentence}，SHA-256 {digest}",
        by=current_user,
    )
