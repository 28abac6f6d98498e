"""The rules as a page: drawn and listed out of the table, the permissions and the settings."""

from __future__ import annotations

from flask_login import current_user
from werkzeug.wrappers import Response

from assist.accounts.policy import BUSINESS, PERMISSIONS
from assist.problems.rules import manual as rules
from assist.problems.states import State
from assist.problems.views.base import blueprint
from assist.settings import current
from assist.settings.rules import OPTIONS, Group
from assist.web.access import Permission as P
from assist.web.access import allow
from assist.web.render import page


@blueprint.get("/problems/manual")
@allow(P.PROBLEM_READ)
def manual() -> Response:
    """How a problem lives, who may do what, and which days are set."""
    set_days = [option for option in OPTIONS if option.group is Group.PROBLEMS]
    return page(
        "problems/manual.html",
        rows=rules.rows(((role, PERMISSIONS[role]) for role in BUSINESS), current_user.permissions),
        keepers=rules.keepers(current()),
        amber=current().amber_days,
        arrows=rules.arrows(),
        places=rules.PLACES,
        states=list(State),
        days=rules.day_rows(set_days, lambda key: getattr(current(), key)),
    )
