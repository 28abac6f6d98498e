"""加入别人的走访: one more who went along; the visit is still one visit."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select

from assist import audit
from assist.accounts.models import User
from assist.audit.actions import Change
from assist.cadres.models import Cadre
from assist.db import db, lock
from assist.lib.errors import Refused
from assist.settings import current
from assist.visits import rules
from assist.visits.actions.amending import why_frozen
from assist.visits.actions.parts import check_on_duty
from assist.visits.actions.versions import keep_version
from assist.visits.models import Standing, Visit, VisitPerson
from assist.web.access import Permission
from assist.web.clock import now


def why_not_join(*, by: User, visit: Visit, on: date) -> str | None:
    """Why the person may not say now that they went along; None when they may."""
    if not (isinstance(by, Cadre) and by.may(Permission.VISIT_RECORD)):
        return "只有联企干部或区领导可以加入走访。"
    return rules.why_not_join(
        went=by.id in {person.id for person in visit.people},
        is_void=visit.standing is Standing.VOID,
        since=visit.recorded_on or visit.held_on,
        on=on,
        days=current().amend_days,
        frozen=why_frozen(visit.held_on),
    )


def join(*, by: User, on: date, visit: Visit) -> Visit:
    """Become a companion of a visit that somebody else has recorded."""
    lock(f"people of {visit.id}")
    reason = why_not_join(by=by, visit=visit, on=on)
    if reason:
        raise Refused(reason)
    assert isinstance(by, Cadre)  # or there was a reason
    keep_version(by=by, visit=visit)
    check_on_duty([by])
    last = select(func.max(VisitPerson.position)).where(VisitPerson.visit_id == visit.id)
    before = "、".join(person.name for person in visit.people)
    position = (db.session.scalar(last) or 0) + 1
    db.session.add(VisitPerson(visit_id=visit.id, cadre_id=by.id, position=position))
    visit.updated_at = now()  # a change of people makes a new version
    db.session.flush()
    db.session.expire(visit, ["people"])
    audit.record(
        verb="visit.join",
        kind="visit",
        key=visit.number,
        sentence=f"加入了对{visit.enterprise.name}的走访",
        changes=[Change("走访人员", before, f"{before}、{by.name}" if before else by.name)],
        by=by,
    )
    return visit
