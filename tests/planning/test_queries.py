"""What the calendar shows to whom, and what records make done."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from flask import Flask

from assist.accounts.duties import Duty
from assist.accounts.models import User
from assist.disclosures.models import Column
from assist.lib.periods import Period
from assist.lib.standing import Standing
from assist.planning.models import TaskState
from assist.planning.queries import calendar as queries
from assist.planning.queries import indicators, tasks
from assist.planning.queries.tasks import Wanted
from assist.planning.rules.duties import Entry
from tests.accounts.factories import admin
from tests.cadres.factories import leader, office, specialist
from tests.disclosures.factories import DisclosureFactory
from tests.inspections.factories import PowerCheckFactory
from tests.ledgers.factories import PlanFactory
from tests.petitions.factories import PetitionFactory
from tests.planning.factories import TaskFactory, assigned
from tests.problems.factories import ProblemFactory

ON = date(2025, 12, 31)
YEAR = (date(2025, 1, 1), date(2025, 12, 31))


def entries(user: User, first: date = YEAR[0], last: date = YEAR[1]) -> dict[str, Entry]:
    return {entry.title: entry for entry in queries.calendar(user, ON, first, last).entries}


def test_the_yearly_report_is_done_when_it_is_published(app: Flask) -> None:
    DisclosureFactory(column=Column.ANNUAL, published_on=date(2025, 1, 20), formed_on=YEAR[0])
    DisclosureFactory(column=Column.ANNUAL, published_on=date(2025, 1, 10), formed_on=YEAR[0],
                      standing=Standing.VOID)  # fmt: skip
    DisclosureFactory(title="2024年法治政府建设工作情况的报告", published_on=date(2025, 3, 28),
                      formed_on=date(2025, 3, 1))  # fmt: skip
    found = entries(office())

    assert found["发布2024年政府信息公开工作年度报告"].done_on == date(2025, 1, 20)
    assert found["向社会公开2024年法治政府建设年度报告"].done_on == date(2025, 3, 28)
    assert found["报送2024年法治政府建设年度报告"].done_on is None


def test_a_publication_of_another_year_does_not_count(app: Flask) -> None:
    DisclosureFactory(
        column=Column.ANNUAL, published_on=date(2024, 1, 20), formed_on=date(2024, 1, 2)
    )

    assert entries(office())["发布2024年政府信息公开工作年度报告"].done_on is None


def test_two_valid_checks_make_a_month(app: Flask) -> None:
    for day, standing in ((3, Standing.VALID), (9, Standing.VALID), (2, Standing.VOID)):
        PowerCheckFactory(held_on=date(2025, 11, day), standing=standing)
    PowerCheckFactory(held_on=date(2025, 12, 1))
    PowerCheckFactory(held_on=date(2025, 12, 2), standing=Standing.VOID)
    found = entries(office())

    assert found["2025年11月电力执法检查不少于2次"].done_on == date(2025, 11, 9)
    assert found["2025年12月电力执法检查不少于2次"].done_on is None
    assert found["2025年12月电力执法检查不少于2次"].words == "当月已检查1次"


def test_petitions_are_known_to_those_who_may_see_them(app: Flask) -> None:
    me = leader()
    PetitionFactory(number="XF-1", leader_id=me.id, due_on=ON, received_on=date(2025, 11, 1))
    PetitionFactory(number="XF-2", due_on=ON, received_on=date(2025, 11, 1))
    PetitionFactory(number="XF-3", due_on=ON, received_on=date(2025, 11, 1), done_on=ON)
    title = "办结信访事项XF-{}".format

    assert {t for t in entries(me) if t.startswith("办结")} == {title(1)}
    assert {t for t in entries(office()) if t.startswith("办结")} == {title(1), title(2)}
    assert not {t for t in entries(specialist()) if t.startswith("办结")}
    person = assigned(Duty.PETITIONS)
    assert {t for t in entries(person) if t.startswith("办结")} == {title(1), title(2)}
    assert "告知信访事项XF-1的受理情况" in entries(me)


def test_clocks_of_open_records_stay_however_late(app: Flask) -> None:
    DisclosureFactory(title="方案", due_on=date(2024, 6, 1), formed_on=date(2024, 5, 1))
    DisclosureFactory(title="已发", due_on=date(2024, 6, 1), formed_on=date(2024, 5, 1),
                      published_on=date(2024, 5, 9))  # fmt: skip
    PlanFactory(number="防汛预案", revise_by=date(2024, 3, 1))
    PlanFactory(number="废止的预案", revise_by=date(2024, 3, 1), force="废止")
    TaskFactory(title="旧任务", year=2024, due_on=date(2024, 3, 1))
    TaskFactory(title="做完的", year=2024, due_on=date(2024, 3, 1), state=TaskState.DONE)
    found = set(entries(office()))

    assert {"公开《方案》", "修订《防汛预案》", "旧任务"} <= found
    assert not {"公开《已发》", "修订《废止的预案》", "做完的"} & found


def test_whose_work_it_is(app: Flask) -> None:
    person = assigned(Duty.POWER, name="王五")
    found = queries.calendar(office(), ON, *YEAR)
    power = next(entry for entry in found.entries if entry.duty is Duty.POWER)
    report = next(entry for entry in found.entries if entry.key == "report-2025")

    assert found.who(power) == "王五"
    assert found.who(report) == "送解优办"
    assert queries.work_of(person, power)
    assert not queries.work_of(person, report)
    assert queries.work_of(assigned(Duty.PLANNING), report)
    assert not queries.work_of(leader(), power)


def test_a_digest_tells_what_is_late_or_near(app: Flask) -> None:
    TaskFactory(title="将到的", year=2025, due_on=ON, owner=office(name="赵六"))
    TaskFactory(title="还远的", due_on=date(2026, 11, 30))
    lines = queries.lines_of_the_day(office(), ON)

    assert "将到的，2025年12月31日到期，今天到期，赵六" in lines
    assert not [line for line in lines if "还远的" in line]


def listed(user: Any, **asked: Any) -> list[str]:
    return [row.title for row in tasks.every(tasks.listing(user, ON, Wanted(**asked)))]


def test_the_list_of_tasks_is_narrowed(app: Flask) -> None:
    me = office()
    TaskFactory(title="我的", owner=me, due_on=date(2026, 1, 5))
    TaskFactory(title="超期的", year=2025, due_on=date(2025, 12, 30))
    TaskFactory(title="做完的100%", year=2025, due_on=date(2025, 3, 1), state=TaskState.DONE)

    assert listed(me) == ["我的", "做完的100%", "超期的"]
    assert listed(me, mine=True) == ["我的"]
    assert listed(me, show="overdue") == ["超期的"]
    assert listed(me, show="open") == ["我的", "超期的"]
    assert listed(me, show="done") == ["做完的100%"]
    assert listed(me, year=2025) == ["做完的100%", "超期的"]
    assert listed(me, q="%") == ["做完的100%"]


def test_figures_are_lent_as_pages_show_them(app: Flask) -> None:
    ProblemFactory(registered_on=date(2025, 3, 1))
    offered = dict(indicators.figures_offered())

    assert offered["problem.collected"].endswith("（件）")
    assert "arrears.small_cleared_on" not in offered
    year = Period.of_year(2025)
    assert indicators.figure_value("problem.collected", year) == 1
    assert indicators.figure_value("problem.resolution_rate", year) == Decimal(0)
    assert indicators.figure_value("petition.on_time_rate", year) is None
    assert indicators.figure_value("no.figure", year) is None


def test_an_administrator_sees_no_petition(app: Flask) -> None:
    PetitionFactory(number="XF-9", due_on=ON, received_on=date(2025, 11, 1))

    assert not [title for title in entries(admin()) if "XF-9" in title]
