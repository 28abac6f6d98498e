"""What every action of this room shares: setting fields, telling the log."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assist import audit
from assist.accounts.models import User
from assist.lib.errors import Refused
from assist.lib.standing import Standing


def fill(row: Any, fields: Mapping[str, Any]) -> None:
    """Set what was entered; an empty text is "", not None."""
    for name, value in fields.items():
        column = row.__mapper__.columns.get(name)
        empty = value is None and column is not None and not column.nullable
        setattr(row, name, "" if empty else value)


def tell(
    kind: str,
    row: Any,
    verb: str,
    sentence: str,
    *,
    by: User,
    changes: Sequence[audit.Change] = (),
) -> None:
    """Note in the log what was done to a record."""
    key = getattr(row, "number", "") or f"{row.year} {row.item}"
    audit.record(
        verb=f"{kind}.{verb}", kind=kind, key=key, sentence=sentence, changes=changes, by=by
    )


def make_void(row: Any, words: str) -> list[audit.Change]:
    """Mark a record as one that no longer counts; the changes for the log."""
    if row.standing is Standing.VOID:
        raise Refused("这条记录已经作废。")
    row.standing, row.void_why = Standing.VOID, words
    return audit.changes_of(row)


def still_valid(*rows: Any) -> None:
    """A void record stays as it is."""
    if any(row.standing is Standing.VOID for row in rows):
        raise Refused("已作废的记录不能修改。")
