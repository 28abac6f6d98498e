"""The page of the box in the head of every page."""

from __future__ import annotations

from flask import Blueprint, Response, request
from flask_login import current_user

from assist.search import queries
from assist.search.rules import read
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.render import page

blueprint = Blueprint("search", __name__)


@blueprint.get("/search")
@allow(Permission.ENTERPRISE_READ)
def index() -> Response:
    """What holds the words, grouped, of all that the reader may open."""
    asked = read(request.args.get("q", ""))
    groups = queries.found(current_user._get_current_object(), today(), asked)
    return page("search/index.html", asked=asked, groups=groups, looked_at=queries.LOOKED_AT)
