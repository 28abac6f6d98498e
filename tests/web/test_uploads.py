"""Attached files are what their content says: bombs, polyglots and scripts stay out."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import fsspec
import pytest
from flask import Flask
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import NotFound

from assist.db import db
from assist.lib.errors import Invalid, Refused
from assist.web import uploads
from tests.accounts.factories import admin

PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


def picture(form: str = "JPEG", size: tuple[int, int] = (40, 30), **options: object) -> bytes:
    target = BytesIO()
    Image.new("RGB", size, "red").save(target, form, **options)
    return target.getvalue()


def office(*parts: str, content: bytes = b"<a/>") -> bytes:
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as package:
        for part in ("[Content_Types].xml", *parts):
            package.writestr(part, content)
    return target.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_bomb(side: int) -> bytes:
    """A header that claims a picture of that side."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    "content, mime",
    [
        (PDF, uploads.PDF),
        (picture(), uploads.JPEG),
        (picture("PNG"), uploads.PNG),
        (office("xl/workbook.xml"), uploads.XLSX),
        (office("word/document.xml"), uploads.DOCX),
    ],
    ids=["pdf", "jpg", "png", "xlsx", "docx"],
)
def test_what_is_kept_is_known_by_its_content(content: bytes, mime: str) -> None:
    checked = uploads.check(content, "凭证.exe")
    assert (checked.mime, checked.name) == (mime, "凭证" + uploads.ENDINGS[mime])


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        SVG,
        b"<?xml version='1.0'?>" + SVG,
        b"<html>%PDF-1.7 %%EOF</html>",
        b"GIF89a" + b"\0" * 40,
        b"MZ" + b"\0" * 40,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 40,
        PDF[:20],
        PDF + office("xl/workbook.xml") + b"%%EOF",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        picture()[:200],
        office("readme.txt"),
        office("xl/workbook.xml", "word/document.xml"),
        office("xl/workbook.xml", "xl/vbaProject.bin"),
        office("xl/workbook.xml") + b"<script>alert(1)</script>",
        picture() + office("xl/workbook.xml"),
    ],
    ids=[
        "empty",
        "svg",
        "svg-xml",
        "html-pdf",
        "gif",
        "exe",
        "old-office",
        "cut-pdf",
        "pdf-zip",
        "no-png",
        "cut-jpg",
        "plain-zip",
        "two-kinds",
        "macro",
        "zip-tail",
        "jpg-zip",
    ],
)
def test_everything_else_is_refused_or_loses_its_rider(content: bytes) -> None:
    if content.startswith(b"\xff\xd8\xff") and len(content) > 500:
        kept = uploads.check(content, "a.jpg").content
        assert b"PK\x03\x04" not in kept
        return
    with pytest.raises(Invalid):
        uploads.check(content, "a.svg")


@pytest.mark.parametrize("side", [7_000, 12_000, 60_000])
def test_a_picture_of_too_many_pixels_is_never_unpacked(side: int) -> None:
    with pytest.raises(Invalid, match="图片"):
        uploads.check(png_bomb(side), "a.png")


def test_a_workbook_that_swells_is_refused() -> None:
    with pytest.raises(Invalid, match="过大"):
        uploads.check(office("xl/workbook.xml", content=b"\0" * 8_000_000), "a.xlsx")


def test_a_photograph_loses_its_place_and_is_turned_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8825)[1] = "N"
    kept = uploads.check(picture(size=(40, 30), exif=exif), "a.jpg").content
    with Image.open(BytesIO(kept)) as image:
        assert image.size == (30, 40)
        assert not image.getexif()


def test_a_large_photograph_is_made_smaller() -> None:
    with Image.open(BytesIO(uploads.check(picture(size=(4000, 3000)), "a.jpg").content)) as image:
        assert image.size == (2560, 1920)


@pytest.mark.parametrize(
    "name, kept",
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("..\\..\\boot.ini", "boot.pdf"),
        ("/", "附件.pdf"),
        ("....", "附件.pdf"),
        ('收据"<b>\n.pdf', "收据b.pdf"),
        ("长" * 300 + ".pdf", "长" * 100 + ".pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
    ],
)
def test_a_name_leads_nowhere(name: str, kept: str) -> None:
    assert uploads.safe_name(name, uploads.PDF) == kept


def test_a_file_too_large_is_not_read_on() -> None:
    with pytest.raises(Invalid, match="20 MB"):
        uploads.check(b"%PDF-" + b"\0" * uploads.MAX_FILE, "a.pdf")


def stored(app: Flask, content: bytes = PDF) -> uploads.Attachment:
    file = FileStorage(BytesIO(content), "凭证.pdf")
    return uploads.attach(kind="debt", key="QK-0001", file=file, by=admin())


def test_a_kept_file_comes_back_as_an_attachment(app: Flask) -> None:
    row = stored(app)
    with app.test_request_context():
        answer = uploads.give(uploads.find("debt", "QK-0001", row.id))
    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_of_another_record_is_not_found(app: Flask) -> None:
    row = stored(app)
    for kind, key in (("debt", "QK-0002"), ("hazard", "QK-0001")):
        with pytest.raises(NotFound):
            uploads.find(kind, key, row.id)
    uploads.withdraw(row)
    with pytest.raises(NotFound):
        uploads.find("debt", "QK-0001", row.id)
    assert uploads.listed("debt", "QK-0001") == []


def test_a_file_that_was_altered_is_not_given_out(app: Flask) -> None:
    row = stored(app, PDF + b"1")
    system, root = fsspec.core.url_to_fs(app.config["ASSIST_FILES_URL"])
    path = f"{root}/{row.sha256[:2]}/{row.sha256}"
    system.pipe_file(path, b"%PDF-changed")
    with pytest.raises(Refused, match="损坏"):
        uploads.give(row)
    system.rm(path)
    with pytest.raises(NotFound):
        uploads.give(row)


def test_the_same_content_lies_there_once(app: Flask) -> None:
    one, two = stored(app), stored(app)
    db.session.commit()
    assert one.sha256 == two.sha256
    assert len(uploads.listed("debt", "QK-0001")) == 2
