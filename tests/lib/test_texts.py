"""Text files in any usual encoding and Word documents are read; traps in them are refused."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from docx import Document

from assist.lib.texts import plain_text, word_text


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_every_usual_encoding_is_read(encoding: str) -> None:
    assert plain_text("走访103次。\r\n第二行\r".encode(encoding)) == "走访103次。\n第二行\n"


@pytest.mark.parametrize("content", [b"\x00\x01", b"%PDF-1.7\x00", b"\xff\xff\xff"])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match="不是文本文件"):
        plain_text(content)


@pytest.mark.parametrize(
    "content,what", [(b"%PDF-1.7\n", "PDF"), (b"{\\rtf1", "RTF"), (b"\xd0\xcf\x11\xe0\xa1", ".doc")]
)
def test_a_file_of_another_program_is_named(content: bytes, what: str) -> None:
    with pytest.raises(ValueError, match=f"不是文本文件，而是.*{what}.*另存为"):
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


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
BOX = "<w:txbxContent><w:p><w:r><w:t>走访103次</w:t></w:r></w:p></w:txbxContent>"


def with_paragraph(inside: str, beside: str = "", namespace: str = W) -> bytes:
    """A document of one paragraph, written as Word writes what people do in it."""
    body = f"<w:p><w:r><w:t>走访</w:t></w:r>{inside}<w:r><w:t>次</w:t></w:r></w:p>"
    parts = {
        "_rels/.rels": relations("officeDocument", "/word/document.xml"),
        "word/document.xml": f'<w:document xmlns:w="{namespace}" xmlns:mc="{MC}"><w:body>{body}'
        "</w:body></w:document>",
    }
    if beside:
        parts["word/_rels/document.xml.rels"] = relations(beside, f"{beside}1.xml")
        parts[f"word/{beside}1.xml"] = (
            f'<w:{beside} xmlns:w="{W}"><w:p><w:r><w:t>另有5次</w:t></w:r></w:p></w:{beside}>'
        )
    stream = BytesIO()
    with ZipFile(stream, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def relations(kind: str, target: str) -> str:
    return f'<Relationships><Relationship Type="{TYPES}/{kind}" Target="{target}"/></Relationships>'


def run(words: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{words}</w:t></w:r>"


@pytest.mark.parametrize(
    "inside",
    [
        run("1") + run("0", "<w:b/>") + run("3"),
        f"<w:ins>{run('103')}</w:ins>",
        f"<w:del><w:r><w:delText>98</w:delText></w:r></w:del><w:ins>{run('103')}</w:ins>",
        f"<w:moveFrom>{run('98')}</w:moveFrom><w:moveTo>{run('103')}</w:moveTo>",
        f"<w:smartTag>{run('103')}</w:smartTag>",
        f"<w:sdt><w:sdtContent>{run('103')}</w:sdtContent></w:sdt>",
        f"<w:hyperlink>{run('103')}</w:hyperlink>",
        f'<w:fldSimple w:instr=" =100+3 ">{run("103")}</w:fldSimple>',
        run("103") + run("98", "<w:vanish/>"),
        run("103", '<w:vanish w:val="0"/>'),
        "<w:r><w:t>10</w:t><w:br/><w:t>3</w:t></w:r>",
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=98</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("103")}'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run("7")}'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>{run("103")}',
    ],
)
def test_a_paragraph_reads_as_it_prints(inside: str) -> None:
    assert word_text(with_paragraph(inside)) == "走访103次"


def test_a_document_of_the_strict_edition_is_read() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"

    assert word_text(with_paragraph(run("103"), namespace=strict)) == "走访103次"


@pytest.mark.parametrize("beside", ["header", "footer", "footnotes", "endnotes"])
def test_what_prints_beside_the_body_is_read_behind_it(beside: str) -> None:
    assert word_text(with_paragraph(run("103"), beside)) == "走访103次\n另有5次"


def test_a_text_box_is_read_once() -> None:
    both = f"<mc:Choice>{BOX}</mc:Choice><mc:Fallback>{BOX}</mc:Fallback>"
    inside = f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>{run('103')}"

    assert word_text(with_paragraph(inside)) == "走访103次\n走访103次"


def test_a_deleted_row_and_a_deleted_end_of_a_paragraph_are_left_out() -> None:
    text = with_paragraph(
        "<w:r><w:t>10</w:t></w:r></w:p><w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p>"
        f"{run('98')}</w:p></w:tc></w:tr><w:tr><w:tc><w:p>{run('5')}</w:p></w:tc></w:tr></w:tbl>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('10')}</w:p><w:p>{run('3')}"
    )

    assert word_text(text) == "走访10\n5\n103次"


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
