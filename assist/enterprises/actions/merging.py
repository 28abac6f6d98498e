"""Two entries of one enterprise become one; nothing that was written of either is lost."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Table, select, update

from assist import audit
from assist.accounts.models import User
from assist.audit import Change
from assist.db import db, lock
from assist.enterprises import queries
from assist.enterprises.actions.records import amend
from assist.enterprises.models import Contact, Enterprise, Pairing
from assist.enterprises.rules.merging import Moved, merged_facts, why_not_merge
from assist.lib.errors import Invalid, Refused


def merge(*, by: User, on: date, winner: Enterprise, loser: Enterprise, seen: str) -> list[Moved]:
    """Let the winner have everything of the loser, which stays as merged.

    `seen` is the stamp of what the preview showed.
    """
    lock("enterprise names")
    _hold(winner, loser)
    check(winner=winner, loser=loser)
    counted = queries.moved(winner, loser)
    if queries.stamp(winner, loser, counted) != seen:
        raise Refused("预览之后，两家企业或它们的记录有变化。请返回重新预览，再确认合并。")
    _move(winner, loser)
    _end_what_stays(loser, on)
    amend(by=by, on=on, enterprise=winner, facts=merged_facts(winner, loser))
    loser.withdrawn, loser.merged_into_id = True, winner.id
    loser.withdrawn_why = f"已并入“{winner.name}”"[:300]
    db.session.flush()
    _record(by, winner, loser, counted)
    return counted


def check(*, winner: Enterprise, loser: Enterprise) -> None:
    """Refuse what cannot be merged, at the field that names the other."""
    into = loser.merged_into
    reason = why_not_merge(
        same=winner.id == loser.id,
        merged=into.name if into is not None else "",
        withdrawn=winner.withdrawn,
    )
    if reason:
        raise Invalid("other", reason)


def _hold(*enterprises: Enterprise) -> None:
    """Keep both rows: whoever is writing something of theirs is waited for, and whoever begins
    now waits and is refused by the database (`make_triggers` in the models).

    Named locks come first, as with everybody who takes both.
    """
    ids = sorted(enterprise.id for enterprise in enterprises)
    for number in ids:
        lock(f"pairings of {number}")
    statement = select(Enterprise.id).where(Enterprise.id.in_(ids)).order_by(Enterprise.id)
    db.session.execute(statement.with_for_update())
    for enterprise in enterprises:
        db.session.refresh(enterprise)


def _move(winner: Enterprise, loser: Enterprise) -> None:
    """Row by row the database would take minutes; one statement a table, told in one event."""
    own = {contact.id: place for place, contact in enumerate(winner.contacts)}
    for table, column in queries.references():
        condition = queries.moving(table, column, winner.id, loser.id)
        values = {column.name: winner.id} | _versioned(table)
        db.session.execute(update(table).where(condition).values(values))
    db.session.expire_all()
    statement = select(Contact).where(Contact.enterprise_id == winner.id)
    for contact in db.session.scalars(statement.order_by(Contact.position, Contact.id)):
        contact.position = own.setdefault(contact.id, len(own))  # those that come stand behind
    db.session.flush()


def _versioned(table: Table) -> dict[str, object]:
    """Whoever has the row open in a form is told that it changed."""
    return {"version": table.c.version + 1} if "version" in table.c else {}


def _end_what_stays(loser: Enterprise, on: date) -> None:
    """A pairing that the winner has already is no longer in force for the loser."""
    statement = select(Pairing).where(Pairing.enterprise_id == loser.id)
    for pairing in db.session.scalars(statement).unique():
        if pairing.end_on is None or pairing.end_on > on:
            pairing.end_on = max(on, pairing.start_on)


def _record(by: User, winner: Enterprise, loser: Enterprise, counted: list[Moved]) -> None:
    changes = [
        Change(one.label, f"{one.moves + one.stays} 条", f"转入 {one.moves} 条") for one in counted
    ]
    audit.record(
        verb="enterprise.merge",
        kind="enterprise",
        key=winner.code,
        sentence=f"把“{loser.name}”（{loser.code}）并入了“{winner.name}”",
        changes=changes,
        by=by,
    )
    audit.record(
        verb="enterprise.merge",
        kind="enterprise",
        key=loser.code,
        sentence=f"并入了“{winner.name}”（{winner.code}）",
        by=by,
    )
