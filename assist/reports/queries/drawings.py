"""The tables and pictures of a frozen report as they stood then, out of its very Word file."""

from __future__ import annotations

from functools import lru_cache

from werkzeug.exceptions import NotFound

from assist.lib.docx import Drawings
from assist.lib.errors import Refused
from assist.reports.models import FilePart, Freeze
from assist.reports.queries import freezing
from assist.web.uploads import kept


def drawings(freeze: Freeze | None) -> Drawings:
    """What was printed. Where nothing is kept, or the file is damaged or gone, there is nothing:
    the ledgers of today must not stand in for it."""
    row = freezing.files_of(freeze).get(FilePart.WORD) if freeze is not None else None
    if row is None:
        return {}
    try:
        return _of(row.sha256)
    except (NotFound, Refused):
        return {}


@lru_cache(maxsize=16)
def _of(sha256: str) -> Drawings:
    """By the file's hash, under which there is never another."""
    # Its library is needed by nobody who looks at other pages.
    from assist.lib.docx.reading import drawn

    return {one.title: one for one in drawn(kept(sha256))}
