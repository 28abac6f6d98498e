"""One enterprise's dossier of a year as a Word file: who, by whom, what happened, what is owed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from assist.accounts.models import User
from assist.arrears.models import Debt
from assist.arrears.queries.sums import balance, known, later
from assist.db import db
from assist.enterprises import queries as enterprises
from assist.enterprises import timeline
from assist.enterprises.models import Enterprise, Pairing
from assist.enterprises.rules import facts_of
from assist.inspections.models import Hazard, Inspection
from assist.lib.docx import Grid, Side, Words, new_paper
from assist.lib.money import wan
from assist.lib.periods import Period
from assist.lib.text import mask_phone, mask_phones_in
from assist.policies.models import Delivery, Policy
from assist.policies.queries import counts
from assist.problems.models import Problem

NONE = "本年没有记录。"


def dossier(enterprise: Enterprise, period: Period, by: User, author: str, on: date) -> bytes:
    """The file; phones are masked, and what `by` may not see is left out."""
    paper = new_paper(f"{enterprise.name}企业档案（{period.label}）", author, on)
    paper.title(f"{enterprise.name}企业档案")
    paper.paragraph([Words(f"统计期间：{period.label}，截至{period.cut_off.isoformat()}。")])
    parts: tuple[tuple[str, str, Iterable[Grid]], ...] = (
        ("一、", "基本情况", [_facts(enterprise)]),
        ("二、", "结对帮扶", _pairings(enterprise)),
        ("三、", "全年纪事", _timeline(enterprise, period, by)),
        ("四、", "问题办理", _problems(enterprise, period)),
        ("五、", "企业被欠款项", _debts(enterprise, period)),
        ("六、", "政策送达", _policies(enterprise, period)),
        ("七、", "安全检查与隐患", _inspections(enterprise, period)),
    )
    for number, title, grids in parts:
        paper.heading(number + title)
        found = [grid for grid in grids if grid.rows]
        for grid in found:
            paper.grid(grid)
        if not found:
            paper.paragraph([Words(NONE)])
    return paper.to_bytes()


def _grid(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]], *wide: int) -> Grid:
    masked = [[mask_phones_in(cell) for cell in row] for row in rows]
    return Grid(title, headings, masked, widths=wide, sides=[Side.LEFT] * len(headings), small=True)


def _facts(enterprise: Enterprise) -> Grid:
    facts = facts_of(enterprise)
    rows = [(label, words or "—") for label, words in facts.words if label != "联系人"]
    people = [
        f"{one.name}{f'（{one.post}）' if one.post else ''} {mask_phone(one.phone)}".strip()
        for one in facts.contacts
    ]
    return _grid("基本情况", ("项目", "内容"), [*rows, ("联系人", "；".join(people) or "—")], 1, 3)


def _pairings(enterprise: Enterprise) -> Iterator[Grid]:
    rows = [_pairing(pairing) for pairing in enterprises.pairings_of(enterprise.id)]
    yield _grid("结对", ("起止", "联系领导", "牵头部门", "联络员"), rows, 3, 2, 3, 3)


def _pairing(pairing: Pairing) -> tuple[str, ...]:
    end = pairing.end_on.isoformat() if pairing.end_on else "今"
    names = "、".join(str(one.name) for one in pairing.liaisons)
    dated = f"{pairing.start_on.isoformat()}至{end}"
    return dated, str(pairing.leader.name), str(pairing.lead_unit.name), names


def _timeline(enterprise: Enterprise, period: Period, by: User) -> Iterator[Grid]:
    entries, until = [], period.last
    more: date | None = until
    while more is not None and more >= period.start:
        found, more = timeline.entries(enterprise, by, more, shown=200)
        entries += [one for one in found if one.day >= period.start]
    rows = [
        (one.day.isoformat(), one.kind, f"{one.title}：{one.text}" if one.text else one.title)
        for one in reversed(entries)
    ]
    yield _grid("全年纪事", ("日期", "类别", "内容"), rows, 2, 1, 7)


def _problems(enterprise: Enterprise, period: Period) -> Iterator[Grid]:
    statement = (
        select(Problem)
        .options(selectinload(Problem.steps))
        .where(
            Problem.enterprise_id == enterprise.id,
            Problem.registered_on.between(period.start, period.last),
        )
        .order_by(Problem.registered_on, Problem.id)
    )
    found = db.session.scalars(statement).all()
    rows = [
        (one.number, one.title, one.state.label, one.outcome.label if one.outcome else "—")
        for one in found
    ]
    yield _grid("问题", ("编号", "标题", "状态", "结果"), rows, 2, 5, 2, 2)
    for problem in found:
        steps = [
            (
                step.on.isoformat(),
                step.act.label,
                "；".join(part for part in (step.words, step.facts.replace("\n", "，")) if part),
            )
            for step in problem.steps
            if step.on <= period.cut_off
        ]
        title = f"{problem.number} {problem.title}"
        yield _grid(title, ("日期", "办理", "内容"), steps, 2, 2, 6)


def _debts(enterprise: Enterprise, period: Period) -> Iterator[Grid]:
    after = later(period.cut_off)
    statement = (
        select(Debt, balance(after))
        .outerjoin(after, after.c.debt_id == Debt.id)
        .where(Debt.enterprise_id == enterprise.id, known(period.cut_off))
        .order_by(Debt.id)
    )
    rows = [
        (debt.number, debt.debtor, debt.stock.label, wan(debt.owed), wan(left))
        for debt, left in db.session.execute(statement)
    ]
    heads = ("编号", "债务单位", "存量类别", "欠款（万元）", "余额（万元）")
    yield _grid("企业被欠款项", heads, rows, 2, 4, 2, 2, 2)


def _policies(enterprise: Enterprise, period: Period) -> Iterator[Grid]:
    statement = (
        select(Delivery.held_on, Policy.number, Policy.title)
        .join(Policy, Policy.id == Delivery.policy_id)
        .where(
            Delivery.enterprise_id == enterprise.id,
            counts(),
            Delivery.held_on.between(period.start, period.last),
        )
        .order_by(Delivery.held_on, Delivery.id)
    )
    rows = [(day.isoformat(), no, title) for day, no, title in db.session.execute(statement)]
    yield _grid("政策送达", ("日期", "文号", "标题"), rows, 2, 3, 6)


def _inspections(enterprise: Enterprise, period: Period) -> Iterator[Grid]:
    within = Inspection.held_on.between(period.start, period.last)
    held = (
        select(Inspection)
        .where(Inspection.enterprises.any(Enterprise.id == enterprise.id), within)
        .order_by(Inspection.held_on, Inspection.id)
    )
    rows = [
        (one.held_on.isoformat(), one.number, one.kind.label, one.standing.label)
        for one in db.session.scalars(held)
    ]
    yield _grid("安全检查", ("日期", "编号", "类型", "状态"), rows, 2, 2, 2, 2)
    hazards = (
        select(Hazard)
        .join(Inspection, Inspection.id == Hazard.inspection_id)
        .where(Hazard.enterprise_id == enterprise.id, within)
        .order_by(Hazard.id)
    )
    found = [
        (one.number, one.content, one.level.label, _day(one.due_on), _day(one.rectified_on))
        for one in db.session.scalars(hazards)
    ]
    heads = ("编号", "内容", "等级", "整改期限", "完成日期")
    yield _grid("隐患", heads, found, 2, 5, 1, 2, 2)


def _day(day: date | None) -> str:
    return day.isoformat() if day else "—"
