"""The file itself: the same document gives the same bytes."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

#: The first moment that a zip can name; the file says nothing of when it was printed.
ALWAYS = (1980, 1, 1, 0, 0, 0)


def set_properties(document: Any, title: str, author: str, day: date) -> None:
    """What a file manager shows of the document."""
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = title, author, author
    properties.created = properties.modified = datetime(day.year, day.month, day.day)
    properties.revision, properties.comments, properties.language = 1, "", "zh-CN"
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):  # of the template, a picture of nothing
            del package.rels[key]


def packed(document: Any) -> bytes:
    """The document as a .docx without any trace of the hour or the machine."""
    raw, made = BytesIO(), BytesIO()
    document.save(raw)
    with ZipFile(raw) as before, ZipFile(made, "w") as after:
        for name in before.namelist():
            entry = ZipInfo(name, ALWAYS)
            entry.compress_type, entry.external_attr, entry.create_system = ZIP_DEFLATED, 0, 0
            after.writestr(entry, before.read(name), compresslevel=6)
    return made.getvalue()
