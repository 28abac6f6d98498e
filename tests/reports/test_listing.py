"""The list of reports: who reads it, its legal days, its file."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Flask

from assist.lib.periods import Period
from assist.lib.sheets import read_workbook
from assist.reports.models import Recipient
from assist.reports.rules.chapters import ReportKind
from assist.reports.rules.legal import deadlines
from assist.reports.rules.states import ReportState
from tests.cadres.factories import bureau_leader, cadre, leader, office, specialist
from tests.client import Browser
from tests.reports.factories import (
    PublicationFactory,
    ReportChapterFactory,
    ReportFactory,
    SubmissionFactory,
)

BrowserAs = Callable[..., Browser]
YEAR = Period.of_year(2025)


def test_readers_read_and_nobody_else(browser_as: BrowserAs) -> None:
    for person in (leader(), bureau_leader(), office(), specialist()):
        assert "还没有报告。" in browser_as(person).get("/reports").said
    browser_as(cadre()).get("/reports", status=403)


def test_a_yearly_report_shows_its_legal_days(browser_as: BrowserAs) -> None:
    ReportFactory(state=ReportState.SIGNED)
    page = browser_as(office()).get("/reports")

    assert page.texts("td[data-label=报送]") == ["2026年3月1日前，剩37天"]
    assert page.texts("td[data-label=公开]") == ["2026年4月1日前，剩60天"]


def test_handed_in_is_the_day_of_the_last_of_both(app: Flask) -> None:
    days = {Recipient.LOCAL: date(2026, 2, 3)}
    first = deadlines(ReportKind.YEARLY, YEAR, days, None)[0]
    assert (first.done_on, first.left) == (None, "还要报送上级主管部门")

    both = days | {Recipient.SUPERIOR: date(2026, 3, 2)}
    found = deadlines(ReportKind.YEARLY, YEAR, both, date(2026, 4, 1))
    assert [(one.done_on, one.late, one.duty_key) for one in found] == [
        (date(2026, 3, 2), True, "report-2026"),
        (date(2026, 4, 1), False, "publication-2026"),
    ]
    assert deadlines(ReportKind.QUARTERLY, Period.of_quarter(2025, 4), {}, None) == []


def test_the_list_shows_what_was_late(browser_as: BrowserAs) -> None:
    report = ReportFactory(period="2024", state=ReportState.SIGNED)
    for recipient in (Recipient.LOCAL, Recipient.SUPERIOR):
        SubmissionFactory(report_id=report.id, recipient=recipient, submitted_on=date(2025, 3, 5))
    PublicationFactory(report_id=report.id, published_on=date(2025, 3, 20))
    page = browser_as(leader()).get("/reports")

    assert page.texts("td[data-label=报送]") == ["2025年3月5日完成，超期"]
    assert page.texts("td[data-label=公开]") == ["2025年3月20日完成"]


def test_the_file_holds_what_the_list_shows(browser_as: BrowserAs) -> None:
    ReportFactory()
    ReportFactory(kind=ReportKind.QUARTERLY, period="2025Q4")
    answer = browser_as(office()).get("/reports?kind=quarterly&format=xlsx").response
    sheet = read_workbook(answer.get_data())["报告"]

    assert [cells["期间"] for _, cells in sheet.rows] == ["2025年第4季度"]


def test_what_is_not_begun_stands_with_its_legal_days_and_a_button(browser_as: BrowserAs) -> None:
    ReportFactory(kind=ReportKind.QUARTERLY, period="2025Q3")
    page = browser_as(office()).get("/reports")

    assert page.texts(".reports-owed strong") == ["2025年度报告", "2025年第4季度简报"]
    assert page.texts(".reports-owed .light") == ["剩37天", "剩60天"]
    assert [link["href"] for link in page.all(".reports-owed a")] == [
        "/reports/new?report=yearly/2025",
        "/reports/new?report=quarterly/2025Q4",
    ]
    assert browser_as(leader()).get("/reports").all(".reports-owed") == []


def test_the_list_is_searched_by_words_of_title_and_text(browser_as: BrowserAs) -> None:
    told = ReportFactory(state=ReportState.SIGNED, title="2025年度法治政府建设情况的报告")
    ReportChapterFactory(report=told, key="service", text="走访100%企业，缺少技术工人。")
    ReportFactory(kind=ReportKind.QUARTERLY, period="2025Q3", title="第三季度工作简报")
    desk = browser_as(office())

    def titles(query: str) -> list[str]:
        return desk.get(f"/reports?{query}").texts("td.t a")

    assert titles("q=技术工人") == ["2025年度法治政府建设情况的报告"]
    assert titles("q=简报") == ["第三季度工作简报"]
    assert titles("q=报告+工人") == ["2025年度法治政府建设情况的报告"]
    assert titles("q=0%25企") == ["2025年度法治政府建设情况的报告"]
    assert titles("q=1%25企") == []
    assert titles("state=signed&kind=quarterly") == []
    assert titles("state=nothing&kind=quarterly") == ["第三季度工作简报"]


def test_a_search_without_result_leads_back_and_keeps_its_words(browser_as: BrowserAs) -> None:
    ReportFactory()
    page = browser_as(office()).get("/reports?q=没有&kind=quarterly&state=signed")

    assert "没有符合条件的报告。" in page.said
    assert page.one("main [name=q]")["value"] == "没有"
    assert page.one("[name=state] [selected]")["value"] == "signed"
    assert page.one("[name=kind]")["value"] == "quarterly"
    assert page.all("main a[href='/reports']")
