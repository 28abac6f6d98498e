"""The sheet 走访."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload, selectinload

from assist.db import Origin, db
from assist.enterprises.sheet import terms
from assist.ledgers.kinds.outreach import Outreach
from assist.lib.days import chinese_day
from assist.lib.standing import Standing as Counted
from assist.lib.text import code
from assist.policies.models import Delivery
from assist.visits.actions.parts import with_visit
from assist.visits.actions.versions import keep_version
from assist.visits.forms import FactsForm
from assist.visits.models import Standing, Visit, VisitPerson
from assist.web.access import Permission
from assist.web.clock import now
from assist.web.forms import (
    CheckedField,
    EnumField,
    Form,
    ListField,
    LongTextField,
    TextField,
    at_most,
    optional,
    required,
)
from assist.web.sheet import Book, Column, Finding, Incoming, Key, Row, Sheet, chunks, put

NOTHING_NEW = "无新情况"


class VisitRow(Form):
    """A row of 走访."""

    number = CheckedField("走访编号", [required("请填写走访编号。"), at_most(32)])
    code = CheckedField("统一社会信用代码", [required("请填写统一社会信用代码。")], check=code)
    held_on = FactsForm.held_on
    channel = FactsForm.channel
    people = ListField("走访人员", [required("请填写走访人员的账号。")])
    met = FactsForm.met
    operating = FactsForm.operating
    summary = LongTextField("走访情况", [required("请填写走访情况。"), at_most(20_000)])
    policies = ListField("推送政策")
    standing = EnumField("状态", kind=Standing)
    nothing_new = FactsForm.nothing_new
    void_why = TextField("作废原因", [optional(), at_most(300)])


_WHOLE = (
    joinedload(Visit.enterprise),
    selectinload(Visit.people),
    selectinload(Visit.deliveries).joinedload(Delivery.policy),
    selectinload(Visit.outreach).selectinload(Outreach.enterprises),
)


def existing(keys: Sequence[str]) -> Mapping[Key, Visit]:
    """The visits of these numbers, with people and policies."""
    return {
        visit.number: visit
        for some in chunks(keys)
        for visit in db.session.scalars(
            select(Visit).options(*_WHOLE).where(Visit.number.in_(some))
        ).unique()
    }


def records() -> Iterator[Visit]:
    """Every visit, in the order in which they came."""
    ids = list(db.session.scalars(select(Visit.id).order_by(Visit.id)))
    for some in chunks(ids):
        statement = select(Visit).options(*_WHOLE).where(Visit.id.in_(some)).order_by(Visit.id)
        yield from db.session.scalars(statement).unique()


def check(row: Row, book: Book) -> Iterator[Finding]:
    """Nobody has been anywhere in the future; who is not paired is worth a look."""
    held_on: date | None = row.values.get("held_on")
    if held_on is None:
        return
    if held_on > book.on:
        yield Finding("held_on", f"走访日期不能晚于今天（{chinese_day(book.on)}）。")
        return
    people: Sequence[str] = row.values.get("people") or ()
    if people and not {"code", "people"} & row.bad and not _paired(row, people, held_on, book):
        yield Finding("people", "走访人员当日都没有与这家企业结对。", warning=True)


def _paired(row: Row, people: Sequence[str], held_on: date, book: Book) -> bool:
    """Whether one of them is leader or liaison on that day, or of the lead unit."""
    known = book.memo(
        "terms for visits",
        lambda: terms(
            book, list({r.values["code"] for r in book.rows["走访"] if "code" in r.values})
        ),
    )
    for start, end, paired, unit in known.get(row.values["code"], ()):
        if start <= held_on and (end is None or held_on <= end):
            units = (book.value("干部", person, "unit") for person in people)
            return bool(paired & set(people)) or unit in units
    return False


def take_over(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the visits; policies named on them are booked as deliveries."""
    stored = book.stored["走访"]
    for one in incoming:
        values, visit = one.row.values, one.stored
        if visit is None:
            visit = Visit(origin=Origin.WORKBOOK, created_by_id=by and by.id)
            db.session.add(visit)
            stored[one.row.key] = visit
        elif one.changes:
            keep_version(by=by, visit=visit)
            visit.updated_at = now()  # so that people or policies alone make a new version too
        put(visit, values, "number", "held_on", "channel", "met", "operating", "summary")
        put(visit, values, "standing", "nothing_new", "void_why")
        if visit.summary == NOTHING_NEW:
            visit.summary, visit.nothing_new = "", True
        if "code" in values:
            visit.enterprise_id = book.find("企业", values["code"]).id  # type: ignore[union-attr]
    db.session.flush()
    for one in incoming:
        visit = stored[one.row.key]
        _set_people(visit, one, book)
        _set_deliveries(visit, one, book)
        if not one.new and visit.outreach is not None:
            _move_outreach(visit, book.find("企业", book.value("走访", one.row.key, "code")))
    db.session.flush()


def _set_people(visit: Visit, one: Incoming, book: Book) -> None:
    if "people" not in one.row.values:
        return
    if not one.new:
        if one.row.values["people"] == [person.account for person in visit.people]:
            return
        db.session.execute(
            delete(VisitPerson)
            .where(VisitPerson.visit_id == visit.id)
            .execution_options(synchronize_session=False)
        )
        db.session.expire(visit, ["people"])
    for position, account in enumerate(one.row.values["people"]):
        person = book.find("干部", account)
        assert person is not None  # every reference was checked
        db.session.add(VisitPerson(visit_id=visit.id, cadre_id=person.id, position=position))


def _set_deliveries(visit: Visit, one: Incoming, book: Book) -> None:
    """One a policy; they follow the visit's day, enterprise and standing."""
    held = {} if one.new else {delivery.policy.number: delivery for delivery in visit.deliveries}
    wanted = one.row.values.get("policies", list(held)) or []
    for number, delivery in held.items():
        if number not in wanted:
            db.session.delete(delivery)
    for number in wanted:
        delivery = held.get(number) or _delivery(visit, book.find("政策", number))
        delivery.enterprise_id, delivery.held_on = visit.enterprise_id, visit.held_on
        delivery.valid = visit.standing is Standing.VALID


def _move_outreach(visit: Visit, enterprise: Any) -> None:
    """What the visit booked of 普法 follows it, and goes or comes back with its standing."""
    row = visit.outreach
    assert row is not None  # who calls has looked
    row.held_on, row.enterprises = visit.held_on, [enterprise]
    words = with_visit(visit.number)
    if visit.standing is Standing.VOID and row.standing is Counted.VALID:
        row.standing, row.void_why = Counted.VOID, words
    elif visit.standing is Standing.VALID and row.void_why == words:
        row.standing, row.void_why = Counted.VALID, ""


def _delivery(visit: Visit, policy: Any) -> Delivery:
    delivery = Delivery(visit_id=visit.id, policy_id=policy.id)
    db.session.add(delivery)
    return delivery


VISITS = Sheet(
    title="走访",
    kind="visit",
    form=VisitRow,
    key=("number",),
    columns=(
        Column("number", lambda v: v.number, example="ZF-0001"),
        Column(
            "code",
            lambda v: v.enterprise.code,
            refers="企业",
            width=24,
            example="910000000000001183",
        ),
        Column("held_on", lambda v: v.held_on, kind="day", example=date(2025, 3, 4)),
        Column("channel", lambda v: v.channel, example="上门走访"),
        Column(
            "people",
            lambda v: [person.account for person in v.people],
            refers="干部",
            note="账号，多人用“、”分隔。",
            example="zhangsan",
        ),
        Column("met", lambda v: v.met),
        Column("operating", lambda v: v.operating, example="平稳", width=10),
        Column("summary", lambda v: v.text, width=50, example="了解生产经营情况，宣讲惠企政策。"),
        Column(
            "policies",
            lambda v: [delivery.policy.number for delivery in v.deliveries],
            refers="政策",
            note="文号，多个用“、”分隔。",
            width=26,
        ),
        Column(
            "standing", lambda v: v.standing, blank=Standing.VALID, note="空白即“有效”。", width=8
        ),
        Column("nothing_new", lambda v: v.nothing_new, blank=False),
        Column("void_why", lambda v: v.void_why, width=20),
    ),
    door=Permission.EXCHANGE_USE,
    existing=existing,
    records=records,
    take_over=take_over,
    check=check,
)
