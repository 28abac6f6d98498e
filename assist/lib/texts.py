"""The text of a file somebody wrote: plain text in any usual encoding, or a Word document."""

from __future__ import annotations

import codecs
from io import BytesIO
from zipfile import BadZipFile, ZipFile

#: What Windows and Word save as plain text, in the order in which it can be told apart.
ENCODINGS = ("utf-8-sig", "gb18030", "utf-16-le", "utf-16-be")
GUESSED = ENCODINGS[2:]
BOMS = ((codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
#: Files of other programs, some of which are text to look at.
OTHERS = {
    b"\xd0\xcf\x11\xe0": "旧版 .doc 或WPS",
    b"{\\rtf": "RTF",
    b"%PDF": "PDF",
}
#: Signs of a Chinese text beside its letters.
WIDE = frozenset("，。、；：？！“”‘’（）《》〈〉【】〔〕—…·％　")


def plain_text(content: bytes) -> str:
    """The characters of a text file, its lines ended alike; ValueError says what is wrong."""
    for mark, what in OTHERS.items():
        if content.startswith(mark):
            raise ValueError(f"不是文本文件，而是{what}文件。请另存为 .docx 或 .txt 后再上传。")
    encodings = [name for mark, name in BOMS if content.startswith(mark)] or ENCODINGS
    for encoding in encodings:
        text = _decoded(content, encoding)
        if text is not None:
            return text.replace("\r\n", "\n").replace("\r", "\n")
    raise ValueError("不是文本文件。请上传 .docx 或 .txt 文件。")


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    if any(character < " " and character not in "\t\n\r\f\v" for character in text):
        return None
    # Two bytes a letter fit any file of even length; what they give has to be Chinese.
    usual = sum("\u4e00" <= one <= "\u9fff" or one < "\x7f" or one in WIDE for one in text)
    return None if encoding in GUESSED and usual < 0.9 * len(text) else text


def word_text(content: bytes) -> str:
    """The words of a document as it prints, in order; cells are set apart by tabs."""
    # Heavy, and needed by nobody who only looks at pages.
    from lxml.etree import XMLSyntaxError

    from assist.lib.docx.words import words

    try:
        _refuse_entities(content)
        with ZipFile(BytesIO(content)) as package:
            return words(package)
    except (BadZipFile, XMLSyntaxError, KeyError, ValueError) as error:
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
