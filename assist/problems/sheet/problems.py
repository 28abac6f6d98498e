"""The sheet 问题, and 问题类别 where the bureau has changed the list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from assist.cadres.models import Cadre
from assist.db import db
from assist.lib.text import code
from assist.problems.actions.takeover import state_by, take_over, take_over_categories
from assist.problems.models import Category, CoPart, Problem
from assist.problems.states import (
    CATEGORIES,
    Difficulty,
    Level,
    Outcome,
    Satisfaction,
    Source,
    State,
    StuckOn,
)
from assist.web.access import Permission
from assist.web.forms import (
    CheckedField,
    CountField,
    DayField,
    EnumField,
    Form,
    ListField,
    LongTextField,
    TextField,
    YesField,
    at_most,
    optional,
    required,
)
from assist.web.sheet import KEEP, Book, Column, Finding, Key, Row, Sheet, chunks

#: Sheets whose records a problem may come from.
SOURCES = (VISITS, EVENTS) = ("走访", "专场活动")
#: 登记 ≤ 交办 ≤ 签收 ≤ 反馈 ≤ 回访 ≤ 销号.
ORDER = ("registered_on", "assigned_on", "signed_on", "answered_on", "called_back_on", "closed_on")


class CategoryRow(Form):
    """A row of 问题类别."""

    name = TextField("类别", [required("请填写类别。"), at_most(40)])
    difficulty = EnumField("默认难度", kind=Difficulty)
    active = YesField("启用")


class ProblemRow(Form):
    """A row of 问题."""

    number = CheckedField("问题编号", [required("请填写问题编号。"), at_most(32)])
    code = CheckedField("统一社会信用代码", [required("请填写统一社会信用代码。")], check=code)
    registered_on = DayField("登记日期", [required("请填写登记日期。")])
    source = EnumField("来源", [required("请填写来源。")], kind=Source)
    source_number = TextField("来源编号", [optional(), at_most(32)])
    category = TextField("类别", [required("请填写类别。")])
    title = TextField("标题", [required("请填写标题。"), at_most(100)])
    detail = LongTextField("诉求内容", [required("请填写诉求内容。"), at_most(20_000)])
    level = EnumField("办理层级", kind=Level)
    lead_unit = TextField("主办单位", [optional()])
    co_units = ListField("协办单位")
    assigned_on = DayField("交办日期")
    signed_on = DayField("签收日期")
    due_on = DayField("办理期限")
    answered_on = DayField("反馈日期")
    solved_on = DayField("解决日期")
    outcome = EnumField("办理结果", kind=Outcome)
    reason = LongTextField("原因", [optional(), at_most(20_000)])
    next_review_on = DayField("下次研判日")
    called_back_on = DayField("回访日期")
    satisfaction = EnumField("满意度", kind=Satisfaction)
    closed_on = DayField("销号日期")
    difficulty = EnumField("难度", kind=Difficulty)
    stuck_on = EnumField("卡点", kind=StuckOn)
    answered_by = TextField("反馈人", [optional()])
    sent_back = CountField("退回次数", largest=999)
    reopened = CountField("重新办理次数", largest=999)
    tries = CountField("回访未接通次数", largest=999)
    about_unit = TextField("被反映单位", [optional()])
    matter = TextField("一类事编号", [optional(), at_most(32)])
    clock_since_on = DayField("环节起始日")
    clock_due_on = DayField("环节期限")
    moved_on = DayField("最近措施日期")
    waited_days = CountField("等待工作日", largest=9999)
    waiting_since_on = DayField("等待开始日")
    recorded_by = TextField("登记人", [optional()])


def existing_categories(keys: Sequence[str]) -> Mapping[Key, Category]:
    """The classes of these names."""
    rows = db.session.scalars(select(Category).where(Category.name.in_(list(keys))))
    return {category.name: category for category in rows}


def changed_categories() -> Iterable[Category]:
    """The list of classes where it is no longer the one that practice has shown; else nothing."""
    rows = list(db.session.scalars(select(Category).order_by(Category.position, Category.id)))
    plain = [(name, difficulty, True) for name, difficulty in CATEGORIES]
    return [] if [(c.name, c.difficulty, c.active) for c in rows] in ([], plain) else rows


def account_of(person: Any) -> str:
    """The account of a business person; other accounts stay at home."""
    return str(person.account) if isinstance(person, Cadre) else ""


_WHOLE = (
    joinedload(Problem.enterprise),
    joinedload(Problem.category),
    joinedload(Problem.lead_unit),
    joinedload(Problem.about_unit),
    joinedload(Problem.matter),
    joinedload(Problem.answered_by),
    joinedload(Problem.created_by),
    selectinload(Problem.co_parts).joinedload(CoPart.unit),
)


def existing(keys: Sequence[str]) -> Mapping[Key, Problem]:
    """The problems of these numbers."""
    return {
        problem.number: problem
        for some in chunks(keys)
        for problem in db.session.scalars(
            select(Problem).options(*_WHOLE).where(Problem.number.in_(some))
        ).unique()
    }


def records() -> Iterator[Problem]:
    """Every problem, in the order in which they came."""
    ids = list(db.session.scalars(select(Problem.id).order_by(Problem.id)))
    for some in chunks(ids):
        statement = select(Problem).options(*_WHOLE).where(Problem.id.in_(some))
        yield from db.session.scalars(statement.order_by(Problem.id)).unique()


def check(row: Row, book: Book) -> Iterator[Finding]:
    """Days in order, units apart, a known class and source, a reason for parking."""
    values = row.values
    yield from _order(row)
    if values.get("lead_unit") and values["lead_unit"] in (values.get("co_units") or ()):
        yield Finding("co_units", "协办单位不能与主办单位相同。")
    known = book.memo("categories", lambda: _categories(book))
    if values.get("category") and values["category"] not in known:
        yield Finding("category", f"没有这个类别，可填：{'、'.join(known)}。")
    yield from _source(row, book)
    if state_by(values) is State.PARKED:
        if not values.get("reason"):
            yield Finding("reason", "挂账推进的问题须填写原因。")
        if not values.get("next_review_on"):
            yield Finding("next_review_on", "挂账推进的问题须填写下次研判日。")


def _order(row: Row) -> Iterator[Finding]:
    given = [(name, row.values[name]) for name in ORDER if row.values.get(name)]
    for (earlier, before), (later, after) in pairwise(given):
        if after < before:
            names = PROBLEMS.header(later), PROBLEMS.header(earlier)
            yield Finding(later, f"{names[0]}早于{names[1]}（{before.isoformat()}）。")
    solved, registered = row.values.get("solved_on"), row.values.get("registered_on")
    if solved and registered and solved < registered:
        yield Finding("solved_on", f"解决日期早于登记日期（{registered.isoformat()}）。")


def _categories(book: Book) -> list[str]:
    """The names in use; an empty database will be given the list that practice has shown."""
    stored = list(
        db.session.scalars(select(Category.name).order_by(Category.position, Category.id))
    )
    own = [str(row.key) for row in book.rows.get("问题类别", [])]
    return list(dict.fromkeys((stored or [name for name, _ in CATEGORIES]) + own))


def _source(row: Row, book: Book) -> Iterator[Finding]:
    """A visit or event of the same enterprise, not later than the problem."""
    number, registered = row.values.get("source_number"), row.values.get("registered_on")
    if not number or not registered or "code" not in row.values:
        return
    for title in SOURCES:
        held_on = book.value(title, number, "held_on")
        if held_on is not None:
            yield from _fits(row, title, held_on, book)
            return
    known = row.values.get("source") is not Source.VISIT
    yield Finding("source_number", f"没有编号为“{number}”的走访或活动。", warning=known)


def _fits(row: Row, title: str, held_on: date, book: Book) -> Iterator[Finding]:
    number = row.values["source_number"]
    codes = book.value(title, number, "code" if title == VISITS else "enterprises")
    if row.values["code"] not in (codes if isinstance(codes, list) else [codes]):
        yield Finding("source_number", f"“{number}”不是这家企业的{title}。")
    elif held_on > row.values["registered_on"]:
        yield Finding("source_number", f"“{number}”的日期（{held_on.isoformat()}）晚于登记日期。")


CATEGORY_LIST = Sheet(
    title="问题类别",
    kind="category",
    form=CategoryRow,
    key=("name",),
    columns=(
        Column("name", lambda c: c.name, width=20),
        Column("difficulty", lambda c: c.difficulty, blank=Difficulty.ORDINARY),
        Column("active", lambda c: c.active, blank=True),
    ),
    door=Permission.EXCHANGE_USE,
    existing=existing_categories,
    records=changed_categories,
    take_over=take_over_categories,
    own=True,
)

PROBLEMS = Sheet(
    title="问题",
    kind="problem",
    form=ProblemRow,
    key=("number",),
    columns=(
        Column("number", lambda p: p.number, example="2025-0001"),
        Column(
            "code",
            lambda p: p.enterprise.code,
            refers="企业",
            width=24,
            example="910000000000001183",
        ),
        Column("registered_on", lambda p: p.registered_on, kind="day", example=date(2025, 3, 4)),
        Column("source", lambda p: p.source, example="走访"),
        Column(
            "source_number",
            lambda p: p.source_number,
            mentions=SOURCES,
            example="ZF-0001",
            note="走访编号或活动编号。",
        ),
        Column(
            "category",
            lambda p: p.category.name,
            example="融资",
            width=16,
            choices=tuple(name for name, _ in CATEGORIES),
        ),
        Column("title", lambda p: p.title, width=30, example="贷款到期续贷困难"),
        Column("detail", lambda p: p.detail, width=50, example="企业反映贷款到期，请协调续贷。"),
        Column("level", lambda p: p.level, blank=Level.UNIT, note="空白即“部门”。", width=10),
        Column("lead_unit", lambda p: p.lead_unit and p.lead_unit.name, refers="单位", width=24),
        Column(
            "co_units",
            lambda p: [part.unit.name for part in p.co_parts],
            refers="单位",
            width=24,
            note="多个用“、”分隔，不能与主办单位相同。",
        ),
        Column("assigned_on", lambda p: p.assigned_on, kind="day"),
        Column("signed_on", lambda p: p.signed_on, kind="day"),
        Column("due_on", lambda p: p.due_on, kind="day"),
        Column("answered_on", lambda p: p.answered_on, kind="day"),
        Column("solved_on", lambda p: p.solved_on, kind="day"),
        Column("outcome", lambda p: p.outcome),
        Column("reason", lambda p: p.reason, width=20),
        Column("next_review_on", lambda p: p.next_review_on, kind="day", note="挂账推进的必填。"),
        Column("called_back_on", lambda p: p.called_back_on, kind="day"),
        Column("satisfaction", lambda p: p.satisfaction, width=10),
        Column("closed_on", lambda p: p.closed_on, kind="day"),
        Column("difficulty", lambda p: p.difficulty, blank=KEEP, note="空白则按类别。", width=8),
        Column("stuck_on", lambda p: p.stuck_on, blank=StuckOn.NOTHING, width=10),
        Column(
            "answered_by",
            lambda p: p.answered_by and p.answered_by.account,
            refers="干部",
            note="账号。",
        ),
        Column("sent_back", lambda p: p.sent_back, blank=0, kind="number"),
        Column("reopened", lambda p: p.reopened, blank=0, kind="number", width=16),
        Column("tries", lambda p: p.tries, blank=0, kind="number", width=18),
        Column("about_unit", lambda p: p.about_unit and p.about_unit.name, refers="单位", width=24),
        Column("matter", lambda p: p.matter and p.matter.number, refers="一类事"),
        Column(
            "clock_since_on",
            lambda p: p.clock_since_on,
            kind="day",
            blank=KEEP,
            note="空白则按各日期推算。",
        ),
        Column("clock_due_on", lambda p: p.clock_due_on, kind="day", blank=KEEP),
        Column("moved_on", lambda p: p.moved_on, kind="day", blank=KEEP),
        Column(
            "waited_days",
            lambda p: p.waited_days,
            kind="number",
            blank=KEEP,
            note="已结束的挂账、等上级的工作日数。",
        ),
        Column(
            "waiting_since_on",
            lambda p: p.waiting_since_on,
            kind="day",
            blank=KEEP,
            note="正在挂账、等上级的起始日。",
        ),
        Column(
            "recorded_by",
            lambda p: account_of(p.created_by),
            refers="干部",
            blank=KEEP,
            note="首次登记者的账号。",
        ),
    ),
    door=Permission.EXCHANGE_USE,
    existing=existing,
    records=records,
    take_over=take_over,
    check=check,
)
