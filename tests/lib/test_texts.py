"""Text files in any usual encoding and Word documents are read; traps in them are refused."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document

from assist.lib.texts import plain_text, word_text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    assert plain_text("走访103次。\r\n第二行\r".encode(encoding)) == "走访103次。\n第二行\n"


@pytest.mark.parametrize("content", [b"\x00\x01", b"%PDF-1.7\x00", b"\xff\xff\xff"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="不是文本文件"):
        plain_text(content)


def document() -> bytes:
    made = Document()
    paragraph = made.add_paragraph("走访")
    paragraph.add_run("10").bold = True
    paragraph.add_run("3次。")
    table = made.add_table(2, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "指标"
    table.cell(0, 2).text = "本期"
    for place, words in enumerate(("走访", "家次", "103")):
        table.cell(1, place).text = words
    made.add_paragraph("完。")
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


def test_a_document_gives_paragraphs_and_tables_in_order() -> None:
    assert word_text(document()) == "走访103次。\n指标\t本期\n走访\t家次\t103\n完。"


def test_a_document_with_entities_is_refused() -> None:
    bad = BytesIO()
    with ZipFile(BytesIO(document())) as old, ZipFile(bad, "w", ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "word/document.xml":
                dtd = b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
                content = content.replace(b"<w:document", dtd + b"<w:document", 1)
            new.writestr(entry, content)

    with pytest.raises(ValueError, match="外部实体"):
        word_text(bad.getvalue())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", document()[:900]])
def test_a_broken_document_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="已损坏"):
        word_text(content)
