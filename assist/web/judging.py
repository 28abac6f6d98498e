"""What a file is by its content, once a request: a picture is drawn anew, a package opened."""

from __future__ import annotations

import contextlib
import hashlib
import re
import zlib
from dataclasses import dataclass
from functools import wraps
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, cast
from zipfile import BadZipFile, ZipFile, is_zipfile

from flask import g, has_request_context, request
from PIL import Image, ImageOps, UnidentifiedImageError

from assist.lib.errors import Invalid
from assist.lib.text import clean
from assist.web import files, transaction

MAX_FILE = 20 * 2**20
MAX_UNPACKED = 64 * 2**20
MAX_RATIO = 50
MAX_ENTRIES = 2000
#: Below this a high ratio harms nobody.
RATIO_FREE = 2**20
MAX_PIXELS = 40_000_000
#: What a screen or a printed page needs; larger photographs are made smaller.
LONGEST_SIDE = 2560
LONGEST_NAME = 100
#: A thumbnail's longest side.
SMALL_SIDE = 320
#: So many files of a request are looked at beforehand; a form takes fewer.
MOST_AT_ONCE = 12

PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
PICTURES = frozenset({JPEG, PNG})
XLSX = files.XLSX
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {PDF: ".pdf", JPEG: ".jpg", PNG: ".png", XLSX: ".xlsx", DOCX: ".docx"}
#: The part by which an Office file is known.
OFFICE = {"xl/workbook.xml": XLSX, "word/document.xml": DOCX}
#: What an input of files offers to choose from.
ACCEPT = ",".join((*ENDINGS.values(), ".jpeg"))
KINDS = "PDF、JPG、PNG、Excel（.xlsx）或Word（.docx）"


@dataclass(frozen=True)
class Checked:
    """A file as it will be kept."""

    name: str
    mime: str
    content: bytes
    #: The small picture that stands for a photograph.
    small: bytes | None = None


def files_first(view: transaction.View) -> transaction.View:
    """Mark a view that takes files: they are judged and drawn anew before its transaction begins,
    so that nobody waits for a photograph to be made smaller."""

    @wraps(view)
    def looking(*args: Any, **options: Any) -> Any:
        g.judged = {}
        for file in [one for one in request.files.values() if one.filename][:MOST_AT_ONCE]:
            content = file.stream.read(MAX_FILE + 1)
            file.stream.seek(0)
            with contextlib.suppress(Invalid):  # the form says it, beside its field
                check(content, file.filename or "")
        transaction.begin_writing()
        return view(*args, **options)

    return cast(transaction.View, transaction.begins_late(looking))


def check(content: bytes, name: str) -> Checked:
    """What the file is by its content; Invalid says why it is not kept. Once a request."""
    judged: dict[Any, Checked | Invalid] = g.get("judged", {}) if has_request_context() else {}
    key = (hashlib.sha256(content).hexdigest(), name)
    if key not in judged:
        try:
            judged[key] = _check(content, name)
        except Invalid as error:
            judged[key] = error
    found = judged[key]
    if isinstance(found, Invalid):
        raise found
    return found


def _check(content: bytes, name: str) -> Checked:
    if not content:
        raise Invalid("file", "文件是空的。")
    if len(content) > MAX_FILE:
        raise Invalid("file", f"文件超过 {MAX_FILE // 2**20} MB。")
    if content.startswith(b"%PDF-"):
        mime = _checked_pdf(content)
    elif content.startswith(b"PK\x03\x04"):
        mime = _checked_office(content)
    elif content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        mime, content = _drawn_anew(content)
    else:
        raise Invalid("file", f"只能上传{KINDS}。")
    small = thumbnail(content) if mime in PICTURES else None
    return Checked(safe_name(name, mime), mime, content, small)


def safe_name(name: str, mime: str) -> str:
    """The last part of the name, without signs that steer, ending as its content asks."""
    last = re.split(r"[/\\]", clean(name))[-1]
    plain = re.sub(r'[<>:"|?*\n]', "", last).strip(". ")
    stem = PurePosixPath(plain).stem if "." in plain else plain
    return (stem.strip(". ")[:LONGEST_NAME] or "附件") + ENDINGS[mime]


def _checked_pdf(content: bytes) -> str:
    if b"%%EOF" not in content[-2048:]:
        raise Invalid("file", "PDF文件不完整，请重新导出后再上传。")
    if is_zipfile(BytesIO(content)):
        raise Invalid("file", "PDF文件里夹带了压缩包，不予保存。")
    return PDF


def _checked_office(content: bytes) -> str:
    try:
        with ZipFile(BytesIO(content)) as package:
            entries = package.infolist()
            unpacked = sum(entry.file_size for entry in entries)
            bomb = unpacked > RATIO_FREE and unpacked > MAX_RATIO * len(content)
            if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED or bomb:
                raise Invalid("file", "文件展开后过大，不予保存。")
            names = {entry.filename for entry in entries}
            # Read whole: an entry that lies about its size, or is cut off, fails here.
            if package.testzip() is not None:
                raise BadZipFile
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError, zlib.error):
        raise Invalid("file", "文件已损坏或加了密码，请重新保存后再上传。") from None
    return _office_kind(names, content)


def _office_kind(names: set[str], content: bytes) -> str:
    if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll")) for name in names):
        raise Invalid("file", "文件含有宏或程序，请另存为不含宏的文件后再上传。")
    found = [mime for part, mime in OFFICE.items() if part in names]
    if "[Content_Types].xml" not in names or len(found) != 1:
        raise Invalid("file", f"只能上传{KINDS}。")
    if content[-22:][:4] != b"PK\x05\x06":
        raise Invalid("file", "文件末尾夹带了其他内容，请重新保存后再上传。")
    return found[0]


#: What a picture that is none, or too large a one, makes Pillow say.
BROKEN = (
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
    OSError,
    SyntaxError,
)


def _drawn_anew(content: bytes) -> tuple[str, bytes]:
    """The picture alone: place, camera and whatever else was hidden in the file are gone."""
    try:
        with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as image:
            if image.width * image.height > MAX_PIXELS:
                raise Invalid("file", "图片像素过多，请缩小后再上传。")
            mime = PNG if image.format == "PNG" else JPEG
            return mime, _written(ImageOps.exif_transpose(image), mime)
    except BROKEN:
        raise Invalid("file", "图片无法识别或已损坏。") from None


def thumbnail(content: bytes) -> bytes:
    """The same picture for a list: small, and a JPEG whatever it was."""
    with Image.open(BytesIO(content), formats=("JPEG", "PNG")) as image:
        small = image.convert("RGB")
        small.thumbnail((SMALL_SIDE, SMALL_SIDE))
        target = BytesIO()
        small.save(target, "JPEG", quality=80)
    return target.getvalue()


def _written(image: Image.Image, mime: str) -> bytes:
    wanted = (
        "RGBA" if mime == PNG and ("A" in image.mode or "transparency" in image.info) else "RGB"
    )
    plain = image.convert(wanted)
    plain.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    alone = Image.new(wanted, plain.size)
    alone.paste(plain)
    target = BytesIO()
    if mime == PNG:
        alone.save(target, "PNG", optimize=True)
    else:
        alone.save(target, "JPEG", quality=85)
    return target.getvalue()
