"""The file itself: what documents have in common is packed once, and equal ones are equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from docx import Document
from docx.oxml.ns import qn

from assist.lib.docx.pages import set_page
from assist.lib.docx.styles import set_styles

#: The first moment that a zip can name; the file says nothing of when it was printed.
ALWAYS = (1980, 1, 1, 0, 0, 0)
TYPES, BODY, PROPERTIES = "[Content_Types].xml", "word/document.xml", "docProps/core.xml"
RELATIONS = "word/_rels/document.xml.rels"
#: What differs from one document to the next.
OWN = (BODY, PROPERTIES, RELATIONS)
#: Parts of the library's template that nothing here needs: a second copy of the styles for Word
#: 2010, data bound to nothing, numbering that no paragraph uses.
UNUSED = ("/stylesWithEffects", "/customXml", "/numbering", "/thumbnail")
_PICTURE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_PNG = '<Default Extension="png" ContentType="image/png"/>'
_CORE = (
    "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n"
    "<cp:coreProperties"
    ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
    "<dc:creator>{author}</dc:creator><cp:lastModifiedBy>{author}</cp:lastModifiedBy>"
    '<cp:revision>1</cp:revision><dcterms:created xsi:type="dcterms:W3CDTF">{moment}'
    '</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
    "<dc:language>zh-CN</dc:language></cp:coreProperties>"
)


@dataclass(frozen=True)
class Blank:
    """An empty document, laid out: the parts that never differ, packed, and what stands around
    a text."""

    parts: bytes
    head: str
    tail: str
    relations: str
    #: The id of each style by its name.
    styles: dict[str, str]


@cache
def blank() -> Blank:
    """The document from which all others are made; laying it out takes as long as writing ten."""
    document: Any = Document()
    styles = set_styles(document)
    set_page(document)
    _drop_unused(document, set(styles.values()))
    saved = BytesIO()
    document.save(saved)
    with ZipFile(saved) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[TYPES] = parts[TYPES].replace(b"<Default", f"{_PNG}<Default".encode(), 1)
    head, tail = parts[BODY].decode().split("<w:sectPr", 1)
    common = {name: content for name, content in parts.items() if name not in OWN}
    return Blank(_packed(common), head, f"<w:sectPr{tail}", parts[RELATIONS].decode(), dict(styles))


def packed(body: str, pictures: Sequence[bytes], *, title: str, author: str, day: date) -> bytes:
    """A document as a .docx without any trace of the hour or the machine; picture by picture its
    relation is called rIdPicture1, rIdPicture2 and so on."""
    empty = blank()
    moment = f"{day.isoformat()}T00:00:00Z"
    shown = "".join(
        f'<Relationship Id="rIdPicture{place}" Type="{_PICTURE}" Target="media/{place}.png"/>'
        for place in range(1, len(pictures) + 1)
    )
    own = {
        BODY: empty.head + body + empty.tail,
        PROPERTIES: _CORE.format(title=escape(title), author=escape(author), moment=moment),
        RELATIONS: empty.relations.replace("</Relationships>", f"{shown}</Relationships>"),
    }
    parts = {name: content.encode() for name, content in own.items()}
    parts |= {f"word/media/{place}.png": png for place, png in enumerate(pictures, 1)}
    return _packed(parts, empty.parts)


def _packed(parts: dict[str, bytes], before: bytes = b"") -> bytes:
    """The parts behind those that are packed already."""
    made = BytesIO()
    made.write(before)
    with ZipFile(made, "a") as after:
        for name, content in parts.items():
            entry = ZipInfo(name, ALWAYS)
            kind = ZIP_STORED if name.endswith(".png") else ZIP_DEFLATED
            entry.compress_type, entry.external_attr, entry.create_system = kind, 0, 0
            after.writestr(entry, content, compresslevel=6)
    return made.getvalue()


def _drop_unused(document: Any, used: set[str]) -> None:
    """Leave out what would make every file ten times as large."""
    for part in (document.part, document.part.package):
        for key, relation in list(part.rels.items()):
            if relation.reltype.endswith(UNUSED):
                del part.rels[key]
    known = {one.get(qn("w:styleId")): one for one in document.styles.element.xpath("./w:style")}
    kept = used | {key for key, one in known.items() if one.get(qn("w:default")) == "1"}
    waiting = list(kept)
    while waiting:
        for other in known[waiting.pop()].xpath("./w:basedOn | ./w:next | ./w:link"):
            key = other.get(qn("w:val"))
            if key in known and key not in kept:
                kept.add(key)
                waiting.append(key)
    for key in known.keys() - kept:
        known[key].getparent().remove(known[key])
