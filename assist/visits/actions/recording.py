"""登记走访: the visit, who went, what was handed over, what was ticked and what was told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from assist import audit
from assist.accounts.models import User
from assist.audit.actions import Change
from assist.cadres.models import Cadre
from assist.db import Origin, db, lock, next_number
from assist.enterprises import queries as enterprises
from assist.enterprises.models import Enterprise
from assist.lib.errors import Invalid, Refused
from assist.problems import actions as problems
from assist.problems.models import Problem
from assist.visits import queries, rules
from assist.visits.actions.drafts import forget_draft
from assist.visits.actions.parts import (
    NOBODY,
    book,
    book_outreach,
    check_day,
    check_on_duty,
    put_people,
    write,
)
from assist.visits.actions.promises import make_promises
from assist.visits.models import ProblemNote, Visit
from assist.web.access import Permission

REUSED = "这份表单已由另一个账号提交过，请从“登记走访”重新打开一份。"
NO_LAW = rules.Law(counts=False)
NOT_OWN = "只能登记本人结对企业的走访；其他企业请联系送解优办。"


def record(
    *,
    by: User,
    on: date,
    enterprise: Enterprise,
    facts: rules.Facts,
    told: Sequence[rules.Told] = (),
    ticked: Sequence[rules.Ticked] = (),
    promised: Sequence[rules.Promised] = (),
    law: rules.Law = NO_LAW,
    client_id: str | None = None,
    on_behalf: bool = False,
    origin: Origin = Origin.WEB,
) -> Visit:
    """登记走访 with the problems told and the ticks; the same `client_id` gives the visit that is
    stored already."""
    stored = stored_by(by=by, client_id=client_id)
    if stored is not None:
        return stored
    check_own(by=by, on=on, enterprise=enterprise)
    check_day(facts.held_on, on)
    behalf = on_behalf and by.may(Permission.VISIT_RECORD_ALL)
    people = _who_went(by, facts, joined=not behalf)
    visit = Visit(
        number=next_number(f"ZF-{facts.held_on.year}-"),
        enterprise=enterprise,
        client_id=client_id or None,
        created_by_id=by.id,
        recorded_on=on,
        origin=Origin.ON_BEHALF if behalf else origin,
    )
    _store(by, visit, facts, people, law)
    _note(visit, ticked)
    for problem in told:
        _raise(by=by, on=on, visit=visit, told=problem)
    make_promises(by=by, visit=visit, promised=promised)
    forget_draft(by=by, client_id=client_id)
    db.session.flush()
    return visit


def _store(
    by: User, visit: Visit, facts: rules.Facts, people: Sequence[Cadre], law: rules.Law
) -> None:
    write(visit, facts)
    db.session.add(visit)
    changes = audit.changes_of(visit)
    db.session.flush()
    put_people(visit, people)
    book(visit, facts)
    names = "、".join(person.name for person in people)
    behalf = enterprises.on_behalf(by, visit.enterprise_id, visit.recorded_on or visit.held_on)
    audit.record(
        verb="visit.record",
        kind="visit",
        key=visit.number,
        sentence=f"登记了对{visit.enterprise.name}的{visit.channel.label}{behalf}",
        changes=[*changes, Change("走访人员", "", names)],
        by=by,
    )
    if law.counts:
        book_outreach(by=by, on=visit.held_on, visit=visit, law=law)


def stored_by(*, by: User, client_id: str | None) -> Visit | None:
    """The visit that this form has stored; two taps at once wait for each other here."""
    if not client_id:
        return None
    lock(f"visit {client_id}")
    stored = queries.by_client_id(client_id)
    if stored is not None and stored.created_by_id != by.id:
        raise Refused(REUSED)
    return stored


def check_own(*, by: User, on: date, enterprise: Enterprise) -> None:
    """Refuse whoever may not record for the enterprise: cadres and leaders have their own."""
    if by.may(Permission.VISIT_RECORD_ALL):
        return
    own = enterprises.is_paired(by, enterprise.id, on)
    if not (by.may(Permission.VISIT_RECORD) and own):
        raise Refused(NOT_OWN)


def _who_went(by: User, facts: rules.Facts, *, joined: bool) -> list[Cadre]:
    """The people named, with the author in front where left out; each must be on duty."""
    people = list(facts.people)
    if joined and isinstance(by, Cadre) and by.id not in {person.id for person in people}:
        people.insert(0, by)
    if not people:
        raise Invalid("people", NOBODY)
    check_on_duty(people)
    return people


def _note(visit: Visit, ticked: Sequence[rules.Ticked]) -> None:
    """Each tick becomes a dated note; a problem of another enterprise is refused."""
    ids = [tick.problem_id for tick in ticked]
    own = set(
        db.session.scalars(
            select(Problem.id).where(
                Problem.id.in_(ids), Problem.enterprise_id == visit.enterprise_id
            )
        )
    )
    if set(ids) - own:
        raise Refused("勾选的问题不是这家企业的问题。")
    for tick in ticked:
        note = ProblemNote(
            visit_id=visit.id, problem_id=tick.problem_id, tick=tick.tick, words=tick.words
        )
        db.session.add(note)


def _raise(*, by: User, on: date, visit: Visit, told: rules.Told) -> None:
    problem = problems.record(
        by=by,
        on=on,
        enterprise=visit.enterprise,
        category=told.category,
        title=told.title,
        detail=told.detail,
        source=rules.SOURCES[visit.channel],
        source_number=visit.number,
        registered_on=visit.held_on,
    )
    if told.solved:
        problems.solve_on_spot(by=by, on=on, problem=problem, words="走访现场已解决")
