"""承诺: made on a visit, kept or broken, moved to whoever sees to it now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select

from assist import audit
from assist.accounts.models import User
from assist.audit.actions import Change
from assist.cadres.models import Cadre
from assist.db import db, next_number
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise
from assist.lib.errors import Invalid, Refused
from assist.visits import queries, rules
from assist.visits.models import Keeping, Promise, Visit
from assist.visits.queries.passing import PENDING
from assist.web.access import Permission


def make_promises(*, by: User, visit: Visit, promised: Sequence[rules.Promised]) -> list[Promise]:
    """Write down what was promised on the visit; whoever recorded it, or went first, sees to it."""
    went = list(visit.people)
    keeper = next((one for one in went if one.id == by.id), went[0] if went else None)
    found = []
    for one in promised:
        check_due(one.due_on, visit.held_on)
        promise = Promise(
            number=next_number(f"CN-{visit.held_on.year}-"),
            enterprise=visit.enterprise,
            visit=visit,
            made_on=visit.held_on,
            words=one.words,
            due_on=one.due_on,
            promised_by=keeper,
            keeper=keeper,
            created_by_id=by.id,
            origin=visit.origin,
        )
        db.session.add(promise)
        changes = audit.changes_of(promise)
        db.session.flush()
        _record("promise.make", promise, f"向{visit.enterprise.name}承诺", changes, by)
        found.append(promise)
    return found


def check_due(due_on: date, made_on: date) -> None:
    """Refuse a day by which nothing can be promised."""
    fault = rules.fault_of_due(due_on, made_on)
    if fault:
        raise Invalid("promises", fault)


def why_not_settle(
    *, by: User, promise: Promise, on: date, settled_on: date | None = None
) -> str | None:
    """Why the person may not say what became of the promise, in words; None when they may."""
    records = by.may(Permission.VISIT_RECORD)
    theirs = records and (
        by.id == queries.keeper_of(promise, on)
        or enterprises.is_paired(by, promise.enterprise_id, on)
    )
    return rules.why_not_settle(
        keeping=promise.keeping,
        is_theirs=theirs,
        is_office=by.may(Permission.VISIT_RECORD_ALL),
        settled_on=settled_on or on,
        made_on=promise.made_on,
        on=on,
    )


def settle_promise(
    *,
    by: User,
    on: date,
    promise: Promise,
    version: int,
    keeping: Keeping,
    settled_on: date,
    outcome: str,
) -> Promise:
    """已兑现 or 未兑现, with words; what was broken may be made good later."""
    reason = why_not_settle(by=by, promise=promise, on=on, settled_on=settled_on)
    if reason:
        raise Refused(reason)
    if version != promise.version:
        raise Refused("这项承诺刚刚被别人登记过，请返回查看。")
    if keeping not in (Keeping.KEPT, Keeping.BROKEN):
        raise Invalid("keeping", "请选择已兑现或未兑现。")
    if keeping is Keeping.BROKEN and not outcome:
        raise Invalid("outcome", "没有兑现的请写明原因和接下来怎么办。")
    promise.keeping, promise.settled_on, promise.outcome = keeping, settled_on, outcome
    changes = audit.changes_of(promise)
    db.session.flush()
    behalf = enterprises.on_behalf(by, promise.enterprise_id, on)
    words = f"登记对{promise.enterprise.name}的承诺{keeping.label}{behalf}"
    _record("promise.settle", promise, words, changes, by)
    return promise


def move_promises(
    *, by: User | None, enterprise: Enterprise, keeper: Cadre, kept_by: Cadre | None = None
) -> list[Promise]:
    """Let another see to what is still to be kept: who promised it stays the author.

    With `kept_by` only what that person, or nobody, sees to.
    """
    statement = (
        select(Promise)
        .where(Promise.enterprise_id == enterprise.id, Promise.keeping.in_(PENDING))
        .order_by(Promise.id)
    )
    moved = [row for row in db.session.scalars(statement) if row.keeper_id != keeper.id]
    if kept_by is not None:
        moved = [row for row in moved if row.keeper_id in {None, kept_by.id}]
    for promise in moved:
        _move(by, promise, keeper)
    return moved


def write_moved(*, on: date, enterprise_ids: Collection[int]) -> list[Promise]:
    """Write who sees by that day to what these were promised, as every page reads it already."""
    found = queries.moved(on, enterprise_ids)
    for promise, keeper in found:
        _move(None, promise, keeper)
    return [promise for promise, _ in found]


def _move(by: User | None, promise: Promise, keeper: Cadre) -> None:
    before = promise.keeper.name if promise.keeper else ""
    promise.keeper = keeper
    db.session.flush()
    changes = [Change("责任人", before, keeper.name)]
    _record("promise.move", promise, f"移交了对{promise.enterprise.name}的承诺", changes, by)


def change_promises(
    *, by: User, on: date, visit: Visit, promised: Sequence[rules.Promised]
) -> None:
    """Bring what was promised on the visit to what was typed; what is missing was a mistake."""
    wanted = {one.number: one for one in promised if one.number}
    for promise in visit.promises:
        if promise.keeping is not Keeping.OPEN:
            continue  # what was settled stands
        if promise.number in wanted:
            amend_promise(by=by, promise=promise, wanted=wanted[promise.number])
        else:
            void_promise(by=by, on=on, promise=promise)
    make_promises(by=by, visit=visit, promised=[one for one in promised if not one.number])


def void_promises(*, by: User, on: date, visit: Visit) -> None:
    """With a void visit goes what was promised on it and has not been settled."""
    for promise in visit.promises:
        if promise.keeping is Keeping.OPEN:
            void_promise(by=by, on=on, promise=promise)


def void_promise(*, by: User, on: date, promise: Promise) -> None:
    """Take back what was written down by mistake; it stays readable."""
    promise.keeping, promise.settled_on = Keeping.VOID, max(on, promise.made_on)
    changes = audit.changes_of(promise)
    db.session.flush()
    _record("promise.void", promise, f"作废了对{promise.enterprise.name}的承诺", changes, by)


def amend_promise(*, by: User, promise: Promise, wanted: rules.Promised) -> None:
    """Put right what was promised, and by when."""
    check_due(wanted.due_on, promise.made_on)
    promise.words, promise.due_on = wanted.words, wanted.due_on
    changes = audit.changes_of(promise)
    if changes:
        db.session.flush()
        _record("promise.amend", promise, f"修改了对{promise.enterprise.name}的承诺", changes, by)


def _record(
    verb: str, promise: Promise, words: str, changes: list[Change], by: User | None
) -> None:
    audit.record(
        verb=verb,
        kind="promise",
        key=promise.number,
        sentence=f"{words}：{promise.words}",
        changes=changes,
        by=by,
    )
