"""Whether the application and its database answer; for the proxy and the watchdog."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from flask import Blueprint, current_app
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from assist.db import db
from assist.web.access import allow_public

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@allow_public
def healthz() -> tuple[dict[str, Any], int]:
    """200 while the database answers, else 503."""
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError:
        current_app.logger.exception("the database does not answer")
        return {"status": "error", "database": "error", "version": VERSION}, 503
    return {"status": "ok", "database": "ok", "version": VERSION}, 200


VERSION = f"1.0.0 (Flask {version('flask')})"
