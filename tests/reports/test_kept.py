"""Files, what moved since the freeze, and two cut-offs side by side, as pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from flask import Flask
from sqlalchemy import select

from assist.accounts.models import UserSession
from assist.audit.models import AuditEvent
from assist.db import db
from assist.lib.periods import Period
from assist.reports.actions import freeze
from assist.reports.models import FrozenFigure
from assist.reports.rules.cutoffs import CutOffs
from tests.cadres.factories import cadre, leader, office
from tests.client import PASSWORD, Browser
from tests.petitions.factories import PetitionFactory
from tests.problems.factories import ProblemFactory, category
from tests.reports.factories import ReportChapterFactory, frozen, logged, report
from tests.reports.test_writing import _queries
from tests.visits.factories import VisitFactory

BrowserAs = Callable[..., Browser]
HERE = "/reports/yearly/2025"


def told() -> list[str]:
    statement = select(AuditEvent.sentence).where(AuditEvent.verb == "export")
    return list(db.session.scalars(statement.order_by(AuditEvent.id)))


def test_every_file_is_in_the_log_and_names_need_the_password(browser_as: BrowserAs) -> None:
    report()
    browser = browser_as(leader())
    for part in ("word", "annex"):
        answer = browser.get(f"{HERE}/files/{part}").response
        assert answer.get_data().startswith(b"PK")
        assert "attachment" in answer.headers["Content-Disposition"]
    assert browser.get(f"{HERE}/files/records").response.get_data().startswith(b"PK")
    assert ["未封账的草稿" in line for line in told()] == [True] * 3
    browser.get(f"{HERE}/files/other", status=404)
    browser.get(f"{HERE}/files/word?edition=1", status=404)
    browser_as(cadre()).get(f"{HERE}/files/word", status=403)


def test_an_old_sign_in_is_asked_for_the_password_first(app: Flask, browser_as: BrowserAs) -> None:
    report()
    browser = browser_as(office())
    for row in db.session.scalars(select(UserSession)):
        row.confirmed_at -= timedelta(hours=1)
    db.session.commit()
    asked = browser.get(f"{HERE}/files/records", status=303).location
    back = browser.post(asked, {"password": PASSWORD}).location
    assert back == HERE
    assert browser.get(back).one("#flashes a")["href"] == f"{HERE}/files/records"
    browser.get(f"{HERE}/files/word")


def test_frozen_bytes_stay_and_what_came_later_is_flagged(browser_as: BrowserAs) -> None:
    VisitFactory(held_on=date(2025, 3, 1))
    frozen()
    browser = browser_as(office())
    before = browser.get(f"{HERE}/files/word").response.get_data()
    assert "封账以后没有变动。" in browser.get(f"{HERE}/moved").said
    late = VisitFactory(held_on=date(2025, 4, 1))
    logged()
    assert browser.get(f"{HERE}/files/word?edition=1").response.get_data() == before
    page = browser.get(f"{HERE}/moved")
    assert "校验一致" in page.said
    assert f"封账后录入 {late.number}" in page.said
    figure = browser.get("/figures/visit.count?period=2025")
    assert [text for text in figure.texts(".records li") if "封账后录入" in text] == [
        f"{late.number} 2025-04-01 {late.enterprise.name} 封账后录入"
    ]
    for row in db.session.scalars(select(FrozenFigure).limit(1)):
        row.words = "改"
    db.session.commit()
    assert "校验不一致" in browser.get(f"{HERE}/moved").said
    browser.get(f"{HERE}/moved?edition=7", status=404)


def test_a_frozen_page_shows_tables_and_pictures_as_they_were_printed(
    browser_as: BrowserAs,
) -> None:
    """Out of the very Word file, whatever the ledgers say by now."""
    ProblemFactory(registered_on=date(2025, 5, 3), category=category("融资"))
    row = report()
    ReportChapterFactory(
        report=row, key="tables", title="附表", text="〖表｜按类别〗\n〖图｜按月份〗"
    )
    freeze(by=office(), on=row.days.end, report=row, dated=row.days.end, words="")
    db.session.commit()
    browser = browser_as(leader())
    before = browser.get(HERE)
    ProblemFactory(registered_on=date(2025, 6, 3), category=category("融资"))
    logged()

    page = browser.get(HERE)

    shown = [text.split("，")[0].strip() for text in page.texts(".report-table td")]
    assert shown == ["融资", "1", "0", "0%", "合计", "1", "0", "0%"]
    assert page.texts(".report-table td") == before.texts(".report-table td")
    link = page.one(".report-table tbody tr:first-child td:nth-child(2) a")
    opened = browser.get(str(link["href"]))
    assert opened.h1 == "收集问题（类别：融资）"
    assert ["封账后录入" in text for text in opened.texts(".records li")] == [False, True]
    shown = page.one(".report-picture img")
    assert shown == before.one(".report-picture img")
    assert str(shown["src"]).startswith("data:image/png;base64,iVBOR")
    assert "5月1" in str(shown["alt"])
    assert "6月0" in str(shown["alt"])
    assert page.texts(".report-picture figcaption") == ["2025年按月收集与解决问题（件）"]


def test_numbers_of_a_table_of_figures_open(browser_as: BrowserAs) -> None:
    ProblemFactory(registered_on=date(2025, 5, 3), category=category("融资"))
    text = "〖表｜与上季度和上年同期比较〗\n〖表｜按类别〗"
    ReportChapterFactory(report=report(), key="tables", title="附表", text=text)
    logged()

    page = browser_as(leader()).get(HERE)

    links = [str(link["href"]) for link in page.all(".report-table a[href*='problem.collected?']")]
    assert links[0] == "/figures/problem.collected?period=2025&as_of=2025-12-31"
    assert "period=2024" in links[1]
    first = page.all(".report-table tbody tr td:first-child")
    assert not any(cell.has_attr("class") for cell in first)  # words stand left


def test_a_part_told_in_a_text_is_frozen_and_its_moving_is_seen(browser_as: BrowserAs) -> None:
    problem = ProblemFactory(registered_on=date(2025, 5, 3), category=category("融资"))
    row = report()
    told_of = (
        "收集融资问题〖1件｜收集问题（类别：融资）〗、用电问题〖0件｜收集问题（类别：用电）〗。"
    )
    ReportChapterFactory(report=row, key="parts", title="分类", text=told_of)
    browser = browser_as(leader())
    link = browser.get(HERE).one("#chapter-parts .report-text a[href*='%E8%9E%8D']")
    assert problem.number in browser.get(str(link["href"])).said
    freeze(by=office(), on=row.days.end, report=row, dated=row.days.end, words="")
    db.session.commit()
    late = ProblemFactory(registered_on=date(2025, 6, 3), category=category("用电"))
    logged()

    moved = browser.get(f"{HERE}/moved")

    assert "收集问题（类别：用电）" in moved.said
    assert late.number in moved.said
    assert "收集问题（类别：融资）" not in moved.said


def test_numbers_of_a_case_open_its_record(browser_as: BrowserAs) -> None:
    problem = ProblemFactory()
    text = f"历时〖13个工作日｜问题台账｜{problem.number}〗（〖{problem.number}｜问题台账〗）。"
    ReportChapterFactory(report=report(), key="case", title="案例", text=text)
    browser = browser_as(leader())

    links = browser.get(HERE).all("#chapter-case .report-text a")

    assert [link.get_text() for link in links] == ["13个工作日", problem.number]
    assert {str(link["href"]) for link in links} == {f"/problems/{problem.number}"}
    browser.get(f"/problems/{problem.number}")


def test_two_cut_offs_stand_side_by_side(browser_as: BrowserAs) -> None:
    first = VisitFactory(held_on=date(2025, 3, 1))
    second = VisitFactory(held_on=date(2025, 9, 1))
    browser = browser_as(leader())
    days = "/reports/cut-offs?period=2025&first=2025-06-30&second=2025-12-31"
    page = browser.get(days)
    row = next(line for line in page.texts("tbody tr") if line.startswith("上门走访"))
    assert row.startswith("上门走访 1家次 2家次")
    opened = browser.get(f"{days}&figure=visit.count")
    assert second.number in opened.texts(".moved-records")[0]
    assert first.number not in opened.texts(".moved-records")[0]
    assert len(browser.get(f"{days}&all=1").all("tbody tr")) > len(page.all("tbody tr"))
    for wrong in ("first=2026-01-01", "first=2024-12-31", "second=x"):
        browser.get(f"/reports/cut-offs?period=2025&{wrong}", status=422)
    browser.get("/reports/cut-offs?period=soon", status=422)
    browser_as(cadre()).get("/reports/cut-offs", status=403)


def test_cut_offs_have_sensible_days_by_themselves() -> None:
    on = date(2025, 12, 31)
    assert CutOffs.of({}, on) == CutOffs(Period.of_year(2025), date(2025, 12, 1), on)
    early = CutOffs.of({"period": "2025Q1"}, on)
    assert (early.first, early.second) == (date(2025, 3, 1), date(2025, 3, 31))


def test_pages_of_a_frozen_report_cost_few_queries(browser_as: BrowserAs) -> None:
    VisitFactory.create_batch(3, held_on=date(2025, 3, 1))
    frozen()
    browser = browser_as(office())
    pages = (HERE, f"{HERE}/moved", f"{HERE}/register", "/reports/cut-offs", "/reports")
    counts = {path: _queries(browser, path) for path in pages}

    assert {path: count for path, count in counts.items() if count > 12} == {}


def test_visits_of_a_frozen_period_are_not_amended_until_it_is_withdrawn(
    browser_as: BrowserAs,
) -> None:
    visit = VisitFactory(held_on=date(2025, 12, 30))
    frozen()
    clerk = browser_as(office())
    path = f"/visits/{visit.number}"
    assert "已经封账，这一天的走访不能再修改" in clerk.get(f"{path}/amend").said
    clerk.post(f"{path}/void", {"version": "1", "reason": "重复"}, status=409)
    clerk.post(f"{HERE}/acts/withdraw", {"withdraw-words": "更正一条走访"})
    assert "已经封账" not in clerk.get(f"{path}/amend").said


def test_petitions_that_came_late_are_named_to_whom_they_are_open(browser_as: BrowserAs) -> None:
    me = leader()
    PetitionFactory(received_on=date(2025, 3, 1))
    frozen()
    mine = PetitionFactory(received_on=date(2025, 9, 1), leader=me)
    other = PetitionFactory(received_on=date(2025, 9, 2))
    logged()
    cut = (
        "/reports/cut-offs?period=2025&first=2025-06-30&second=2025-12-31&figure=petition.received"
    )
    for address in (f"{HERE}/moved", cut):
        page = browser_as(me).get(address)
        assert mine.number in page.said
        assert other.number not in page.text
        assert "另有 1 件信访增减" in page.said
        assert other.number in browser_as(office()).get(address).said
        assert "件信访增减" not in browser_as(office()).get(address).said
