"""The sheet 信息公开: history comes in as it is; without its reviews it is a warning."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from assist.db import db
from assist.disclosures import actions
from assist.disclosures.models import Disclosure, Secrecy
from tests.cadres.factories import office
from tests.disclosures.factories import DisclosureFactory
from tests.exchange.files import exported, faults, packed, take


def row(**values: Any) -> dict[str, Any]:
    return {
        "公开编号": "GK-001",
        "栏目": "文件信息",
        "标题": "公开信息1",
        "形成日期": date(2025, 6, 23),
        "发布日期": date(2025, 6, 29),
        "网址": "/xxgk/1.html",
        "初审人": "审核人01",
        "初审日期": date(2025, 6, 25),
        "复审人": "审核人02",
        "复审日期": date(2025, 6, 26),
        "终审人": "审核人03",
        "终审日期": date(2025, 6, 27),
        "保密审查": "通过",
    } | values


def stored() -> Disclosure:
    db.session.expire_all()
    return db.session.scalars(sa.select(Disclosure)).one()


def test_a_row_comes_in_with_its_limit_and_twice_changes_nothing(app: Flask) -> None:
    content = packed({"信息公开": [row()]})
    report = take(content)
    assert (report.faults, report.warnings) == ([], [])
    assert (stored().reviewed, stored().due_on) == (True, date(2025, 7, 21))
    again = take(content)
    assert (again.taken["信息公开"].same, again.taken["信息公开"].changed) == (1, 0)


def test_a_draft_that_nobody_checked_comes_in(app: Flask) -> None:
    draft = {"公开编号": "GK-9", "栏目": "年报", "标题": "拟稿", "形成日期": date(2025, 11, 9)}
    assert take({"信息公开": [draft | {"保密审查": "未审"}]}).warnings == []
    assert (stored().secrecy, stored().due_on) == (Secrecy.PENDING, date(2026, 1, 31))


@pytest.mark.parametrize(
    "values, words",
    [
        ({"终审人": None}, "没有完成终审就已发布。"),
        ({"复审日期": None}, "没有完成复审就已发布。"),
        ({"保密审查": "未审"}, "没有完成保密审查就已发布。"),
        ({"复审人": "审核人01"}, "没有完成由三个人分别进行的三审就已发布。"),
    ],
)
def test_history_without_its_reviews_is_a_warning(
    app: Flask, values: dict[str, Any], words: str
) -> None:
    report = take({"信息公开": [row(**values)]})
    assert report.faults == []
    assert [entry.message for entry in report.warnings] == [words]


@pytest.mark.parametrize(
    "values, column",
    [
        ({"发布日期": date(2025, 6, 22)}, "发布日期"),
        ({"初审日期": date(2025, 6, 22)}, "初审日期"),
        ({"终审日期": date(2025, 6, 25)}, "终审日期"),
        ({"栏目": "新闻"}, "栏目"),
        ({"标题": None}, "标题"),
    ],
)
def test_impossible_rows_are_faults(app: Flask, values: dict[str, Any], column: str) -> None:
    assert column in {found[2] for found in faults({"信息公开": [row(**values)]})}


def test_what_goes_out_comes_back_with_what_the_reviewers_said(app: Flask) -> None:
    made, by = DisclosureFactory(content="全文"), office(name="张华")
    actions.review(
        by=by, on=date(2025, 12, 31), row=made, name="李科长", day=date(2025, 12, 5),
        words="同意", passed=True,
    )  # fmt: skip
    db.session.commit()
    headers, line = exported(titles=["信息公开"])["信息公开"]
    cells = dict(zip(map(str, headers), line, strict=True))
    assert cells["审查意见"] == "初审（李科长，代录）：同意"
    assert take({"信息公开": [cells]}).taken["信息公开"].same == 1
    elsewhere = cells | {"公开编号": "GK-777"}
    assert take({"信息公开": [elsewhere]}).taken["信息公开"].added == 1
    assert take({"信息公开": [elsewhere]}).taken["信息公开"].same == 1
