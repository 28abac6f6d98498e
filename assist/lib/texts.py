"""The text of a file somebody wrote: plain text in any usual encoding, or a Word document."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile

#: What Windows and Word save as plain text, in the order in which it can be told apart.
ENCODINGS = ("utf-8-sig", "gb18030")
BOMS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def plain_text(content: bytes) -> str:
    """The characters of a text file, its lines ended alike; ValueError says what is wrong."""
    encodings = [name for mark, name in BOMS if content.startswith(mark)] or ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if any(character < " " and character not in "\t\n\r\f\v" for character in text):
            break
        return text.replace("\r\n", "\n").replace("\r", "\n")
    raise ValueError("不是文本文件。请上传 .docx 或 .txt 文件。")


def word_text(content: bytes) -> str:
    """The paragraphs and tables of a document in order; cells are set apart by tabs."""
    # Heavy, and needed by nobody who only looks at pages.
    from docx import Document
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import XMLSyntaxError

    try:
        _refuse_entities(content)
        document = Document(BytesIO(content))
        return "\n".join(_lines(document))
    except (PackageNotFoundError, BadZipFile, XMLSyntaxError, KeyError, ValueError) as error:
        if isinstance(error, EntityError):
            raise
        raise ValueError("Word文件已损坏或不是 .docx 文档，请重新保存后再上传。") from None


class EntityError(ValueError):
    """A document that brings a DTD, which Word never writes."""


def _refuse_entities(content: bytes) -> None:
    with ZipFile(BytesIO(content)) as package:
        for entry in package.infolist():
            if entry.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in package.read(entry):
                raise EntityError("Word文件里含有外部实体，不予读取。")


def _lines(part: Any) -> Iterator[str]:
    """A document or a cell, line by line; a merged cell is told once."""
    for block in part.iter_inner_content():
        if not hasattr(block, "rows"):
            yield block.text
            continue
        for row in block.rows:
            cells = list(dict.fromkeys(cell._tc for cell in row.cells))
            kept = {cell._tc: cell for cell in row.cells}
            yield "\t".join(" ".join(_lines(kept[cell])) for cell in cells)
