"""The blueprint, who may write here, and what the pages of this room share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint
from flask_login import current_user
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from assist import audit
from assist.accounts.duties import Duty, duties_of
from assist.lib.enums import Labelled
from assist.lib.sheets import Column, Sheet
from assist.web import files, transaction
from assist.web.access import Permission
from assist.web.clock import today
from assist.web.errors import Conflict

blueprint = Blueprint("inspections", __name__)

READ, WRITE = Permission.INSPECTION_READ, Permission.INSPECTION_WRITE
TABS = (
    ("safety", "安全检查", "/inspections/safety"),
    ("hazards", "安全隐患", "/inspections/hazards"),
    ("power", "电力执法", "/inspections/power"),
    ("plan", "检查计划", "/inspections/plan"),
)

#: Fields of a form that say nothing of the record.
NO_FACTS = {"version", "known", "csrf_token"}


def tabs(current: str) -> list[dict[str, Any]]:
    """The four parts of this room, as links."""
    return [{"label": words, "href": href, "current": key == current} for key, words, href in TABS]


def writes(duty: Duty = Duty.INSPECTIONS) -> bool:
    """Whether this part is the reader's work."""
    return current_user.may(WRITE) and duty in duties_of(current_user)


def own_work(duty: Duty = Duty.INSPECTIONS) -> None:
    """403 where it is somebody else's."""
    if not writes(duty):
        raise Forbidden


def export(title: str, columns: Sequence[Column], rows: list[list[Any]], kind: str) -> Response:
    """A list as a workbook, noted in the log."""
    response, digest = files.workbook(title, today(), [Sheet(title, columns, rows)])
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind=kind,
        key="list",
        sentence=f"导出了{title} {len(rows)} 行，筛选 {files.asked()}，SHA-256 {digest}",
        by=current_user,
    )
    return response


def compare(form: Any, mine: Any, theirs: Any, title: str, back: str) -> None:
    """409 with both texts where the form began from an older version; `theirs` is a form too."""
    if form.version.number() == mine.version:
        return
    fields = [
        (field.label.text, _words(field), _words(form[field.name]))
        for field in theirs
        if field.name not in NO_FACTS
    ]
    raise Conflict(title, fields, back)


def _words(field: Any) -> str:
    """What stands in a field, as a reader names it."""
    value = field.data
    if isinstance(value, Labelled):
        return value.label
    if field.name == "enterprise":
        return str(dict(field.choices).get(value, value))
    return str("" if value is None else getattr(value, "name", value))
