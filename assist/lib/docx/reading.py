"""What stands between the lines of a document of ours: its tables and pictures, as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from docx.oxml import parse_xml
from docx.oxml.ns import qn

from assist.lib.docx.parts import Grid, Picture

_TABLE = re.compile(r"表\d+　(.*)")
_PICTURE = re.compile(r"图\d+　(.*)")


def drawn(content: bytes) -> list[Grid | Picture]:
    """Every table and picture that has a number and a title, in order."""
    with ZipFile(BytesIO(content)) as package:
        body = parse_xml(package.read("word/document.xml")).find(qn("w:body"))
        relations = parse_xml(package.read("word/_rels/document.xml.rels"))
        targets = {one.get("Id"): str(one.get("Target")) for one in relations}
        return list(_drawn(package, list(body), targets))


def _drawn(
    package: ZipFile, children: list[Any], targets: dict[str, str]
) -> Iterator[Grid | Picture]:
    for place, child in enumerate(children):
        before = _text(children[place - 1]) if place else ""
        after = _text(children[place + 1]) if place + 1 < len(children) else ""
        if child.tag == qn("w:tbl") and (title := _TABLE.fullmatch(before)):
            yield _grid(child, title[1], after.removeprefix("注："))
        shown = next(child.iter(qn("a:blip")), None)
        if shown is not None and (title := _PICTURE.fullmatch(after)):
            png = package.read(f"word/{targets[shown.get(qn('r:embed'))]}")
            alt = next(child.iter(qn("wp:docPr"))).get("descr", "")
            yield Picture(title[1], png, alt)


def _grid(table: Any, title: str, note: str) -> Grid:
    headings, *rows = [
        [_text(cell) for cell in row.iter(qn("w:tc"))] for row in table.iter(qn("w:tr"))
    ]
    return Grid(title, headings, rows, note=note)


def _text(element: Any) -> str:
    return "".join(one.text or "" for one in element.iter(qn("w:t")))
