"""Answers that are files: named, attached, and with the hash that the log keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from urllib.parse import quote, unquote

from flask import Response, request

from assist.lib.sheets import Sheet, write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def wants_workbook() -> bool:
    """Whether the list was asked for as a file (`?format=xlsx`)."""
    return request.args.get("format") == "xlsx"


def asked() -> str:
    """The list's filters as they were asked for, for the log."""
    return unquote(request.query_string.decode("ascii", "replace"))[:200]


def workbook(name: str, on: date, sheets: Iterable[Sheet]) -> tuple[Response, str]:
    """The sheets as an attached workbook `<name>-20251231.xlsx`, and the file's SHA-256."""
    stream = BytesIO()
    write_workbook(stream, sheets)
    content = stream.getvalue()
    return attachment(content, f"{name}-{on:%Y%m%d}.xlsx", XLSX), sha256(content)


def sha256(content: bytes) -> str:
    """The hash by which the log names a file."""
    return hashlib.sha256(content).hexdigest()


def attachment(content: bytes, name: str, mimetype: str) -> Response:
    """A file to keep, never to be shown inside a page; the name may be Chinese."""
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response
