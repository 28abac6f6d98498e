"""What recording and amending share: the facts of the row, who went, the policies handed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assist.accounts.models import User
from assist.cadres.models import Cadre
from assist.db import db
from assist.ledgers import actions as ledgers
from assist.ledgers.kinds import outreach
from assist.ledgers.kinds.outreach import Outreach
from assist.lib.errors import Invalid
from assist.lib.text import split_list
from assist.policies.models import Delivery
from assist.visits import rules
from assist.visits.models import Standing, Visit, VisitPerson

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


def book_outreach(*, by: User, on: date, visit: Visit, law: rules.Law | None) -> None:
    """Make the visit's one record of 普法 say what `law` says, on the visit's day; none leaves what
    is there but for day and host."""
    if law is None:
        law = law_of(visit.outreach)
    if not law.counts:
        words = "修改走访时取消了“同时计入普法宣传”。"
        ledgers.unbook(by=by, kind=outreach.KIND, visit=visit, words=words)
    else:
        fields = {
            "held_on": visit.held_on,
            "place": visit.enterprise.name[:100],
            "host": visit.people[0].unit.name[:100] if visit.people else "",
            "enterprises": [visit.enterprise.code],
            **law.fields,
        }
        ledgers.book(by=by, on=on, kind=outreach.KIND, visit=visit, fields=fields)
    db.session.expire(visit, ["outreach"])


def with_visit(number: str) -> str:
    """Why the record of a visit that was voided does not count."""
    return f"随走访{number}作废。"


def unbook_outreach(*, by: User, visit: Visit) -> None:
    """What a void visit booked does not count either."""
    ledgers.unbook(by=by, kind=outreach.KIND, visit=visit, words=with_visit(visit.number))


def usual_law(*, counts: bool = False) -> rules.Law:
    """What a form offers before anybody has said anything."""
    return rules.Law(counts, rules.LAW_FORMS[:1], rules.LAW_TOPICS)


def law_of(row: Outreach | None) -> rules.Law:
    """What a visit's record of 普法 says; none, or a void one, does not count."""
    if row is None:
        return usual_law()
    return rules.Law(
        row.standing.value == Standing.VALID.value,
        split_list(row.forms),
        split_list(row.topics),
        row.people,
        row.books,
        row.leaves,
    )


def law_words(law: rules.Law) -> str:
    """The same in a line, for versions and the log."""
    if not law.counts:
        return ""
    numbers = ((law.books, "手册", "份"), (law.leaves, "单页", "份"), (law.people, "受众", "人次"))
    told = [f"{name} {number} {unit}" for number, name, unit in numbers if number]
    return "；".join(("、".join(law.forms), "、".join(law.topics), *told))
