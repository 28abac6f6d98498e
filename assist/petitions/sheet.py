"""The sheet 信访: history as it stands in the bureau's book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assist.db import Origin, db
from assist.lib.days import chinese_day
from assist.lib.standing import Standing
from assist.lib.text import record_number
from assist.petitions.actions import HIDDEN
from assist.petitions.forms import PetitionFields
from assist.petitions.models import Opinion, Petition
from assist.problems.states import Satisfaction
from assist.settings import current
from assist.web.access import Permission
from assist.web.forms import (
    CheckedField,
    DayField,
    EnumField,
    LongTextField,
    TextField,
    at_most,
    optional,
    required,
)
from assist.web.sheet import KEEP, Book, Column, Finding, Incoming, Key, Row, Sheet, chunks, put

TITLE = "信访"


class PetitionRow(PetitionFields):
    """A row of 信访: the page's fields, and the acts as they ended."""

    number = CheckedField("信访编号", [required("请填写信访编号。")], check=record_number)
    due_on = DayField("办理期限", [required("请填写办理期限。")])
    extended_to = DayField("延期至")
    done_on = DayField("办结日期")
    leader = TextField("包案领导")
    result = TextField("结果", [optional(), at_most(40)])
    handler = TextField("承办人")
    told_on = DayField("告知日期")
    extended_why = LongTextField("延期原因", [optional(), at_most(1000)])
    extension_told_on = DayField("延期告知日期")
    opinion = EnumField("处理意见", kind=Opinion, blank="")
    answer = LongTextField("答复内容", [optional(), at_most(5000)])
    satisfaction = EnumField("满意度", kind=Satisfaction, blank="")
    standing = EnumField("状态", kind=Standing, blank="")
    void_why = TextField("作废原因", [optional(), at_most(300)])


class Secret(Column):
    """A column whose text neither the log nor the report of an import repeats."""

    def words(self, value: Any) -> str:
        """That something stands there, not what."""
        return HIDDEN if value else ""


_WHOLE = tuple(joinedload(part) for part in (Petition.handler, Petition.leader, Petition.answered))


def existing(keys: Sequence[Any]) -> Mapping[Key, Petition]:
    """The petitions of these numbers."""
    return {
        row.number: row
        for some in chunks(keys)
        for row in db.session.scalars(
            select(Petition).options(*_WHOLE).where(Petition.number.in_(some))
        ).unique()
    }


def records() -> Iterable[Petition]:
    """Every petition, in the order in which they came."""
    return db.session.scalars(select(Petition).options(*_WHOLE).order_by(Petition.id)).unique()


#: (earlier, later, what is wrong): days that cannot stand in another order.
ORDER = (
    ("received_on", "accepted_on", "受理日期早于收到日期。"),
    ("received_on", "due_on", "办理期限早于收到日期。"),
    ("received_on", "told_on", "告知日期早于收到日期。"),
    ("due_on", "extended_to", "延期至早于办理期限。"),
    ("received_on", "extension_told_on", "延期告知日期早于收到日期。"),
    ("received_on", "done_on", "办结日期早于收到日期。"),
)


def check(row: Row, book: Book) -> Iterator[Finding]:
    """Days in their order; an extension of more than 30 days, or a day to come, is a warning."""
    days: dict[str, date | None] = {
        name: book.value(TITLE, row.key, name)
        for name in {name for pair in ORDER for name in pair[:2]}
    }
    for earlier, later, wrong in ORDER:
        first, last = days[earlier], days[later]
        if first and last and last < first:
            yield Finding(later, wrong)
    if row.values.get("answered") == row.key:
        yield Finding("answered", "原信访不能是这件复查自己。")
    for name in ("received_on", "done_on"):
        day = days[name]
        if day and day > book.on:
            yield Finding(name, f"日期晚于今天（{chinese_day(book.on)}）。", warning=True)
    due, to = days["due_on"], days["extended_to"]
    most = current().extension_days
    if due and to and to > due + timedelta(days=most):
        yield Finding("extended_to", f"延期超过 {most} 天。", warning=True)


PLAIN = (
    "number", "received_on", "channel", "field", "matter", "due_on", "extended_to", "done_on",
    "result", "petitioner", "petitioner_phone", "accepted_on", "told_on", "extended_why",
    "extension_told_on", "opinion", "answer", "satisfaction", "standing", "void_why",
)  # fmt: skip


def take_over(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the petitions; no act is replayed."""
    for one in incoming:
        row, values = one.stored, one.row.values
        if row is None:
            row = Petition(origin=Origin.WORKBOOK, created_by_id=by and by.id)
            book.stored[TITLE][one.row.key] = row
        put(row, values, *PLAIN)
        for name in ("leader", "handler"):
            if name in values:
                setattr(row, name, book.find("干部", values[name]) if values[name] else None)
        db.session.add(row)
    for one in incoming:  # once all of them are there, whatever their order
        number = one.row.values.get("answered", KEEP)
        if number is not KEEP:
            row = book.stored[TITLE][one.row.key]
            row.answered = book.find(TITLE, number) if number else None
    db.session.flush()


def _same(name: str, **more: Any) -> Column:
    return Column(name, attrgetter(name), **more)


def _day(name: str, **more: Any) -> Column:
    return _same(name, kind="day", **more)


def _person(name: str, **more: Any) -> Column:
    def account(row: Petition) -> str | None:
        person = getattr(row, name)
        return person.account if person else None

    return Column(name, account, refers="干部", note="填写账号。", **more)


PETITIONS = Sheet(
    title=TITLE,
    kind="petition",
    form=PetitionRow,
    key=("number",),
    columns=(
        _same("number", example="XF-001"),
        _day("received_on", example="2025-03-04"),
        _same("channel", example="12345热线"),
        _same("field", example="服务质量"),
        Secret("matter", attrgetter("matter"), width=36, example="反映用电服务问题"),
        _day("due_on", example="2025-03-11"),
        _day("extended_to"),
        _day("done_on"),
        _person("leader"),
        _same("result", note="化解或未化解。"),
        _person("handler"),
        Secret("petitioner", attrgetter("petitioner"), phone=True),
        Secret("petitioner_phone", attrgetter("petitioner_phone"), phone=True),
        _day("accepted_on"),
        _day("told_on"),
        Secret("extended_why", attrgetter("extended_why"), width=24),
        _day("extension_told_on"),
        _same("opinion"),
        Secret("answer", attrgetter("answer"), width=36),
        _same("satisfaction"),
        _same("standing", blank=Standing.VALID),
        Secret("void_why", attrgetter("void_why"), width=24),
        Column(
            "answered",
            lambda row: row.answered and row.answered.number,
            refers=TITLE,
            note="渠道是复查的填写原信访编号，不清楚就留空。",
            blank=KEEP,
        ),
    ),
    #: Not PETITION_WRITE: of specialists only those with the duty see petitions.
    door=Permission.EXCHANGE_USE,
    existing=existing,
    records=records,
    take_over=take_over,
    check=check,
)
