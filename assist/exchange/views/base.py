"""The blueprint that workbook and archive share."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("exchange", __name__)
