"""The three sheets and the plan come in, are checked, and go out without loss."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

from flask import Flask
from sqlalchemy import select

from assist.db import db
from assist.exchange.queries import Exported
from assist.inspections.models import Hazard, Inspection, InspectionPlan, PowerCheck
from tests.exchange.files import CODE, OTHER, Rows, faults, small, take

ROW = {
    "检查编号": "AJ-1",
    "日期": date(2025, 3, 4),
    "带队领导": "ld",
    "参加人数": 4,
    "受检企业": f"{CODE}、{OTHER}",
    "检查类型": "专项",
    "状态": "有效",
}
HAZARD = {
    "隐患编号": "YH-1",
    "检查编号": "AJ-1",
    "统一社会信用代码": CODE,
    "内容": "通道堵塞",
    "等级": "一般",
    "整改期限": date(2025, 3, 20),
    "整改完成日期": date(2025, 3, 10),
}
POWER = {"执法编号": "DL-1", "日期": date(2025, 3, 4), "地点": "台区", "执法人数": 2, "隐患数": 0}


def year(**sheets: Any) -> Rows:
    return small() | {"安全检查": [dict(ROW)], "安全隐患": [dict(HAZARD)]} | sheets


def test_rows_come_in_and_twice_is_once(app: Flask) -> None:
    rows = year(
        电力执法=[dict(POWER)], 检查计划=[{"年度": 2025, "检查计划项": "防火", "计划次数": 2}]
    )
    report = take(rows)
    assert report.faults == []
    inspection = db.session.scalars(select(Inspection)).one()
    assert {one.code for one in inspection.enterprises} == {CODE, OTHER}
    assert inspection.leader is not None
    assert inspection.leader.account == "ld"
    assert db.session.scalars(select(Hazard)).one().rectified_on == date(2025, 3, 10)
    assert db.session.scalars(select(PowerCheck)).one().hazards == 0
    assert db.session.scalars(select(InspectionPlan)).one().times == 2
    again = take(rows)
    assert {(count.added, count.changed) for count in again.taken.values()} == {(0, 0)}


def test_what_goes_out_comes_back_the_same(app: Flask) -> None:
    more = {
        "检查计划项": "防火",
        "检查通知书号": "检字1号",
        "扫码入企凭证": "码1",
        "持证人数": 2,
        "执法人员及证号": "李明 1、王芳 2",
        "检查情况": "一般",
    }
    hazard = {"整改情况": "清理", "复查日期": date(2025, 3, 11), "复查人": "李明"}
    void = POWER | {"执法编号": "DL-2", "状态": "作废", "作废原因": "重复", "文书号": "1号"}
    rows = year(
        安全检查=[ROW | more],
        安全隐患=[HAZARD | hazard],
        电力执法=[dict(POWER), void],
        检查计划=[{"年度": 2025, "检查计划项": "防火", "备案文号": "1号"}],
    )
    assert take(rows).faults == []
    stream = BytesIO()
    Exported().write(stream)
    report = take(stream.getvalue())
    assert report.faults == []
    own = ("安全检查", "安全隐患", "电力执法", "检查计划")
    assert {title: report.taken[title].changed for title in own} == dict.fromkeys(own, 0)
    assert [report.taken[title].same for title in own] == [1, 1, 2, 1]
    assert db.session.scalars(select(Inspection)).one().officers == "李明 1、王芳 2"


def test_a_hazard_belongs_to_its_inspection(app: Flask) -> None:
    alone = ROW | {"受检企业": OTHER}
    assert said(take(year(安全检查=[alone]))) == [
        ("安全隐患", "统一社会信用代码", "不是检查AJ-1的受检企业。")
    ]
    missing = HAZARD | {"检查编号": "AJ-9"}
    (fault,) = take(year(安全隐患=[missing])).faults
    assert (fault.column, fault.value) == ("检查编号", "AJ-9")
    early = HAZARD | {"整改完成日期": date(2025, 3, 3)}
    assert said(take(year(安全隐患=[early]))) == [
        ("安全隐患", "整改完成日期", "整改完成日期不能早于检查日期（2025年3月4日）。")
    ]
    assert take(year(安全隐患=[HAZARD | {"统一社会信用代码": ""}])).faults == []


def said(report: Any) -> list[tuple[str, str, str]]:
    return [(entry.sheet, entry.column, entry.message) for entry in report.faults]


def test_a_stored_inspection_is_enough_and_keeps_its_hazards(app: Flask) -> None:
    take(year())
    later = {"安全隐患": [HAZARD | {"隐患编号": "YH-2", "统一社会信用代码": OTHER}]}
    assert take(later).faults == []
    moved = {"安全检查": [ROW | {"受检企业": OTHER}]}
    assert said(take(moved)) == [
        ("安全检查", "受检企业", "甲公司已登记隐患，不能从受检企业中去掉。")
    ]
    too_late = {"安全检查": [ROW | {"日期": date(2025, 3, 15)}]}
    assert {entry.column for entry in take(too_late).faults} == {"日期"}
    both = moved | {"安全隐患": [HAZARD | {"统一社会信用代码": OTHER}]}
    assert take(both).faults == []


def test_what_is_odd_comes_in_with_a_warning(app: Flask) -> None:
    rows = year(
        安全检查=[
            ROW,
            ROW | {"检查编号": "AJ-2", "日期": date(2025, 4, 4), "受检企业": CODE, "参加人数": 1},
            ROW | {"检查编号": "AJ-3", "日期": date(2025, 5, 4), "受检企业": CODE},
            ROW | {"检查编号": "AJ-4", "受检企业": CODE, "状态": "作废"},
            ROW | {"检查编号": "AJ-5", "日期": date(2024, 5, 4), "受检企业": CODE},
        ],
        电力执法=[POWER | {"执法人数": 1}],
    )
    report = take(rows)
    assert report.faults == []
    assert [(entry.sheet, entry.row, entry.column) for entry in report.warnings] == [
        ("安全检查", 3, "参加人数"),
        ("安全检查", 4, "受检企业"),
        ("电力执法", 2, "执法人数"),
    ]
    assert "甲公司2025年第 3 次检查" in report.warnings[1].message
    one_more = {"安全检查": [ROW | {"检查编号": "AJ-6", "日期": date(2025, 6, 4)}]}
    assert "第 4 次检查" in take(one_more).warnings[0].message


def test_wrong_cells_are_faults(app: Flask) -> None:
    wrong = [
        ROW | {"参加人数": 0},
        ROW | {"检查编号": "AJ/2"},
        ROW | {"检查编号": "AJ-3", "检查类型": "抽查"},
        ROW | {"检查编号": "AJ-4", "带队领导": "nobody"},
    ]
    found = {entry.column for entry in take(year(安全检查=wrong)).faults}
    assert {"参加人数", "检查编号", "检查类型", "带队领导"} <= found
    assert [fault[2] for fault in faults(year(电力执法=[POWER | {"隐患数": ""}]))] == ["隐患数"]
