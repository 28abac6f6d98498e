"""Amending and voiding a visit, and who may."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import select

from assist import audit
from assist.accounts.models import User
from assist.audit.actions import Change
from assist.db import db
from assist.lib.errors import Invalid, Refused
from assist.settings import current
from assist.visits import queries, rules
from assist.visits.actions.parts import (
    NOBODY,
    book,
    book_outreach,
    check_day,
    check_on_duty,
    law_of,
    law_words,
    put_people,
    unbook_outreach,
    write,
)
from assist.visits.actions.promises import change_promises, void_promises
from assist.visits.actions.versions import keep_version
from assist.visits.models import Standing, Visit, VisitPerson
from assist.web.access import Permission
from assist.web.clock import now
from assist.web.errors import Conflict

#: Filled by the factory: why a visit of that day can no longer be changed, since the report of its
#: period is signed; None where nothing stands against it.
frozen: list[Callable[[date], str | None]] = []

#: What stands in tables of its own.
PARTS = ("推送政策", "普法宣传")


def why_frozen(held_on: date) -> str | None:
    """The first reason that a report gives against changes of that day."""
    return next((reason for call in frozen if (reason := call(held_on))), None)


def why_not_amend(*, by: User, visit: Visit, on: date) -> str | None:
    """Why the person may not amend the visit now, in words; None when they may."""
    theirs = visit.created_by_id == by.id or by.id in {person.id for person in visit.people}
    return rules.why_not_amend(
        is_theirs=theirs and by.may(Permission.VISIT_RECORD),
        is_office=by.may(Permission.VISIT_RECORD_ALL),
        is_void=visit.standing is Standing.VOID,
        since=visit.recorded_on or visit.held_on,
        on=on,
        days=current().amend_days,
        frozen=why_frozen(visit.held_on),
    )


def why_not_void(*, by: User, visit: Visit, on: date) -> str | None:
    """As amending, but of those who went only the author."""
    if not by.may(Permission.VISIT_RECORD_ALL) and visit.created_by_id != by.id:
        return "只有登记人或送解优办可以作废这条走访记录。"
    return why_not_amend(by=by, visit=visit, on=on)


def amend(
    *,
    by: User,
    on: date,
    visit: Visit,
    version: int,
    facts: rules.Facts,
    promised: Sequence[rules.Promised] | None = None,
    law: rules.Law | None = None,
) -> Visit:
    """Change the facts of a visit, what was promised on it and whether it counts as 普法 (None
    leaves those two); a stale `version` shows both texts. What it said before is kept."""
    reason = why_not_amend(by=by, visit=visit, on=on)
    if reason:
        raise Refused(reason)
    if version != visit.version:
        raise _conflict(visit, facts, law)
    _check(visit, facts, on)
    keep_version(by=by, visit=visit)
    before = _parts(visit)
    write(visit, facts)
    visit.updated_at = now()  # so that a change of people alone makes a new version too
    changes = audit.changes_of(visit)
    db.session.flush()
    _change_people(visit, facts)
    book(visit, facts)
    book_outreach(by=by, on=on, visit=visit, law=law)
    if promised is not None:
        change_promises(by=by, on=on, visit=visit, promised=promised)
    changes += _parts_changed(visit, before)
    audit.record(
        verb="visit.amend",
        kind="visit",
        key=visit.number,
        sentence=f"修改了对{visit.enterprise.name}的走访记录",
        changes=changes,
        by=by,
    )
    return visit


def _parts(visit: Visit) -> tuple[str, str, str]:
    return _names(visit), _titles(visit), law_words(law_of(visit.outreach))


def _parts_changed(visit: Visit, before: tuple[str, str, str]) -> list[Change]:
    """People, policies and 普法 stand in tables of their own."""
    parts = zip(("走访人员", *PARTS), before, _parts(visit), strict=True)
    return [Change(label, old, new) for label, old, new in parts if old != new]


def _check(visit: Visit, facts: rules.Facts, on: date) -> None:
    check_day(facts.held_on, on)
    if reason := why_frozen(facts.held_on):
        raise Invalid("held_on", reason)
    _check_before_problems(visit, facts.held_on)
    if not facts.people:
        raise Invalid("people", NOBODY)
    went = {person.id for person in visit.people}  # whoever has left since then did go
    check_on_duty([person for person in facts.people if person.id not in went])


def _change_people(visit: Visit, facts: rules.Facts) -> None:
    if [person.id for person in visit.people] == [person.id for person in facts.people]:
        return
    for row in db.session.scalars(select(VisitPerson).where(VisitPerson.visit_id == visit.id)):
        db.session.delete(row)
    db.session.flush()
    put_people(visit, facts.people)


def _names(visit: Visit) -> str:
    return "、".join(person.name for person in visit.people)


def _titles(visit: Visit) -> str:
    return "、".join(delivery.policy.number for delivery in visit.deliveries)


def _check_before_problems(visit: Visit, held_on: date) -> None:
    first = min((problem.registered_on for problem in queries.problems_from(visit)), default=None)
    if first is not None and held_on > first:
        raise Invalid("held_on", f"本次走访带回的问题登记于{first.isoformat()}，走访日期不能更晚。")


def _conflict(visit: Visit, facts: rules.Facts, law: rules.Law | None) -> Conflict:
    booked = law_of(visit.outreach)
    theirs = (
        visit.held_on.isoformat(),
        visit.channel.label,
        _names(visit),
        visit.met,
        visit.operating.label if visit.operating else "",
        visit.text,
        _titles(visit),
        law_words(booked),
    )
    mine = (
        facts.held_on.isoformat(),
        facts.channel.label,
        "、".join(person.name for person in facts.people),
        facts.met,
        facts.operating.label if facts.operating else "",
        facts.summary or "无新情况",
        "、".join(policy.number for policy in facts.policies),
        law_words(booked if law is None else law),
    )
    labels = ("日期", "方式", "走访人员", "企业接待人", "生产经营", "走访情况", *PARTS)
    return Conflict(
        title="走访记录已被修改",
        fields=list(zip(labels, theirs, mine, strict=True)),
        back_href=f"/visits/{visit.number}/amend",
    )


def void(*, by: User, on: date, visit: Visit, version: int, reason: str) -> Visit:
    """作废: the visit stays and never counts, nor do its deliveries; its problems go on."""
    refusal = why_not_void(by=by, visit=visit, on=on)
    if refusal:
        raise Refused(refusal)
    if version != visit.version:
        raise Refused("这条走访记录刚刚被修改过，请返回查看后再决定是否作废。")
    keep_version(by=by, visit=visit)
    visit.standing = Standing.VOID
    visit.void_why = reason
    for delivery in visit.deliveries:
        delivery.valid = False
    changes = audit.changes_of(visit)
    db.session.flush()
    void_promises(by=by, on=on, visit=visit)
    unbook_outreach(by=by, visit=visit)
    audit.record(
        verb="visit.void",
        kind="visit",
        key=visit.number,
        sentence=f"作废了对{visit.enterprise.name}的走访记录：{reason}",
        changes=changes,
        by=by,
    )
    return visit
