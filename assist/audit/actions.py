"""Recording: buffered while the transaction runs, chained and written as its last statement."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple, Protocol

from flask import has_request_context, request
from sqlalchemy import event, inspect, select
from sqlalchemy.orm import Session, SessionTransaction

from assist.audit.models import AuditEvent
from assist.audit.rules import GENESIS, link
from assist.db import Counter, db, lock
from assist.lib.days import chinese_day
from assist.lib.enums import Labelled
from assist.lib.money import yuan
from assist.lib.text import mask_phones_in

BUFFER = "audit"
#: The counter that holds the id of the newest event: without it a cut-off end would go unnoticed.
TAIL = "audit_event"
LONGEST = 300


class Actor(Protocol):
    """Whoever does something: account and name."""

    @property
    def account(self) -> Any:
        """The name by which they sign in."""
        ...

    @property
    def name(self) -> Any:
        """Their name."""
        ...


class Change(NamedTuple):
    """One field of a row, before and after, as the reader of the log sees it."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Nobody:
    """The actor of a command, or of somebody not signed in."""

    account: str
    name: str


COMMAND = Nobody("-", "命令行")
STRANGER = Nobody("-", "未登录")

#: Filled by the factory: whoever is signed in, or None.
current_actor: list[Callable[[], Actor | None]] = []


def record(
    *,
    verb: str,
    kind: str,
    key: str,
    sentence: str,
    changes: Iterable[Change] = (),
    by: Actor | None = None,
) -> None:
    """Note that `by` (or whoever is signed in) did `verb` to row `kind` `key`; phones masked."""
    actor = by or _actor()
    pending: list[dict[str, Any]] = db.session().info.setdefault(BUFFER, [])
    pending.append(
        {
            "account": str(actor.account),
            "name": str(actor.name),
            "address": (request.remote_addr or "") if has_request_context() else "",
            "verb": verb,
            "kind": kind,
            "key": str(key)[:128],
            "sentence": mask_phones_in(sentence),
            "changes": _written(changes),
        }
    )


def record_refusal(reason: str) -> None:
    """Note that this request was refused, and why."""
    record(
        verb="refused",
        kind="page",
        key=request.endpoint or "-",
        sentence=f"{request.method} {request.path[:200]}：{reason}",
    )


def _actor() -> Actor:
    for call in current_actor:
        found = call()
        if found is not None:
            return found
    return STRANGER if has_request_context() else COMMAND


def _written(changes: Iterable[Change]) -> str:
    rows = [[c.label, mask_phones_in(c.old), mask_phones_in(c.new)] for c in changes]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else ""


def changes_of(row: Any) -> list[Change]:
    """What an edit is about to change in the labelled columns of `row`, before it is flushed."""
    state = inspect(row)
    found = []
    for attribute in state.mapper.column_attrs:
        info = attribute.columns[0].info
        history = state.attrs[attribute.key].history
        if "label" not in info or not history.has_changes():
            continue
        old, new = (
            _shown(row, info, values[0] if values else None)
            for values in (history.deleted, history.added)
        )
        if old != new:
            found.append(Change(info["label"], old, new))
    return found


def _shown(row: Any, info: dict[str, Any], value: Any) -> str:
    """A value in words: a label, a referred row's name, a Chinese date; long texts are cut."""
    if value is None or value == "":
        return ""
    if "refers" in info:
        related = inspect(row).mapper.relationships[info["refers"]].mapper.class_
        return str(db.session.get(related, value) or "")
    if isinstance(value, Labelled):
        return value.label
    if info.get("money"):
        return f"{yuan(value):f}"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date) and not isinstance(value, datetime):
        return chinese_day(value)
    text = str(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _write(session: Session) -> None:
    """Chain and insert what was recorded; PostgreSQL's lock is taken last, held to the commit."""
    pending = session.info.pop(BUFFER, None)
    if not pending:
        return
    session.flush()
    lock("audit chain")
    with session.no_autoflush:
        previous = (
            session.scalar(select(AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1))
            or GENESIS
        )
    for values in pending:
        at = datetime.now(UTC)
        digest = link(previous, at, *(values[part] for part in PARTS))
        newest = AuditEvent(at=at, previous=previous, hash=digest, **values)
        session.add(newest)
        previous = digest
        session.flush()  # one by one: the order of the ids is the order of the chain
    session.merge(Counter(prefix=TAIL, largest=newest.id))
    session.flush()


PARTS = ("account", "name", "address", "verb", "kind", "key", "sentence", "changes")


def _forget(session: Session, ended: SessionTransaction) -> None:
    if not ended.nested:
        session.info.pop(BUFFER, None)


event.listen(db.session, "before_commit", _write)
event.listen(db.session, "after_soft_rollback", _forget)
