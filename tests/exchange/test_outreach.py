"""普法 that visits booked goes out and comes in again, counted once."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from assist.db import db
from assist.exchange.queries import Exported
from assist.ledgers.kinds import outreach
from assist.ledgers.kinds.outreach import Outreach
from assist.lib.periods import Period
from tests.conftest import _empty
from tests.exchange.files import CODE, OTHER, Rows, exported, faults, small, take

LAW = {
    "普法编号": "PF-2025-0001",
    "日期": date(2025, 3, 4),
    "形式": "宣讲",
    "主题": "民法典",
    "地点": "甲公司",
    "覆盖企业": CODE,
    "手册份数": 3,
    "走访编号": "ZF-0001",
}


def with_law(*rows: dict[str, Any]) -> Rows:
    return small() | {"普法": [LAW | row for row in rows or ({},)]}


def figures() -> dict[str, Any]:
    return {each.key: each.value(Period.of_year(2025)) for each in outreach.KIND.figures}


def only() -> Outreach:
    db.session.expire_all()
    return db.session.scalars(select(Outreach)).one()


def test_it_goes_out_and_comes_in_again_whole(app: Flask, engine: str) -> None:
    apart = {"普法编号": "PF-2025-0002", "走访编号": None, "手册份数": 3}
    assert take(with_law({}, apart)).faults == []
    assert figures()["outreach.count"] == 1
    wanted, before, stream = figures(), exported(), BytesIO()
    Exported().write(stream)
    again = take(stream.getvalue())
    assert (again.taken["普法"].added, again.taken["普法"].changed) == (0, 0)
    db.session.remove()
    db.engine.dispose()
    _empty(engine, app)
    assert take(stream.getvalue()).faults == []
    assert (exported()["普法"], figures()) == (before["普法"], wanted)
    assert before["普法"][1][-1] == "ZF-0001"


def test_a_file_without_the_column_leaves_it_with_its_visit(app: Flask) -> None:
    take(with_law())
    rows = with_law({"手册份数": 9})
    del rows["普法"][0]["走访编号"]
    assert take(rows).taken["普法"].changed == 1
    assert (only().books, only().visit.number) == (9, "ZF-0001")


def test_it_follows_a_visit_that_the_file_changes(app: Flask) -> None:
    take(with_law())
    rows = small()
    rows["走访"][0] |= {"日期": date(2025, 3, 6), "统一社会信用代码": OTHER}
    rows["问题"] = []
    assert take(rows).faults == []
    assert (only().held_on, only().enterprises[0].code) == (date(2025, 3, 6), OTHER)
    rows["走访"][0]["状态"] = "作废"
    take(rows)
    assert (only().standing.label, only().void_why) == ("作废", "随走访ZF-0001作废。")
    rows["走访"][0]["状态"] = "有效"
    take(rows)
    assert (only().standing.label, only().void_why) == ("有效", "")


@pytest.mark.parametrize(
    "row, column, message",
    [
        ({"日期": date(2025, 3, 5)}, "日期", "和走访“ZF-0001”的日期（2025年3月4日）不一致。"),
        ({"覆盖企业": OTHER}, "覆盖企业", f"只能是走访“ZF-0001”的企业（{CODE}）。"),
        ({"走访编号": "ZF-9"}, "走访编号", "没有“ZF-9”：系统和本文件的“走访”中都没有。"),
    ],
)
def test_it_says_what_the_visit_says(
    app: Flask, row: dict[str, Any], column: str, message: str
) -> None:
    assert faults(with_law(row)) == [("普法", 2, column, message)]


def test_a_visit_counts_once(app: Flask) -> None:
    twice = faults(with_law({}, {"普法编号": "PF-2025-0002"}))
    assert [(row, column) for _, row, column, _ in twice] == [(2, "走访编号"), (3, "走访编号")]
    take(with_law())
    words = "走访“ZF-0001”已由“PF-2025-0001”计入，一次走访只计一次。"
    assert faults(with_law({"普法编号": "PF-2025-0002"})) == [("普法", 2, "走访编号", words)]


def test_a_void_visit_counts_nothing(app: Flask) -> None:
    rows = with_law()
    rows["走访"][0]["状态"] = "作废"
    assert [fault[2] for fault in faults(rows)] == ["状态"]
    rows["普法"][0]["状态"] = "作废"
    assert faults(rows) == []
