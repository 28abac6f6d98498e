"""The blueprint that the pages share, and the addresses of one report."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("reports", __name__)

REPORT = "/reports/<any(yearly, quarterly):kind>/<period>"
CHAPTER = f"{REPORT}/chapters/<key>"
