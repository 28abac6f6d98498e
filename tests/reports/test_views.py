"""The page of figures, the records behind one, and the command."""

from __future__ import annotations

import json
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook

from assist.problems.states import Outcome
from assist.visits.models import Standing
from tests.accounts.factories import admin, auditor
from tests.cadres.factories import bureau_leader, cadre, handler, leader, office, specialist
from tests.client import Browser
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.problems.factories import ProblemFactory, category
from tests.visits.factories import VisitFactory


def test_every_figure_opens_the_records_it_counts(browser_as: Any) -> None:
    VisitFactory.create_batch(3)
    VisitFactory(standing=Standing.VOID)
    browser = browser_as(leader())

    page = browser.get("/figures?year=2025")
    links = {
        row.th.get_text(strip=True): row.select_one("td a") for row in page.all(".figures tbody tr")
    }
    opened = browser.get(links["上门走访"]["href"])

    assert links["上门走访"].strong.get_text() == "3"
    assert opened.one("#value").get_text() == "3家次"
    assert len(opened.all(".records li")) == 3


def test_the_quarter_before_and_the_year_before_stand_beside(browser_as: Any) -> None:
    VisitFactory.create_batch(3, held_on=date(2024, 10, 1))
    VisitFactory(held_on=date(2025, 8, 1))
    VisitFactory.create_batch(2, held_on=date(2025, 11, 1))

    browser = browser_as(office())
    page = browser.get("/figures?quarter=2025Q4")

    row = next(r for r in page.all(".figures tbody tr") if "上门走访" in r.get_text())
    assert [cell.get_text("", strip=True).split("，")[0] for cell in row.select("td.num")] == [
        "2家次",
        "1家次",
        "3家次",
    ]
    heads = set(browser.get("/figures?year=2025").texts(".figures thead"))
    assert heads == {"指标 2025年 2024年 口径"}


def test_a_figure_opens_by_its_parts_and_each_part_to_its_records(browser_as: Any) -> None:
    lit = ProblemFactory(category=category("用电"))
    ProblemFactory(category=category("用电"), outcome=Outcome.SOLVED, solved_on=date(2025, 12, 2))
    ProblemFactory(category=category("用工"))
    browser = browser_as(leader())

    page = browser.get("/figures/problem.collected?year=2025&as_of=2025-12-30")
    links = {link.get_text(" ", strip=True): link for link in page.all(".figure-parts a")}
    assert set(links) == {"用电 2件", "用工 1件"}

    part = browser.get(links["用电 2件"]["href"])
    assert part.h1 == "收集问题（类别：用电）"
    assert part.one("#value").get_text() == "2件"
    assert part.texts(".records li")[0].split()[0] == lit.number
    assert "只计类别为“用电”的。" in part.said
    assert part.one("[aria-label='返回收集问题']")["href"].startswith("/figures/problem.collected")

    rate = browser.get("/figures/problem.resolution_rate?year=2025&as_of=2025-12-30")
    assert rate.texts(".figure-parts strong") == ["50%", "0%"]
    for wrong in ("主办", "主办：x", "类别：", "单位：用电"):
        browser.get(f"/figures/problem.collected?year=2025&part={wrong}", status=404)


def test_what_was_asked_stays_in_the_address(browser_as: Any) -> None:
    page = browser_as(leader()).get("/figures?from=2025-03-01&to=2025-03-31&as_of=2025-04-15")

    links = {link["href"] for link in page.all(".figures td:nth-of-type(1) a")}
    before = {link["href"] for link in page.all(".figures td:nth-of-type(2) a")}
    assert all("period=2025-02-01..2025-02-28&as_of=2025-03-15" in link for link in before)
    assert all("2025-03-01..2025-03-31" in link or "2025-03" in link for link in links)
    assert all("as_of=2025-04-15" in link for link in links)
    assert page.one("[name=from]")["value"] == "2025-03-01"


def test_a_bad_period_is_said_and_nothing_is_shown(browser_as: Any) -> None:
    browser = browser_as(leader())

    page = browser.get("/figures?from=2025-03-09&to=2025-03-01", status=422)
    assert page.texts("[role=alert]") == ["结束日期不能早于开始日期。"]
    assert page.all(".figures") == []
    browser.get("/figures/visit.count?year=25", status=422)


def test_an_unknown_figure_is_404(browser_as: Any) -> None:
    browser_as(leader()).get("/figures/visit.countless?year=2025", status=404)


def test_own_narrows_to_the_readers_enterprises(browser_as: Any) -> None:
    reader = leader()
    ProblemFactory(enterprise=paired(leader=reader))
    ProblemFactory()

    page = browser_as(reader).get("/figures/problem.collected?year=2025&own=1")

    assert page.one("#value").get_text() == "1件"
    assert "我联系的企业" in page.said


@pytest.mark.parametrize("who", [leader, bureau_leader, office, specialist])
def test_who_reads_all_reads_figures(browser_as: Any, who: Any) -> None:
    browser_as(who()).get("/figures")


@pytest.mark.parametrize("who", [cadre, handler, admin, auditor])
def test_nobody_else_does(browser_as: Any, who: Any) -> None:
    browser = browser_as(who())
    browser.get("/figures", status=403)
    browser.get("/figures/visit.count", status=403)


def test_records_are_exported_and_the_log_says_so(browser_as: Any, app: Flask) -> None:
    VisitFactory(number="ZF-0001")
    browser: Browser = browser_as(office())

    answer = browser.get("/figures/visit.count?year=2025&format=xlsx")

    sheet = load_workbook(BytesIO(answer.response.data)).active
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == ["编号", "ZF-0001"]
    assert "导出了“上门走访”（2025年）的 1 条记录" in _last_sentence()


def _last_sentence() -> str:
    from sqlalchemy import select

    from assist.audit.models import AuditEvent
    from assist.db import db

    statement = select(AuditEvent.sentence).order_by(AuditEvent.id.desc()).limit(1)
    return str(db.session.scalar(statement))


def test_the_command_prints_json_alone(app: Flask) -> None:
    ProblemFactory(number="2025-0007", outcome=Outcome.SOLVED, solved_on=date(2025, 12, 5))
    EnterpriseFactory()

    result = app.test_cli_runner().invoke(args=["figures", "--year", "2025", "--json"])

    told = json.loads(result.stdout)
    assert (told["from"], told["to"], told["as_of"]) == ("2025-01-01", "2025-12-31", "2025-12-31")
    solved = told["figures"]["problem.solved"]
    assert (solved["value"], solved["unit"], solved["records"]) == (1, "件", ["2025-0007"])
    assert set(solved) == {"value", "unit", "label", "definition", "records"}


def test_the_command_speaks_chinese(app: Flask) -> None:
    VisitFactory()

    result = app.test_cli_runner().invoke(args=["figures", "--quarter", "2025Q4"])

    assert "2025年第4季度（截至2025-12-31）" in result.output
    assert "上门走访                    1家次" in result.output


@pytest.mark.parametrize(
    "words", [[], ["--year", "x"], ["--from", "2025-01-01"], ["--year", "2025", "--as-of", "x"]]
)
def test_the_command_refuses_nonsense_with_exit_2(app: Flask, words: list[str]) -> None:
    result = app.test_cli_runner().invoke(args=["figures", "--json", *words])

    assert (result.exit_code, result.stdout) == (2, "")
    assert "。" in result.stderr
