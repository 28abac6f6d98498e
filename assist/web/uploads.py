"""Files attached to a record: judged by content, kept by hash, given out to be saved."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, Protocol

import fsspec
from flask import Response, current_app
from flask_wtf.file import FileField, FileRequired, MultipleFileField
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
from assist.web.judging import (
    ACCEPT,
    DOCX,
    ENDINGS,
    JPEG,
    KINDS,
    MAX_FILE,
    PDF,
    PICTURES,
    PNG,
    SMALL_SIDE,
    XLSX,
    Checked,
    check,
    files_first,
    safe_name,
    thumbnail,
)

__all__ = [
    "ACCEPT",
    "DOCX",
    "ENDINGS",
    "JPEG",
    "MAX_FILE",
    "PDF",
    "PNG",
    "SMALL_SIDE",
    "XLSX",
    "Attachment",
    "Checked",
    "FilesField",
    "UploadForm",
    "check",
    "files_first",
    "safe_name",
]

#: What a thumbnail's file has behind the hash.
SMALL = ".small"
MOST = 50


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
    if checked.small is not None:
        _keep(digest, checked.small, SMALL)
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
    content = system.cat_file(path) if system.exists(path) else thumbnail(kept(row.sha256))
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
