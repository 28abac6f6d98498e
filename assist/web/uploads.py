"""Files attached to a record: judged by content, kept by hash, given out to be saved."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any, Protocol
from zipfile import BadZipFile, ZipFile, is_zipfile

import fsspec
from flask import Response, current_app
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from PIL import Image, ImageOps, UnidentifiedImageError
from sqlalchemy import (
    Boolean,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    bindparam,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import NotFound
from wtforms.validators import ValidationError

from assist.db import Id, Model, UtcDateTime, Whole, db, labelled, rows
from assist.lib.errors import Invalid, Refused
from assist.lib.text import clean
from assist.web import files
from assist.web.forms import Form

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
#: A thumbnail's longest side, and what its file's name has behind the hash.
SMALL_SIDE, SMALL = 320, ".small"
MOST = 50

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


class Attachment(Model):
    """A file at a record; the content lies under its hash, once however often it is attached."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_subject", "kind", "key", "id"),
        UniqueConstraint("kind", "key", "client_id"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = labelled("对象", String(32))
    key: Mapped[str] = labelled("编号", String(128))
    name: Mapped[str] = labelled("文件名", String(120))
    mime: Mapped[str] = labelled("类型", String(100))
    size: Mapped[int] = labelled("大小", Integer)
    sha256: Mapped[str] = labelled("SHA-256", String(64))
    at: Mapped[datetime] = labelled("时间", UtcDateTime, default=lambda: datetime.now(UTC))
    by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawn: Mapped[bool] = labelled("已撤下", Boolean, default=False)
    #: Made by the phone, so that a photo sent again is stored once.
    client_id: Mapped[str | None] = mapped_column(String(64))

    @property
    def is_picture(self) -> bool:
        """Whether a small picture can stand for it."""
        return self.mime in PICTURES

    @property
    def size_words(self) -> str:
        """For instance 128 KB."""
        return f"{max(1, round(self.size / 1024))} KB"


class UploadForm(Form):
    """A file for a record."""

    file = FileField(
        "附件",
        [FileRequired("请选择文件。")],
        description=f"{KINDS}，不超过 {MAX_FILE // 2**20} MB。",
        render_kw={"accept": ACCEPT},
    )


class Person(Protocol):
    """Whoever attaches."""

    @property
    def id(self) -> Any:
        """The account's key."""


@dataclass(frozen=True)
class Checked:
    """A file as it will be kept."""

    name: str
    mime: str
    content: bytes


class FilesField(MultipleFileField):
    """Files that come with a form; `papers` are the ones that were chosen, checked."""

    def __init__(self, label: str = "附件", most: int = 6, **options: Any) -> None:
        options.setdefault("render_kw", {"accept": ACCEPT})
        super().__init__(label, **options)
        self.most = most
        self.papers: list[Checked] = []

    def pre_validate(self, form: Any) -> None:
        """Each is what its content says; a complaint names the file."""
        chosen = [file for file in self.data or () if file and file.filename]
        if len(chosen) > self.most:
            raise ValidationError(f"一次最多 {self.most} 个文件。")
        self.papers = [self._checked(file) for file in chosen]

    def _checked(self, file: FileStorage) -> Checked:
        try:
            return check(file.stream.read(MAX_FILE + 1), file.filename or "")
        except Invalid as error:
            raise ValidationError(f"{clean(file.filename or '')[:40]}：{error}") from None


def attach(*, kind: str, key: str, file: FileStorage, by: Person) -> Attachment:
    """Keep a file at a record; the caller has asked who may, and records the audit."""
    checked = check(file.stream.read(MAX_FILE + 1), file.filename or "")
    return keep(kind=kind, key=key, checked=checked, by=by)


def keep(
    *, kind: str, key: str, checked: Checked, by: Person, client_id: str | None = None
) -> Attachment:
    """Keep a file that has been checked already; the caller asks first for one of that id."""
    if len(listed(kind, key)) >= MOST:
        raise Refused(f"一条记录最多 {MOST} 个附件。")
    digest = hashlib.sha256(checked.content).hexdigest()
    _keep(digest, checked.content)
    if checked.mime in PICTURES:
        _keep(digest, _thumbnail(checked.content), SMALL)
    row = Attachment(
        kind=kind,
        key=key,
        name=checked.name,
        mime=checked.mime,
        size=len(checked.content),
        sha256=digest,
        by_id=by.id,
        client_id=client_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def sent_before(kind: str, key: str, client_id: str) -> Attachment | None:
    """The file that the phone has sent under that id, withdrawn or not."""
    same = (Attachment.kind == kind, Attachment.key == key, Attachment.client_id == client_id)
    return db.session.scalars(select(Attachment).where(*same)).one_or_none()


def listed(kind: str, key: str) -> Sequence[Attachment]:
    """The files of a record, in the order in which they came."""
    statement = select(Attachment).where(
        Attachment.kind == kind, Attachment.key == key, Attachment.withdrawn.is_(False)
    )
    return db.session.scalars(statement.order_by(Attachment.id)).all()


#: All of an attachment's columns, asked for with every list of steps though few have any.
_AT = (
    select(Attachment.__table__)
    .where(
        Attachment.kind == bindparam("kind"),
        Attachment.key.in_(bindparam("keys", expanding=True)),
        Attachment.withdrawn.is_(False),
    )
    .order_by(Attachment.id)
)


def listed_at(kind: str, keys: Sequence[str]) -> dict[str, list[Attachment]]:
    """The files of several records of a kind, by key; one query."""
    found: dict[str, list[Attachment]] = {}
    for row in rows(_AT, {"kind": kind, "keys": list(keys)}) if keys else ():
        found.setdefault(row.key, []).append(_whole().made(row))
    return found


@cache
def _whole() -> Whole[Attachment]:
    return Whole(Attachment, list(Attachment.__table__.c))


def find(kind: str, key: str, attachment_id: int) -> Attachment:
    """One file of the record; another record's is as absent as one that does not exist."""
    found = db.session.get(Attachment, attachment_id)
    if found is None or (found.kind, found.key) != (kind, key) or found.withdrawn:
        raise NotFound
    return found


def withdraw(row: Attachment) -> None:
    """Take a file off its record; it stays stored, since the log has named it."""
    row.withdrawn = True
    db.session.flush()


def give(row: Attachment) -> Response:
    """The file to keep, never to be shown inside a page; a content that was altered is refused."""
    response = files.attachment(kept(row.sha256), row.name, row.mime)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


def give_small(row: Attachment) -> Response:
    """The small picture that stands for a photograph in a page; drawn again where it was lost."""
    if row.mime not in PICTURES:
        raise NotFound
    system, path = _place(row.sha256, SMALL)
    content = system.cat_file(path) if system.exists(path) else _thumbnail(kept(row.sha256))
    response = Response(content, mimetype=JPEG)
    response.headers["X-Content-Type-Options"] = "nosniff"
    # By hash and therefore never another; only in this person's browser, cleared at sign-out.
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def keep_made(content: bytes) -> str:
    """Keep what the program itself has made, under its hash; gives the hash."""
    digest = hashlib.sha256(content).hexdigest()
    _keep(digest, content)
    return digest


def kept(digest: str) -> bytes:
    """The very bytes under a hash; a content that was altered is refused."""
    system, path = _place(digest)
    try:
        content: bytes = system.cat_file(path)
    except FileNotFoundError:
        raise NotFound from None
    if hashlib.sha256(content).hexdigest() != digest:
        current_app.logger.error("the file %s does not match its hash", digest)
        raise Refused("文件已损坏，请联系系统管理员。")
    return content


def _place(digest: str, ending: str = "") -> tuple[Any, str]:
    system, root = fsspec.core.url_to_fs(current_app.config["ASSIST_FILES_URL"])
    return system, f"{root.rstrip('/')}/{digest[:2]}/{digest}{ending}"


def _keep(digest: str, content: bytes, ending: str = "") -> None:
    """Write once, whole or not at all; a rollback may leave a file that nothing names."""
    system, path = _place(digest, ending)
    if system.exists(path) and system.size(path) == len(content):
        return
    system.makedirs(path.rpartition("/")[0], exist_ok=True)
    half = f"{path}.part"
    system.pipe_file(half, content)
    system.mv(half, path)


def check(content: bytes, name: str) -> Checked:
    """What the file is by its content; Invalid says why it is not kept."""
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
    return Checked(safe_name(name, mime), mime, content)


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


def _thumbnail(content: bytes) -> bytes:
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
