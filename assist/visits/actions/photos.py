"""Photos of a visit: up to six, sent one by one behind the text, each stored once."""

from __future__ import annotations

from datetime import date

from werkzeug.datastructures import FileStorage

from assist import audit
from assist.accounts.models import User
from assist.db import lock
from assist.lib.errors import Invalid, Refused
from assist.lib.text import clean, shorten
from assist.visits import rules
from assist.visits.actions.amending import why_not_amend
from assist.visits.models import Visit
from assist.web import uploads
from assist.web.uploads import Attachment, Checked

KIND = "visit"


def checked_photo(*, file: FileStorage) -> Checked:
    """The photo as it will be kept: drawn anew, without place and camera; or why it is none.

    It takes a second or so and belongs before the transaction.
    """
    name = shorten(clean(file.filename or ""), 40) or "照片"
    content = file.stream.read(uploads.MAX_FILE + 1)
    fault = rules.fault_of_photo(content[:32])
    if fault:
        raise Invalid("photo", f"“{name}”{fault}")
    try:
        return uploads.check(content, file.filename or "")
    except Invalid as error:
        raise Invalid("photo", f"“{name}”没有上传：{error}") from None


def add_photo(
    *, by: User, on: date, visit: Visit, checked: Checked, client_id: str | None = None
) -> Attachment:
    """Keep a photo at the visit; the same `client_id` gives the one that is there."""
    lock(f"photos of {visit.id}")
    stored = uploads.sent_before(KIND, visit.number, client_id) if client_id else None
    if stored is not None:
        return stored
    reason = why_not_amend(by=by, visit=visit, on=on)
    if reason:
        raise Refused(reason)
    if len(uploads.listed(KIND, visit.number)) >= rules.PHOTOS_MOST:
        raise Refused(f"一次走访最多 {rules.PHOTOS_MOST} 张照片，请先撤下不要的。")
    row = uploads.keep(
        kind=KIND, key=visit.number, checked=checked, by=by, client_id=client_id or None
    )
    _record("visit.photo", f"给{visit.enterprise.name}的走访加了照片", visit, row, by)
    return row


def withdraw_photo(*, by: User, on: date, visit: Visit, photo: Attachment) -> None:
    """Take a photo off the visit; it stays stored, since the log has named it."""
    reason = why_not_amend(by=by, visit=visit, on=on)
    if reason:
        raise Refused(reason)
    uploads.withdraw(photo)
    _record("visit.withdraw_photo", f"撤下了{visit.enterprise.name}走访的照片", visit, photo, by)


def _record(verb: str, words: str, visit: Visit, row: Attachment, by: User) -> None:
    audit.record(
        verb=verb,
        kind="visit",
        key=visit.number,
        sentence=f"{words}“{row.name}”，SHA-256 {row.sha256}",
        by=by,
    )
