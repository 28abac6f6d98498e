"""What reports read besides figures: cases, tables, charts, names; on both engines."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import factory
from flask import Flask

from assist.arrears.models import Repayment, Way
from assist.db import db
from assist.lib.periods import Period
from assist.planning.models import Task, TaskState
from assist.problems.states import Difficulty, Outcome, Satisfaction, State
from assist.reports.queries.cases import cases
from assist.reports.queries.charts import CHARTS, chart_of, figure_of
from assist.reports.queries.facts import facts_of, names
from assist.reports.queries.tables import TABLES, change, table_of
from assist.reports.rules.charts import Shape
from assist.reports.rules.marks import marks, plain
from tests.accounts.factories import Stored
from tests.arrears.factories import DebtFactory
from tests.cadres.factories import UnitFactory, cadre
from tests.problems.factories import ProblemFactory


class RepaymentFactory(Stored):
    class Meta:
        model = Repayment

    number = factory.Sequence(lambda n: f"HK-{n:05d}")
    way = Way.TRANSFER
    substantive = True


QUARTER, YEAR = Period.of_quarter(2025, 4), Period.of_year(2025)


def solved(registered: date, on: date, **more: object) -> str:
    values = {"outcome": Outcome.SOLVED, "state": State.CLOSED, "answered_on": on, "closed_on": on}
    problem = ProblemFactory(registered_on=registered, solved_on=on, **values | more)
    return str(problem.number)


def test_cases_are_the_largest_the_fastest_and_the_praised(app: Flask) -> None:
    fastest = solved(date(2025, 12, 1), date(2025, 12, 3), satisfaction=Satisfaction.SATISFIED)
    solved(date(2025, 11, 3), date(2025, 11, 28), satisfaction=Satisfaction.DISSATISFIED)
    praised = solved(
        date(2025, 10, 9),
        date(2025, 11, 28),
        satisfaction=Satisfaction.SATISFIED,
        difficulty=Difficulty.COMPLEX,
    )
    solved(date(2025, 1, 6), date(2025, 1, 7))

    found = {case.why: case.words for case in cases(QUARTER)}

    assert list(found) == ["办理最快", "企业评价满意"]
    assert fastest in found["办理最快"]
    assert f"历时〖2个工作日｜问题台账｜{fastest}〗" in found["办理最快"]
    assert praised in found["企业评价满意"]
    assert "回访结果为满意" in found["企业评价满意"]


def test_the_largest_case_is_the_debt_on_which_most_was_repaid(app: Flask) -> None:
    small, large = DebtFactory(owed=100_000_000), DebtFactory(owed=900_000_000)
    RepaymentFactory(debt_id=small.id, on=date(2025, 11, 3), amount=50_000_000)
    RepaymentFactory(debt_id=large.id, on=date(2025, 11, 4), amount=80_000_000)
    RepaymentFactory(debt_id=small.id, on=date(2025, 8, 4), amount=50_000_000)

    (largest,) = cases(QUARTER)

    assert largest.why == "清偿金额最大"
    assert f"清偿80万元（{large.number}）" in plain(largest.words)
    numbers = [mark.record for mark in marks(largest.words)]
    assert numbers == [f"/arrears/{large.number}"] * 3


def test_the_change_is_a_dash_where_there_was_nothing() -> None:
    assert change(Decimal(3), Decimal(0)) == "—"
    assert change(None, Decimal(3)) == "—"
    assert change(Decimal(3), None) == "—"
    assert change(Decimal(0), Decimal(4)) == "-100%"
    assert change(Decimal(28), Decimal(21)) == "+33.3%"
    assert change(Decimal(4), Decimal(4)) == "0%"
    assert change(Decimal("0.5"), Decimal(1), rate=True) == "-50个百分点"
    assert change(Decimal("0.6"), Decimal(0), rate=True) == "+60个百分点"
    assert change(None, Decimal(1), rate=True) == "—"


def test_every_table_stands_over_an_empty_district(app: Flask) -> None:
    for name in TABLES:
        grid = table_of(name, QUARTER)
        assert grid is not None
        assert all(len(row) == len(grid.headings) for row in grid.rows)
        assert len(grid.widths) == len(grid.headings)
    assert table_of("没有这张表", QUARTER) is None


def test_tables_by_class_and_unit_add_up(app: Flask) -> None:
    solved(date(2025, 12, 1), date(2025, 12, 3))
    ProblemFactory()

    grid = table_of("按类别", QUARTER)

    assert grid is not None
    assert grid.rows == [["融资", "2", "1", "50%"], ["合计", "2", "1", "50%"]]


def test_the_unsolved_are_listed_with_their_days(app: Flask) -> None:
    ProblemFactory(number="WT-1", assigned_on=date(2025, 12, 2), due_on=date(2025, 12, 12))
    ProblemFactory(
        number="WT-2",
        state=State.PARKED,
        outcome=Outcome.PARKED,
        assigned_on=date(2025, 12, 2),
        next_review_on=date(2026, 3, 1),
    )
    solved(date(2025, 12, 1), date(2025, 12, 3))

    grid = table_of("未办结问题", QUARTER)

    assert grid is not None
    assert [(row[0], row[5]) for row in grid.rows] == [
        ("WT-1", "2025-12-12"),
        ("WT-2", "挂账 2026-03-01"),
    ]


def test_charts_are_drawn_by_the_macros_of_the_pages(app: Flask) -> None:
    ProblemFactory(registered_on=date(2025, 5, 3))
    shapes = {}
    for name in CHARTS:
        chart = chart_of(name, YEAR)
        assert chart is not None
        shapes[name] = chart.shape
        if not chart.empty:
            assert f'aria-label="{chart.title}"' in figure_of(chart)
    assert shapes == {"按类别": Shape.BARS, "按月份": Shape.COLUMNS, "还款与计划": Shape.LINES}
    months = chart_of("按月份", Period.of_quarter(2025, 2))
    assert months is not None
    assert list(months.names) == ["1月", "2月", "3月", "4月", "5月", "6月"]
    assert "5月1" in months.words
    assert chart_of("没有这张图", YEAR) is None


def test_the_head_is_named_only_where_there_is_one(app: Flask) -> None:
    assert names().head == ""
    bureau = UnitFactory(name="区科技和工业信息化局")
    head = cadre(unit=bureau, post="党组书记、局长", name="张三")
    cadre(unit=bureau, post="副局长", name="李四")
    cadre(post="局长", name="别局的人")
    assert names().head == f"{head.post}张三"


def test_tasks_are_those_of_the_time_behind_the_period(app: Flask) -> None:
    owner = cadre()
    for title, due, state in (
        ("下季度", date(2026, 2, 1), TaskState.WAITING),
        ("明年", date(2026, 11, 1), TaskState.WAITING),
        ("取消了", date(2026, 2, 1), TaskState.CANCELLED),
        ("本季度", date(2025, 12, 1), TaskState.DOING),
    ):
        _task(title, due, state, owner.id)

    assert [task.title for task in facts_of(QUARTER).ledger.tasks] == ["下季度"]
    assert [task.title for task in facts_of(YEAR).ledger.tasks] == ["下季度", "明年"]


def _task(title: str, due_on: date, state: TaskState, owner_id: int) -> None:
    db.session.add(
        Task(year=due_on.year, title=title, owner_id=owner_id, due_on=due_on, state=state)
    )
    db.session.flush()
