"""A workbook comes in whole or not at all, and twice is once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import func, select

from assist.accounts.models import User
from assist.audit.models import AuditEvent
from assist.audit.queries import verify
from assist.cadres.models import Cadre
from assist.db import db, next_number
from assist.enterprises.models import Enterprise, Pairing
from assist.exchange.actions import Import
from assist.lib.sheets import read_workbook
from assist.policies.models import Delivery
from assist.problems.models import Problem, Step
from assist.problems.states import Act, State
from assist.visits.models import Visit
from tests.accounts.factories import admin
from tests.exchange.files import CODE, EXAMPLE, OTHER, TODAY, Rows, faults, packed, small, take


def only(model: type[Any]) -> Any:
    return db.session.scalars(select(model)).unique().one()


def count(model: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_whole_year_comes_in(app: Flask) -> None:
    report = take(EXAMPLE.read_bytes())
    assert report.faults == []
    wanted = {
        "设置": 6,
        "单位": 15,
        "干部": 39,
        "企业": 65,
        "结对": 63,
        "政策": 8,
        "走访": 156,
        "问题": 26,
    }
    assert {title: report.taken[title].added for title in wanted} == wanted
    assert count(Visit) == 156
    assert verify().broken_at is None


def test_a_sheet_that_nobody_takes_is_named(app: Flask) -> None:
    report = take(small() | {"备忘": [{"内容": "一"}, {"内容": "二"}]})
    assert report.faults == []
    assert [(entry.sheet, entry.row) for entry in report.warnings] == [("备忘", None)]
    assert "备忘" not in report.taken


def test_every_sheet_of_the_year_is_taken_or_named(app: Flask) -> None:
    report = take(EXAMPLE.read_bytes())
    named = {entry.sheet for entry in report.warnings if entry.row is None}
    assert named | set(report.taken) == set(read_workbook(EXAMPLE))
    assert not named & set(report.taken)


def test_the_same_file_twice_changes_nothing(app: Flask) -> None:
    take(EXAMPLE.read_bytes())
    events, versions = count(AuditEvent), _versions()
    report = take(EXAMPLE.read_bytes())
    assert {(c.added, c.changed) for c in report.taken.values()} == {(0, 0)}
    assert report.taken["走访"].same == 156
    assert (count(AuditEvent), _versions()) == (events, versions)


def _versions() -> list[Any]:
    models = (User, Enterprise, Pairing, Visit, Problem)
    return [db.session.scalar(select(func.sum(model.version))) for model in models]


def test_looking_writes_nothing(app: Flask) -> None:
    report = Import(packed(small()), on=TODAY).look()
    assert report.taken["走访"].added == 1
    assert count(Visit) == count(Cadre) == count(AuditEvent) == 0


def test_a_changed_row_updates_and_the_log_says_what(app: Flask) -> None:
    take(small())
    rows = small()
    rows["企业"][0] |= {"企业名称": "甲集团", "重点企业年度": "2025", "规模": "大型"}
    report = take(rows)
    assert (report.taken["企业"].changed, report.taken["企业"].same) == (1, 1)
    event = db.session.scalars(
        select(AuditEvent).where(AuditEvent.kind == "enterprise").order_by(AuditEvent.id.desc())
    ).first()
    assert event is not None
    assert event.changes == (
        '[["企业名称","甲公司","甲集团"],["规模","","大型"],["重点企业年度","2024、2025","2025"]]'
    )


def test_a_column_that_is_not_there_stays_as_it_is(app: Flask) -> None:
    take(small())
    rows = small()
    del rows["企业"][0]["联系人"], rows["企业"][0]["联系电话"]
    assert take(rows).taken["企业"].changed == 0
    enterprise = db.session.scalars(select(Enterprise).where(Enterprise.code == CODE)).one()
    assert enterprise.contacts[0].name == "李四"


def test_a_masked_number_is_unchanged(app: Flask) -> None:
    take(small())
    rows = small()
    rows["企业"][0]["联系电话"] = "136****0000"
    rows["企业"][0]["简称"] = "甲"
    assert take(rows).taken["企业"].changed == 1
    enterprise = db.session.scalars(select(Enterprise).where(Enterprise.code == CODE)).one()
    assert enterprise.contacts[0].phone == "13600000000"


def test_a_masked_number_of_a_new_row_is_said(app: Flask) -> None:
    rows = small()
    rows["企业"][0]["联系电话"] = "136****0000"
    report = take(rows)
    assert report.faults == []
    assert [(e.sheet, e.row, e.column) for e in report.warnings] == [("企业", 2, "联系电话")]


def test_every_fault_of_the_file_is_said_at_once_and_nothing_is_written(app: Flask) -> None:
    rows = small()
    rows["单位"][0]["类别"] = "公司"
    rows["干部"][1]["单位"] = "没有的局"
    rows["企业"][0]["企业名称"] = ""
    rows["走访"][0]["日期"] = TODAY + timedelta(1)
    rows["问题"][0]["登记日期"] = "不是日期"
    found = faults(rows)
    assert [(sheet, row, column) for sheet, row, column, _message in found] == [
        ("单位", 2, "类别"),
        ("干部", 3, "单位"),
        ("企业", 2, "企业名称"),
        ("走访", 2, "日期"),
        ("问题", 2, "登记日期"),
    ]
    assert count(User) == count(Enterprise) == count(Visit) == 0


def test_a_reference_to_a_row_without_a_readable_key_says_so(app: Flask) -> None:
    rows = small()
    wrong = CODE[:-1] + ("0" if CODE[-1] != "0" else "1")
    for title in ("企业", "结对", "走访", "问题"):
        rows[title][0]["统一社会信用代码"] = wrong
    messages = {sheet: message for sheet, _row, column, message in faults(rows) if "代码" in column}
    assert messages["企业"] == "统一社会信用代码的校验位不对，请逐位核对。"
    assert messages["走访"] == "引用的企业所在行有误（工作表“企业”第 2 行）。"


def test_a_row_at_fault_elsewhere_does_not_cascade(app: Flask) -> None:
    rows = small()
    rows["企业"][0]["规模"] = "巨型"
    assert [fault[:3] for fault in faults(rows)] == [("企业", 2, "规模")]


def test_a_setting_that_cannot_be_read_is_a_fault_and_no_crash(app: Flask) -> None:
    rows = small() | {
        "设置": [{"项目": "欠款基准日", "值": "去年"}],
        "欠款": [
            {
                "欠款编号": "QK-1",
                "债务单位": "某局",
                "债务单位类别": "机关",
                "债权企业": "甲公司",
                "合同项目": "修路",
                "款项类别": "工程",
                "欠款金额(元)": 100,
                "形成日期": date(2024, 1, 1),
                "存量类别": "存量",
                "分歧": "无分歧",
            }
        ],
    }
    assert [fault[:3] for fault in faults(rows)] == [("设置", 2, "值")]


def test_a_key_twice_is_a_fault(app: Flask) -> None:
    rows = small()
    rows["政策"].append({"文号": "政1号", "标题": "又一个"})
    assert faults(rows) == [("政策", 3, "文号", "与第 2 行重复：文号相同。")]


@pytest.mark.parametrize("role", ["系统管理员", "审计员"])
def test_no_workbook_grants_admin_or_auditor(app: Flask, role: str) -> None:
    rows = small()
    rows["干部"][0]["角色"] = role
    assert [fault[:3] for fault in faults(rows)] == [("干部", 2, "角色")]


def test_no_workbook_changes_an_admin(app: Flask) -> None:
    admin(account="ld")
    assert ("干部", 2, "账号") in [fault[:3] for fault in faults(small())]


@pytest.mark.parametrize(
    "start, end, overlaps",
    [
        (date(2024, 1, 1), date(2024, 12, 31), False),
        (date(2024, 1, 1), date(2025, 1, 1), True),
        (date(2025, 6, 1), None, True),
    ],
)
def test_one_pairing_at_a_time(app: Flask, start: date, end: date | None, overlaps: bool) -> None:
    take(small())
    rows = small()
    rows["结对"][0] |= {"开始日期": start, "结束日期": end}
    assert bool(faults(rows)) is overlaps


def test_somebody_not_paired_is_a_warning(app: Flask) -> None:
    rows = small()
    rows["走访"][0]["走访人员"] = "qt"
    report = take(rows)
    assert report.faults == []
    assert [(e.sheet, e.column) for e in report.warnings] == [("走访", "走访人员")]


@pytest.mark.parametrize(
    "change, column",
    [
        ({"交办日期": date(2025, 3, 3)}, "交办日期"),
        ({"签收日期": date(2025, 3, 4)}, "签收日期"),
        ({"解决日期": date(2025, 3, 3)}, "解决日期"),
        ({"协办单位": "区税务局"}, "协办单位"),
        ({"类别": "没有的"}, "类别"),
        ({"统一社会信用代码": OTHER}, "来源编号"),
        ({"登记日期": date(2025, 3, 3)}, "来源编号"),
        ({"来源编号": "ZF-9999"}, "来源编号"),
        ({"办理结果": "挂账推进", "下次研判日": date(2026, 1, 1)}, "原因"),
        ({"办理结果": "挂账推进", "原因": "等资金"}, "下次研判日"),
        ({"满意度": "高兴"}, "满意度"),
    ],
)
def test_what_a_problem_may_not_say(app: Flask, change: dict[str, Any], column: str) -> None:
    rows = small()
    rows["问题"][0] |= change
    assert [fault[:3] for fault in faults(rows)] == [("问题", 2, column)]


@pytest.mark.parametrize(
    "change, state, due",
    [
        ({"交办日期": None}, State.REGISTERED, date(2025, 3, 7)),
        ({}, State.ASSIGNED, date(2025, 3, 6)),
        (
            {"签收日期": date(2025, 3, 6), "办理期限": date(2025, 4, 1)},
            State.HANDLING,
            date(2025, 4, 1),
        ),
        ({"反馈日期": date(2025, 3, 10)}, State.ANSWERED, date(2025, 3, 13)),
        (
            {"办理结果": "挂账推进", "原因": "等资金", "下次研判日": date(2026, 2, 1)},
            State.PARKED,
            date(2026, 2, 1),
        ),
        ({"销号日期": date(2025, 3, 20), "办理结果": "已解决"}, State.CLOSED, None),
        ({"销号日期": date(2025, 3, 20), "办理结果": "不予受理"}, State.REJECTED, None),
    ],
)
def test_the_state_follows_from_days_and_outcome(
    app: Flask, change: dict[str, Any], state: State, due: date | None
) -> None:
    rows = small()
    rows["问题"][0] |= change
    assert take(rows).faults == []
    problem = only(Problem)
    assert (problem.state, problem.clock_due_on) == (state, due)
    assert [step.act for step in db.session.scalars(select(Step))] == [Act.TAKE_OVER]


def test_policies_of_a_visit_are_booked_and_void_ones_do_not_count(app: Flask) -> None:
    take(small())
    assert only(Delivery).valid
    rows = small()
    rows["走访"][0] |= {"状态": "作废", "日期": date(2025, 3, 5)}
    rows["问题"] = []
    assert take(rows).taken["走访"].changed == 1
    db.session.expire_all()
    assert (only(Delivery).valid, only(Delivery).held_on) == (False, date(2025, 3, 5))


def test_the_next_number_follows_the_largest_that_came_in(app: Flask) -> None:
    take(small())
    assert next_number("WT-") == "WT-0008"


def test_a_new_account_has_no_password(app: Flask) -> None:
    take(small())
    assert {person.password_hash for person in db.session.scalars(select(Cadre)).unique()} == {None}


def test_a_missing_column_is_one_fault(app: Flask) -> None:
    rows = small()
    rows["政策"] = [{"文号": "政1号"}, {"文号": "政2号"}]
    assert faults(rows)[0] == ("政策", 1, "标题", "缺少必填的“标题”这一列。")


def changed(rows: Rows, change: Callable[[openpyxl.Workbook], None]) -> bytes:
    """The workbook as somebody left it in Excel."""
    workbook, stream = openpyxl.load_workbook(BytesIO(packed(rows))), BytesIO()
    change(workbook)
    workbook.save(stream)
    return stream.getvalue()


def test_a_formula_that_fails_empties_nothing(app: Flask) -> None:
    rows = small()
    rows["企业"][0]["简称"] = "甲"
    take(rows)

    def fail(workbook: openpyxl.Workbook) -> None:
        workbook["企业"]["F2"] = "#N/A"  # as a VLOOKUP leaves it

    assert list(rows["企业"][0])[5] == "简称"
    [fault] = take(changed(rows, fail)).faults
    assert (fault.sheet, fault.row, fault.column, fault.value) == ("企业", 2, "简称", "#N/A")
    assert "公式出错" in fault.message
    enterprise = db.session.scalars(select(Enterprise).where(Enterprise.code == CODE)).one()
    assert enterprise.short_name == "甲"


def test_a_title_above_the_headers_is_one_fault(app: Flask) -> None:
    content = changed(small(), lambda workbook: workbook["企业"].insert_rows(1))
    found = [(e.row, e.message) for e in take(content).faults if e.sheet == "企业"]
    assert found == [(2, "表头在第 2 行，请删去它上面的行，让表头成为第 1 行。")]


def test_a_sheet_twice_is_a_fault(app: Flask) -> None:
    def twice(workbook: openpyxl.Workbook) -> None:
        workbook.copy_worksheet(workbook["企业"]).title = "企业 "

    [fault] = take(changed(small(), twice)).faults
    assert "有两张工作表都叫“企业”" in fault.message


def test_merged_cells_are_named_beside_what_they_lack(app: Flask) -> None:
    def merge(workbook: openpyxl.Workbook) -> None:
        workbook["企业"].merge_cells("B2:B3")

    report = take(changed(small(), merge))
    assert [(e.row, e.column) for e in report.faults] == [(3, "企业名称")]
    assert [e.value for e in report.warnings if "合并的单元格" in e.message] == ["B2:B3"]


def test_an_unknown_column_is_a_warning(app: Flask) -> None:
    rows = small()
    rows["政策"][0]["密级"] = "内部"
    report = take(rows)
    assert [(e.sheet, e.row, e.column) for e in report.warnings] == [("政策", 1, "密级")]


def merged() -> dict[str, list[dict[str, Any]]]:
    """甲公司 turned out to be 乙公司; its year and its pairing stayed behind."""
    rows = small()
    rows["企业"][0]["并入企业"] = OTHER
    return rows


def test_a_merged_enterprise_comes_in_with_what_it_kept_and_again(app: Flask) -> None:
    assert faults(merged()) == []
    loser = db.session.scalars(select(Enterprise).where(Enterprise.code == CODE)).one()
    assert loser.merged_into is not None
    assert (loser.merged_into.code, loser.years) == (OTHER, [2024, 2025])
    assert len(loser.pairings) == 1

    again = merged()
    again["企业"][0]["重点企业年度"] = "2024、2025、2026"
    assert faults(again) == []
    db.session.expire_all()
    assert (loser.merged_into.code, loser.years) == (OTHER, [2024, 2025, 2026])


def test_nothing_new_comes_in_for_a_merged_enterprise(app: Flask) -> None:
    take(merged())
    rows = merged()
    rows["走访"][0]["走访编号"] = "ZF-0002"
    found = [fault.message for fault in take(rows).faults]
    assert found == [f"这家企业已并入“乙公司”（{OTHER}），请改填后者。"]
    rows["企业"][0]["并入企业"] = ""  # the file takes the merger back
    assert take(rows).faults == []
