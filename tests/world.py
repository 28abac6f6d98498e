"""The people, rows and files that the access test goes round with: one's own and another's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from PIL import Image
from werkzeug.datastructures import FileStorage

from assist.accounts.duties import Duty, UserDuty
from assist.accounts.models import User, UserSession
from assist.accounts.policy import ALONE, Role
from assist.accounts.queries import token_hash
from assist.arrears import actions as arrears
from assist.arrears.models import Debt, Repayment, Way
from assist.cadres.models import Cadre
from assist.db import db
from assist.enterprises.models import Enterprise
from assist.policies.models import Application, Delivery, Payment
from assist.problems.models import Problem
from assist.visits.models import Draft, Promise, Visit
from assist.web import uploads
from assist.web.clock import now
from tests.accounts.factories import UserFactory
from tests.arrears.factories import DebtFactory
from tests.cadres.factories import CadreFactory, cadre, office
from tests.disclosures.factories import DisclosureFactory
from tests.enterprises.factories import paired
from tests.inspections.factories import examined
from tests.ledgers.factories import EventFactory
from tests.petitions.factories import PetitionFactory
from tests.planning.factories import IndicatorFactory, TaskFactory
from tests.problems.factories import handling
from tests.reports.factories import frozen, proof_of, report
from tests.visits.factories import PolicyFactory, PromiseFactory, SubstitutionFactory, VisitFactory


@dataclass
class Things:
    """What belongs to one person."""

    person: Cadre
    enterprise: Enterprise
    problem: Problem
    visit: Visit
    session_id: int
    draft_id: str
    promise: Promise
    photo_id: int
    substitution_id: int
    debt: Debt
    repayment: Repayment
    file_id: int
    petition: Any


@dataclass
class World:
    """Somebody with a role, what is theirs, and what is somebody else's."""

    me: User
    mine: Things
    others: Things
    event: Any
    disclosure: Any
    policy: Any
    delivery: Any
    application: Any
    task: Any
    indicator: Any
    examined: dict[str, Any]
    report: Any
    frozen: Any
    proof_id: int


def session_of(user: User) -> int:
    row = UserSession(
        token_hash=token_hash(f"a browser of {user.account}"),
        user_id=user.id,
        started_at=now(),
        seen_at=now(),
        confirmed_at=now(),
    )
    db.session.add(row)
    db.session.commit()
    return row.id


def things_of(person: Cadre) -> Things:
    enterprise = paired(person, lead_unit=person.unit)
    draft = Draft(
        user_id=person.id, client_id=f"draft-{person.account}", fields="summary=x", saved_at=now()
    )
    db.session.add(draft)
    db.session.commit()
    visit = VisitFactory(enterprise=enterprise, people=[person], created_by_id=person.id)
    return Things(
        person=person,
        enterprise=enterprise,
        problem=handling(person.unit, enterprise=enterprise),
        visit=visit,
        photo_id=photo_of(visit, person),
        substitution_id=SubstitutionFactory(absent=person).id,
        session_id=session_of(person),
        draft_id=draft.client_id,
        promise=PromiseFactory(enterprise=enterprise, keeper=person),
        petition=PetitionFactory(handler_id=person.id, leader_id=person.id),
        **owed_to(enterprise),
    )


def photo_of(visit: Visit, person: Cadre) -> int:
    picture = BytesIO()
    Image.new("RGB", (9, 9)).save(picture, "PNG")
    checked = uploads.check(picture.getvalue(), "现场.png")
    kept = uploads.keep(kind="visit", key=visit.number, checked=checked, by=person)
    db.session.commit()
    return kept.id


def owed_to(enterprise: Enterprise) -> dict[str, Any]:
    """A debt to the enterprise with a repayment and a voucher."""
    debt, clerk = DebtFactory(enterprise=enterprise), office()
    paid = {"on": date(2025, 12, 31), "day": date(2025, 3, 1), "amount": 100}
    repayment = arrears.repay(by=clerk, debt=debt, way=Way.CASH, **paid)
    voucher = FileStorage(BytesIO(b"%PDF-1.7\n%%EOF\n"), "凭证.pdf")
    kept = arrears.attach(by=clerk, debt=debt, file=voucher)
    db.session.commit()
    return {"debt": debt, "repayment": repayment, "file_id": kept.id}


#: They mean nothing but to a specialist.
DUTIES = (Duty.EVENTS, Duty.ARREARS, Duty.PETITIONS, Duty.DISCLOSURES, Duty.PLANNING)
DUTIES += (Duty.INSPECTIONS, Duty.POWER)


def written() -> tuple[Any, Any, int]:
    """A report with a proof in a specialist's chapter, and a frozen one."""
    row = report()
    return row, frozen(period="2024"), proof_of(row).id


def world_of(role: Role) -> World:
    """For an administrator or auditor, "mine" is a cadre's: there is no business of their own."""
    me = UserFactory(roles=(role,)) if role in ALONE else CadreFactory(roles=(role,))
    mine = things_of(me if isinstance(me, Cadre) else cadre())
    if role in ALONE:
        mine.session_id = session_of(me)
    for duty in DUTIES:
        db.session.add(UserDuty(user_id=me.id, duty=duty))
    policy = PolicyFactory()
    delivery = Delivery(
        policy_id=policy.id, enterprise_id=mine.enterprise.id, held_on=mine.visit.held_on
    )
    application = Application(
        policy_id=policy.id, enterprise_id=mine.enterprise.id, applied_on=mine.visit.held_on
    )
    payment = Payment(number="DX-1", application=application, paid_on=mine.visit.held_on, amount=1)
    db.session.add_all((delivery, application, payment))
    db.session.commit()
    things = (EventFactory(), DisclosureFactory(), policy, delivery, application)
    plans = (TaskFactory(owner=mine.person), IndicatorFactory())
    return World(me, mine, things_of(cadre()), *things, *plans, examined(), *written())
