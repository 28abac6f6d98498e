"""What recording and amending share: the facts of the row, who went, the policies handed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assist.cadres.models import Cadre
from assist.db import db
from assist.lib.errors import Invalid
from assist.policies.models import Delivery
from assist.visits import rules
from assist.visits.models import Visit, VisitPerson

NOBODY = "请选择走访人员。"


def check_day(held_on: date, on: date) -> None:
    """Refuse a day that a visit cannot have."""
    fault = rules.fault_of_day(held_on, on)
    if fault:
        raise Invalid("held_on", fault)


def check_on_duty(people: Sequence[Cadre]) -> None:
    """Refuse companions who have left."""
    gone = [person.name for person in people if not (person.on_duty and person.enabled)]
    if gone:
        raise Invalid("people", f"{'、'.join(gone)}已不在岗或账号已停用，请去掉后再提交。")


def write(visit: Visit, facts: rules.Facts) -> None:
    """Put the facts into the row."""
    visit.held_on = facts.held_on
    visit.channel = facts.channel
    visit.met = facts.met
    visit.operating = facts.operating
    visit.summary = facts.summary
    visit.nothing_new = not facts.summary


def put_people(visit: Visit, people: Sequence[Cadre]) -> None:
    """Say who went, in order, on a visit that has nobody yet."""
    for position, person in enumerate(people):
        db.session.add(VisitPerson(visit_id=visit.id, cadre_id=person.id, position=position))
    db.session.flush()
    db.session.expire(visit, ["people"])


def book(visit: Visit, facts: rules.Facts) -> None:
    """Make the visit's deliveries the policies named, each once, on the visit's day."""
    booked = {delivery.policy_id: delivery for delivery in visit.deliveries}
    wanted = {policy.id: policy for policy in facts.policies}
    for policy_id, delivery in booked.items():
        if policy_id not in wanted:
            db.session.delete(delivery)
        delivery.held_on = visit.held_on
    for policy_id in wanted.keys() - booked.keys():
        db.session.add(
            Delivery(
                visit_id=visit.id,
                policy_id=policy_id,
                enterprise_id=visit.enterprise_id,
                held_on=visit.held_on,
            )
        )
    db.session.flush()
    db.session.expire(visit, ["deliveries"])
