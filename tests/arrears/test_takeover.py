"""The four sheets: balances and reversals are checked, movements only added, nothing lost."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from assist.arrears.models import Debt, PlanYear
from assist.audit.models import AuditEvent
from assist.db import db, next_number
from tests.conftest import _empty
from tests.exchange.files import CODE, Rows, exported, faults, packed, small, take

HEADERS = ("欠款", "还款", "清欠调整", "清欠计划")


def book() -> Rows:
    """Two debts with movements of every kind."""
    rows = small()
    rows["欠款"] = [
        debt("QK-0001", 统一社会信用代码=CODE),
        debt("QK-0002", 存量类别="新增", 形成日期=date(2025, 1, 1), 应付日期=None),
    ]
    rows["还款"] = [
        # The reversal stands before the repayment that it cancels.
        paid("HK-0003", day=date(2025, 5, 1), 方式="冲销", 冲销还款编号="HK-0002"),
        paid("HK-0001"),
        paid("HK-0002", day=date(2025, 4, 1)),
    ]
    rows["清欠调整"] = [changed("TZ-0001", -100.5)]
    rows["清欠计划"] = [{"年度": 2025, "计划清偿金额(元)": 1000}]
    return rows


def debt(number: str, **more: Any) -> dict[str, Any]:
    return {
        "欠款编号": number,
        "债务单位": "区示例局",
        "债务单位类别": "机关",
        "债权企业": "甲公司",
        "统一社会信用代码": None,
        "合同项目": "道路",
        "款项类别": "工程",
        "欠款金额(元)": 1000.01,
        "形成日期": date(2023, 7, 1),
        "应付日期": date(2023, 8, 1),
        "存量类别": "存量",
        "分歧": "无分歧",
        "司法程序": "否",
    } | more


def paid(number: str, amount: float = 400, day: date = date(2025, 3, 1), **more: Any) -> Any:
    return {
        "还款编号": number,
        "欠款编号": "QK-0001",
        "日期": day,
        "金额(元)": amount,
        "方式": "转账",
        "冲销还款编号": None,
    } | more


def changed(number: str, amount: float, day: date = date(2025, 6, 1)) -> dict[str, Any]:
    return {
        "调整编号": number,
        "欠款编号": "QK-0001",
        "日期": day,
        "金额(元)": amount,
        "原因": "核对后核减",
    }


def stored(number: str) -> Debt:
    return db.session.scalars(select(Debt).where(Debt.number == number)).one()


def test_debts_and_movements_come_in_to_the_fen(app: Flask) -> None:
    assert take(book()).faults == []
    one = stored("QK-0001")
    assert (one.owed, one.balance, one.enterprise and one.enterprise.code) == (
        1000_01,
        499_51,
        CODE,
    )
    counter = next(row for row in one.repayments if row.reverses_id)
    assert counter.reverses is not None
    assert (counter.reverses.number, counter.effect) == ("HK-0002", 400_00)
    assert [(row.year, row.amount) for row in db.session.scalars(select(PlanYear))] == [
        (2025, 1000_00)
    ]
    assert next_number("HK-") == "HK-0004"


def test_the_same_file_twice_changes_nothing(app: Flask) -> None:
    take(book())
    before = db.session.query(AuditEvent).count(), stored("QK-0001").version
    counts = take(book()).taken
    assert [(counts[title].added, counts[title].changed) for title in HEADERS] == [(0, 0)] * 4
    assert (db.session.query(AuditEvent).count(), stored("QK-0001").version) == before


def test_what_goes_out_comes_back_the_same(app: Flask, engine: str) -> None:
    rows = book()
    rows["欠款"][1] |= {
        "主管部门": "区管委", "签约时规模": "小型", "合同编号": "HT-1",
        "签订日期": date(2024, 1, 2), "合同金额(元)": 5000, "交付日期": date(2025, 1, 1),
        "约定付款天数": 45, "约定年利率(%)": 3.45,
        "分歧": "部分分歧", "分歧金额(元)": 0.01, "分歧原因": "工程量", "司法程序": "是",
        "发现途径": "自查", "责任领导": "某领导", "责任人": "某人",
    }  # fmt: skip
    rows["欠款"].append(debt("QK-0003", 作废="是", 作废原因="重复"))
    rows["还款"][1] |= {
        "资金来源": "专项债",
        "凭证号": "PZ-1",
        "实质性清偿": "否",
        "备注": "分两次",
    }
    assert take(rows).faults == []
    assert stored("QK-0002").due_on == date(2025, 2, 15)
    assert stored("QK-0002").agreed_rate == 345
    first = exported(titles=list(HEADERS))
    again = {title: lines for title, lines in first.items() if title in HEADERS}
    sheets = {
        title: [dict(zip(lines[0], line, strict=True)) for line in lines[1:]]
        for title, lines in again.items()
    }
    counts = take(sheets).taken
    assert [(counts[title].added, counts[title].changed) for title in HEADERS] == [(0, 0)] * 4
    db.session.remove()
    _empty(engine, app)
    assert take(small() | sheets).faults == []
    assert exported(titles=list(HEADERS)) == first


@pytest.mark.parametrize(
    "change, expected",
    [
        ({"金额(元)": 1000.02}, ("还款", 3, "金额(元)", "超过余额")),
        ({"金额(元)": 0.001}, ("还款", 3, "金额(元)", "两位小数")),
        ({"金额(元)": -1}, ("还款", 3, "金额(元)", "大于 0")),
        ({"欠款编号": "QK-0009"}, ("还款", 3, "欠款编号", "没有“QK-0009”")),
        ({"日期": date(2023, 6, 30)}, ("还款", 3, "日期", "早于欠款形成日期")),
        ({"方式": "冲销"}, ("还款", 3, "冲销还款编号", "写明所冲销")),
        ({"冲销还款编号": "HK-0002"}, ("还款", 3, "冲销还款编号", "只有方式为冲销")),
        ({"还款编号": "HK/1"}, ("还款", 3, "还款编号", "不能含有")),
    ],
)
def test_a_wrong_repayment_names_its_row(
    app: Flask, change: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    rows = book()
    rows["还款"][1] |= change
    found = faults(rows)
    assert any(f[:3] == expected[:3] and expected[3] in f[3] for f in found), found
    assert db.session.query(Debt).count() == 0


@pytest.mark.parametrize(
    "change, message",
    [
        ({"金额(元)": 399}, "与所冲销的还款相同"),
        ({"日期": date(2025, 3, 31)}, "早于所冲销"),
        ({"冲销还款编号": "HK-0009"}, "没有还款"),
        ({"冲销还款编号": "HK-0003"}, "没有还款"),
        ({"欠款编号": "QK-0002"}, "不属于这笔欠款"),
    ],
)
def test_a_wrong_reversal_is_a_fault(app: Flask, change: dict[str, Any], message: str) -> None:
    rows = book()
    rows["还款"][0] |= change
    assert any(f[:2] == ("还款", 2) and message in f[3] for f in faults(rows))


def test_a_repayment_is_reversed_once_also_across_files(app: Flask) -> None:
    again = paid("HK-0004", day=date(2025, 6, 1), 方式="冲销", 冲销还款编号="HK-0002")
    rows = book()
    rows["还款"].append(again)
    assert [(f[1], f[2]) for f in faults(rows)] == [(5, "冲销还款编号")]
    take(book())
    found = faults({"还款": [again]})
    assert [(f[1], f[3]) for f in found] == [(2, "还款“HK-0002”已经冲销过。")]
    reversal = paid("HK-0005", day=date(2025, 6, 1), 方式="冲销", 冲销还款编号="HK-0003")
    assert "冲销记录不能再冲销" in faults({"还款": [reversal]})[0][3]


def test_the_balance_of_every_day_counts_with_what_is_stored(app: Flask) -> None:
    take(book())
    late = paid("HK-0010", 499.52, date(2025, 7, 1))
    early = paid("HK-0011", 600.02, date(2025, 3, 15))
    for row in (late, early):
        assert [f[2] for f in faults({"还款": [row]})] == ["金额(元)"]
    two = [paid("HK-0012", 300, date(2025, 8, 1)), paid("HK-0013", 300, date(2025, 8, 2))]
    assert [(f[1], f[2]) for f in faults({"还款": two})] == [(3, "金额(元)")]
    assert take({"还款": [late | {"金额(元)": 499.51}]}).faults == []
    assert stored("QK-0001").balance == 0


def test_an_adjustment_below_the_balance_is_a_fault_and_above_makes_room(app: Flask) -> None:
    rows = book()
    rows["清欠调整"] = [changed("TZ-0001", -600.02)]
    assert [f[:3] for f in faults(rows)] == [("清欠调整", 2, "金额(元)")]
    rows["清欠调整"] = [changed("TZ-0001", 500)]
    rows["还款"].append(paid("HK-0009", 1100.01, date(2025, 7, 1)))
    assert take(rows).faults == []
    assert stored("QK-0001").balance == 0


def test_a_stored_movement_is_never_changed(app: Flask) -> None:
    take(book())
    rows = book()
    rows["还款"][1]["金额(元)"] = 300
    rows["清欠调整"][0]["原因"] = "改个原因"
    assert [f[:3] for f in faults(rows)] == [("还款", 3, "金额(元)"), ("清欠调整", 2, "原因")]


def test_what_is_owed_may_be_corrected_while_it_covers_what_was_paid(app: Flask) -> None:
    take(book())
    rows = {"欠款": [debt("QK-0001", **{"欠款金额(元)": 800.0})]}
    assert take(rows).taken["欠款"].changed == 1
    assert stored("QK-0001").balance == 299_50
    rows["欠款"][0]["欠款金额(元)"] = 500.0
    assert [f[2] for f in faults(rows)] == ["欠款金额(元)"]


@pytest.mark.parametrize(
    "change, column",
    [
        ({"存量类别": "新增"}, "存量类别"),
        ({"形成日期": date(2024, 7, 1)}, "存量类别"),
        ({"统一社会信用代码": "910000000000009999"}, "统一社会信用代码"),
        ({"欠款金额(元)": 0}, "欠款金额(元)"),
        ({"债务单位类别": "公司"}, "债务单位类别"),
        ({"分歧金额(元)": 1}, "分歧金额(元)"),
        ({"作废": "是"}, "作废"),
        ({"欠款编号": "new"}, "欠款编号"),
    ],
)
def test_a_wrong_debt_names_its_row(app: Flask, change: dict[str, Any], column: str) -> None:
    rows = book()
    rows["欠款"][0] |= change
    assert ("欠款", 2, column) in [f[:3] for f in faults(rows)]


def test_the_base_day_of_the_same_file_decides(app: Flask) -> None:
    rows = book() | {"设置": [{"项目": "欠款基准日", "值": "2023-01-01"}]}
    assert ("欠款", 2, "存量类别") in [f[:3] for f in faults(rows)]


def test_a_repayment_of_next_year_comes_in(app: Flask) -> None:
    rows = book()
    rows["还款"].append(paid("HK-0020", 1, date(2026, 1, 10)))
    assert take(packed(rows)).faults == []
