"""缺什么: what has no records, what looks odd, who owes it, and the way to the empty form."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from assist.accounts.duties import Duty
from assist.lib.figures import Value
from assist.reports.catalogue import BY_KEY, FIGURES
from assist.reports.rules import OWED, Gap, gap_of, owed_by
from tests.cadres.factories import cadre, leader, office
from tests.client import Browser, Page
from tests.ledgers.factories import EventFactory, OutreachFactory
from tests.planning.factories import assigned
from tests.policies.factories import PolicyFactory
from tests.visits.factories import VisitFactory

VISITS, RATE = BY_KEY["visit.count"], BY_KEY["problem.resolution_rate"]


@given(now=st.integers(0, 10**6), then=st.integers(0, 10**6))
def test_odd_is_more_than_half_away_and_none_is_none(now: int, then: int) -> None:
    gap = gap_of(VISITS, now, then)

    assert (gap is Gap.NONE) == (now == 0)
    if now and then:
        assert (gap is Gap.ODD) == (now * 2 < then or now * 2 > then * 3)


@pytest.mark.parametrize(
    "key,now,then,expected",
    [
        ("visit.count", 10, 0, Gap.FINE),
        ("visit.count", 15, 10, Gap.FINE),
        ("visit.count", 16, 10, Gap.ODD),
        ("visit.count", 0, 0, Gap.NONE),
        ("visit.count", 3, None, Gap.FINE),
        ("problem.resolution_rate", None, 0.9, Gap.NONE),
        ("problem.resolution_rate", 0.0, 0.9, Gap.ODD),
        ("study.rule_of_law_months", [], [3], Gap.NONE),
        ("study.rule_of_law_months", [3, 9], [3], Gap.ODD),
        ("arrears.new_overdue_count", 0, 0, Gap.FINE),
        ("arrears.plan_met_on", None, None, Gap.FINE),
        ("arrears.plan_met_on", date(2025, 11, 19), None, Gap.FINE),
    ],
)
def test_gaps_by_hand(key: str, now: Value, then: Value, expected: Gap) -> None:
    assert gap_of(BY_KEY[key], now, then) is expected


def test_every_figure_is_owed_by_somebody() -> None:
    assert [figure.key for figure in FIGURES if owed_by(figure.key) is None] == []


def test_every_way_leads_to_a_page(app: Flask, browser_as: Any) -> None:
    browser = browser_as(office())

    for _, owed in OWED:
        browser.get(owed.href)


def rows(page: Page) -> dict[str, list[str]]:
    return {
        row.td.get_text(strip=True): [td.get_text(" ", strip=True) for td in row.find_all("td")]
        for row in page.all("main tbody tr")
    }


def test_a_specialist_lands_on_the_empty_form(browser_as: Any) -> None:
    EventFactory(held_on=date(2024, 5, 3))
    OutreachFactory(held_on=date(2025, 5, 3))
    VisitFactory(held_on=date(2025, 5, 3))
    person = assigned(Duty.EVENTS, name="孙七")
    browser: Browser = browser_as(person)

    page = browser.get("/reports/gaps?period=2025&show=none")
    found = rows(page)
    assert found["专场活动"][2:6] == ["0次 ，专场活动的明细", "1次", "没有记录", "孙七"]
    assert "普法活动" not in found
    assert found["学习会议"][5:] == ["送解优办", ""]
    form = next(a for a in page.all("tbody a.btn") if "登记专场活动" in a.get_text())
    assert browser.get(form["href"]).h1 == "登记专场活动"
    mine = rows(browser.get("/reports/gaps?period=2025&show=mine"))
    assert set(mine) == {"专场活动", "送解优专场活动"}


def test_the_office_lands_on_the_empty_forms_of_policies(browser_as: Any) -> None:
    PolicyFactory()
    browser: Browser = browser_as(office())

    page = browser.get("/reports/gaps?period=2025&show=none")
    found = {a.get_text().partition("：")[0]: a["href"] for a in page.all("tbody a.btn")}
    for words, title in (("送达", "登记送达"), ("申报", "登记申报"), ("兑现", "登记兑现")):
        form = browser.get(str(found[f"登记政策{words}"]))
        assert form.h1 == title
        assert form.one("main form [name=policy]")["value"] == ""
    reader = browser_as(leader()).get("/reports/gaps?period=2025&show=none")
    assert not [a for a in reader.all("tbody a.btn") if "政策" in a.get_text()]


def test_a_quarter_meets_the_like_days_of_the_year_before(browser_as: Any) -> None:
    VisitFactory.create_batch(2, held_on=date(2025, 11, 1))
    VisitFactory(held_on=date(2024, 11, 1))

    page = browser_as(leader()).get("/reports/gaps?period=2025Q4&show=odd")

    assert rows(page)["上门走访"][3:6] == ["1家次", "与上年相差较大", "送解优办"]
    assert not page.all("tbody a.btn")


def test_nonsense_and_strangers(browser_as: Any) -> None:
    browser = browser_as(office())
    assert browser.get("/reports/gaps?period=soon", status=422).one("[role=alert]")
    browser.get("/reports/gaps?show=whatever&period=2025-03-01..2025-03-04")
    browser_as(cadre()).get("/reports/gaps", status=403)
