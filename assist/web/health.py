"""Whether the application and its database answer; for the proxy and the watchdog."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from flask import Blueprint, current_app

from assist.web.access import allow_public
from assist.web.schema import Standing, schema

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow_public
def healthz() -> tuple[dict[str, Any], int]:
    """200 while the database answers and is of this program's revision, else 503 and why."""
    asked = schema()
    standing = asked.ask()
    found = {"database": standing.value, "version": VERSION}
    if standing is Standing.RIGHT:
        return {"status": "ok"} | found, 200
    told = standing.told.format(has=asked.has, needs=asked.needs, why="see the log")
    if standing is Standing.AWAY:
        current_app.logger.error(standing.told.format(why=asked.why))
    return {"status": "error"} | found | {"message": told}, 503


VERSION = f"1.0.0 (Flask {version('flask')})"
