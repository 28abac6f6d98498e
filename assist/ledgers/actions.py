"""Writing records of any kind: record, amend, void."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Boolean, select
from werkzeug.datastructures import FileStorage

from assist import audit
from assist.accounts.models import User
from assist.db import db, next_number
from assist.enterprises.models import Enterprise
from assist.ledgers.models import Kind
from assist.lib.errors import Invalid, Refused
from assist.lib.standing import Standing
from assist.web import uploads
from assist.web.uploads import Attachment


def record(*, by: User, on: date, kind: Kind, fields: Mapping[str, Any]) -> Any:
    """Enter a record; its number runs by year unless it is typed."""
    row = kind.model(created_by_id=by.id)
    _fill(row, kind, fields, on)
    typed = fields.get("number")
    if typed and _taken(kind, typed):
        raise Invalid("number", f"{kind.label_of('number')}“{typed}”已经存在。")
    row.number = typed or next_number(f"{kind.prefix}-{row.held_on.year}-")
    db.session.add(row)
    changes = audit.changes_of(row)
    db.session.flush()
    _tell(kind, row, "record", f"登记{kind.label}“{kind.title(row)}”", by, changes)
    return row


def amend(*, by: User, on: date, kind: Kind, row: Any, fields: Mapping[str, Any]) -> Any:
    """Change a record; a void one stays as it is, and a visit's is the visit's."""
    _refuse_booked(kind, row)
    if row.standing is Standing.VOID:
        raise Refused("已作废的记录不能修改。")
    number = fields.get("number")
    if number and number != row.number:
        raise Invalid("number", f"{kind.label_of('number')}不能修改。")
    before = {one.code for one in row.enterprises} if "enterprises" in kind.columns else set()
    _fill(row, kind, fields, on)
    changes = audit.changes_of(row)
    if "enterprises" in kind.columns and before != (after := {one.code for one in row.enterprises}):
        changes.append(audit.Change("企业", "、".join(sorted(before)), "、".join(sorted(after))))
    db.session.flush()
    if changes:
        _tell(kind, row, "amend", f"修改{kind.label}“{kind.title(row)}”", by, changes)
    return row


def void(*, by: User, kind: Kind, row: Any, words: str) -> Any:
    """作废 with a reason: the record stays and never counts."""
    _refuse_booked(kind, row)
    if row.standing is Standing.VOID:
        raise Refused("这条记录已经作废。")
    row.standing, row.void_why = Standing.VOID, words
    changes = audit.changes_of(row)
    db.session.flush()
    _tell(kind, row, "void", f"作废{kind.label}“{kind.title(row)}”：{words}", by, changes)
    return row


def book(*, by: User, on: date, kind: Kind, visit: Any, fields: Mapping[str, Any]) -> Any:
    """Enter what a visit says of itself, or make its record say what the visit says now; one that
    was withdrawn with a former version counts again."""
    row = _booked(kind, visit)
    if row is None:
        row = kind.model(created_by_id=by.id, visit_id=visit.id, origin=visit.origin)
        row.number = next_number(f"{kind.prefix}-{visit.held_on.year}-")
        verb, words = "record", f"随走访{visit.number}登记{kind.label}"
        db.session.add(row)
    else:
        verb, words = "amend", f"随走访{visit.number}修改{kind.label}"
    _fill(row, kind, fields, on)
    row.standing, row.void_why = Standing.VALID, ""
    changes = audit.changes_of(row)
    db.session.flush()
    if changes:
        _tell(kind, row, verb, f"{words}“{kind.title(row)}”", by, changes)
    return row


def unbook(*, by: User, kind: Kind, visit: Any, words: str) -> None:
    """Withdraw what the visit booked, where it has."""
    row = _booked(kind, visit)
    if row is None or row.standing is Standing.VOID:
        return
    row.standing, row.void_why = Standing.VOID, words
    changes = audit.changes_of(row)
    db.session.flush()
    _tell(kind, row, "void", f"作废{kind.label}“{kind.title(row)}”：{words}", by, changes)


def _booked(kind: Kind, visit: Any) -> Any:
    statement = select(kind.model).where(kind.model.visit_id == visit.id)
    return db.session.scalars(statement).one_or_none()


def _refuse_booked(kind: Kind, row: Any) -> None:
    if kind.booked and row.visit_id is not None:
        raise Refused(
            f"这条{kind.label}记录随走访{row.visit.number}计入，请在那次走访里修改或者作废。"
        )


def _refuse_void(row: Any) -> None:
    if row.standing is Standing.VOID:
        raise Refused("已作废的记录不能增减附件。")


def attach(*, by: User, kind: Kind, row: Any, file: FileStorage) -> Attachment:
    """Keep a file at the record: a notice, a list of signatures, a photo."""
    _refuse_void(row)
    kept = uploads.attach(kind=kind.word, key=row.number, file=file, by=by)
    sentence = f"给{kind.label}“{kind.title(row)}”上传了附件“{kept.name}”，SHA-256 {kept.sha256}"
    _tell(kind, row, "attach", sentence, by, [])
    return kept


def withdraw_file(*, by: User, kind: Kind, row: Any, file: Attachment) -> None:
    """Take a wrong file off the record; the log keeps its name and hash."""
    _refuse_void(row)
    uploads.withdraw(file)
    sentence = f"撤下了{kind.label}“{kind.title(row)}”的附件“{file.name}”，SHA-256 {file.sha256}"
    _tell(kind, row, "withdraw_file", sentence, by, [])


def _fill(row: Any, kind: Kind, fields: Mapping[str, Any], on: date) -> None:
    for name in (*kind.columns, "note"):
        if name == "number" or name not in fields:
            continue
        value = fields[name]
        if name == "enterprises":
            row.enterprises = _enterprises(value)
        else:
            setattr(row, name, stored_value(kind, name, value))
    if row.held_on > on:
        raise Invalid("held_on", f"{kind.label_of('held_on')}不能晚于今天。")


def stored_value(kind: Kind, name: str, value: Any) -> Any:
    """What the column holds: several texts with 、 between; an empty text, or no, where None may
    not stand."""
    if isinstance(value, list):
        value = "、".join(value)
    column = getattr(kind.model, name).property.columns[0]
    if value is None and not column.nullable:
        return False if isinstance(column.type, Boolean) else ""
    return value


def _enterprises(codes: list[str]) -> list[Enterprise]:
    return list(db.session.scalars(select(Enterprise).where(Enterprise.code.in_(codes))))


def _taken(kind: Kind, number: str) -> bool:
    return db.session.scalar(select(kind.model.id).where(kind.model.number == number)) is not None


def _tell(
    kind: Kind, row: Any, verb: str, sentence: str, by: User, changes: list[audit.Change]
) -> None:
    audit.record(
        verb=f"{kind.word}.{verb}",
        kind=kind.word,
        key=row.number,
        sentence=sentence,
        changes=changes,
        by=by,
    )
