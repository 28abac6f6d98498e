"""What a Word document says as it prints: changes taken in, what is deleted or hidden left out."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import Any
from zipfile import ZipFile

#: Elements whose text is not printed: taken out, moved away, said twice, or how things look.
_TAKEN_OUT = frozenset({"del", "moveFrom", "delText", "instrText", "Fallback", "rt"})
_UNSAID = _TAKEN_OUT | {"pPr", "rPr", "tblPr", "tcPr", "trPr"}
#: Parts that print beside the body, in the order in which they are read behind it.
_BESIDE = ("footnotes", "endnotes", "header", "footer")
#: Fields that print what is no statement of the text: the number of a page.
_PAGES = re.compile(r"\s*(?:PAGE|NUMPAGES|SECTIONPAGES|SECTION)\b")
#: Runs that are there and not printed.
_OFF = frozenset({"0", "false", "off"})
#: A line ended by hand inside a number does not end the number.
_SPLIT = re.compile(r"(?<=[0-9０-９])\n(?=[0-9０-９])")


def words(package: ZipFile) -> str:
    """Body, then notes, then headers and footers, each line once; cells are set apart by tabs."""
    relations = _relations(package, "", "_rels/.rels")
    main = next((path for kind, path in relations if kind == "officeDocument"), "")
    if not main:
        raise KeyError("officeDocument")
    lines = list(_blocks(_tree(package, main)))
    folder, name = posixpath.split(main)
    beside = _relations(package, folder, posixpath.join(folder, "_rels", f"{name}.rels"))
    told = set(lines)
    for wanted in _BESIDE:
        for path in (path for kind, path in beside if kind == wanted):
            fresh = [line for line in _blocks(_tree(package, path)) if line not in told]
            told.update(fresh)
            lines += fresh
    return "\n".join(lines)


def _tree(package: ZipFile, path: str) -> Any:
    from lxml import etree

    reader = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    # Whoever reads has refused a DTD before; this reader follows none either.
    return etree.fromstring(package.read(path), reader)


def _relations(package: ZipFile, folder: str, path: str) -> list[tuple[str, str]]:
    """Kind and place of what a part needs; a place is relative, or from the root."""
    if path not in package.namelist():
        return []
    found = []
    for one in _tree(package, path):
        target = str(one.get("Target"))
        if one.get("TargetMode") == "External":
            continue
        place = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        found.append((str(one.get("Type")).rpartition("/")[2], posixpath.normpath(place)))
    return [one for one in found if one[1] in package.namelist()]


def _name(element: Any) -> str:
    """The name without its namespace, which two editions of the standard write differently."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _said(element: Any) -> Iterator[Any]:
    return (child for child in element if _name(child) not in _UNSAID)


def _has(element: Any, *path: str) -> bool:
    """Whether there is such a property, and not switched off."""
    for name in path:
        element = next((child for child in element if _name(child) == name), None)
        if element is None:
            return False
    return next((str(v) for k, v in element.items() if k.endswith("}val")), "") not in _OFF


def _blocks(element: Any) -> Iterator[str]:
    """Paragraphs and rows below the element; a paragraph whose mark is deleted goes on."""
    begun = ""
    for child in _said(element):
        if _name(child) == "p":
            line, boxes = _paragraph(child)
            begun += line
            if _has(child, "pPr", "rPr", "del"):
                continue
            yield from begun.split("\n")
            begun = ""
            for box in boxes:
                yield from _blocks(box)
        elif _name(child) == "tbl":
            yield from (_row(row) for row in _rows(child))
        else:
            yield from _blocks(child)
    if begun:
        yield begun


def _rows(element: Any) -> Iterator[Any]:
    for child in _said(element):
        if _name(child) != "tr":
            yield from _rows(child)
        elif not _has(child, "trPr", "del"):
            yield child


def _row(row: Any) -> str:
    return "\t".join(" ".join(_blocks(cell)) for cell in _cells(row))


def _cells(element: Any) -> Iterator[Any]:
    for child in _said(element):
        if _name(child) == "tc":
            yield child
        else:
            yield from _cells(child)


def _paragraph(paragraph: Any) -> tuple[str, list[Any]]:
    """Its words, and the text boxes that hang on it."""
    spoken: list[str] = []
    boxes: list[Any] = []
    _Reader(spoken, boxes).read(paragraph)
    return _SPLIT.sub("", "".join(spoken)), boxes


class _Reader:
    """Takes the words of one paragraph; a field of pages is passed over from begin to end."""

    def __init__(self, spoken: list[str], boxes: list[Any]) -> None:
        self.spoken, self.boxes = spoken, boxes
        #: One instruction for each field that has begun and not ended.
        self.fields: list[str] = []

    def read(self, element: Any) -> None:
        """Everything below the element, in order."""
        for child in element:
            name = _name(child)
            if name == "fldChar":
                self._field(next((v for k, v in child.items() if k.endswith("fldCharType")), ""))
            elif name == "instrText" and self.fields:
                self.fields[-1] += child.text or ""
            elif name in _UNSAID or self._passed(child, name):
                continue
            elif name == "txbxContent":
                self.boxes.append(child)
            else:
                self._say(child, name)

    def _passed(self, child: Any, name: str) -> bool:
        if name == "fldSimple":
            instruction = next((v for k, v in child.items() if k.endswith("instr")), "")
            return bool(_PAGES.match(instruction))
        return name == "r" and _has(child, "rPr", "vanish")

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append("")
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _say(self, child: Any, name: str) -> None:
        spoken = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
        if any(_PAGES.match(field) for field in self.fields) and name != "r":
            return
        if name == "t":
            self.spoken.append(child.text or "")
        elif name in spoken:
            self.spoken.append(spoken[name])
        else:
            self.read(child)
