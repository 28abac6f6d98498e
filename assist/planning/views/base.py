"""What every page of plans needs: the blueprint, the parts, who plans."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for
from flask_login import current_user
from werkzeug.exceptions import Forbidden

from assist.planning.queries.tasks import plans
from assist.web.access import Permission

blueprint = Blueprint("planning", __name__)

READ, WRITE = Permission.PLANNING_READ, Permission.PLANNING_WRITE


def own_work() -> None:
    """Refuse whoever reads plans but does not make them."""
    if not plans(current_user):
        raise Forbidden


def parts(current: str) -> list[dict[str, Any]]:
    """The tabs over every page of the room."""
    names = (("calendar", "日程"), ("tasks", "任务"), ("indicators", "评估指标"))
    return [
        {"label": label, "href": url_for(f"planning.{name}"), "current": name == current}
        for name, label in names
    ]
