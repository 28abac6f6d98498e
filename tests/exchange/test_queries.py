"""What goes out comes in again, and loses nothing."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError

from assist.db import db
from assist.enterprises.models import Contact, Enterprise
from assist.exchange.queries import Exported, write_template
from assist.lib.periods import Period
from assist.lib.sheets import read_workbook
from assist.policies.figures import FIGURES
from assist.policies.models import Payment
from tests.accounts.factories import admin, auditor
from tests.conftest import _empty
from tests.exchange.files import CODE, EXAMPLE, exported, faults, small, take


def test_export_and_import_give_the_same_rows(app: Flask, engine: str) -> None:
    take(EXAMPLE.read_bytes())
    stream = BytesIO()
    Exported().write(stream)
    first = exported()
    db.session.remove()
    db.engine.dispose()
    _empty(engine, app)
    assert take(stream.getvalue()).faults == []
    assert exported() == first


def test_an_export_says_what_the_workbook_said(app: Flask) -> None:
    take(EXAMPLE.read_bytes())
    out = exported()
    for title, data in read_workbook(EXAMPLE).items():
        if title not in out:
            continue
        header, *rows = out[title]
        assert set(data.headers) <= set(header)
        assert len(rows) == len(data.rows)
    assert isinstance(out["走访"][1][2], datetime)


def test_accounts_of_admin_and_auditor_stay_at_home(app: Flask) -> None:
    take(small())
    admin(account="the-admin")
    auditor(account="the-auditor")
    assert [row[0] for row in exported()["干部"]] == ["账号", "ld", "lx", "qt"]


def test_a_masked_export_shows_no_number(app: Flask) -> None:
    take(small())
    out = exported(masked=True)
    cells = [str(cell) for rows in out.values() for row in rows for cell in row]
    assert not [cell for cell in cells if "13600000000" in cell or "13900001000" in cell]
    assert "136****0000" in cells


def test_a_masked_export_comes_in_as_unchanged(app: Flask) -> None:
    rows = small()
    rows["走访"][0]["走访情况"] = "厂长电话 13700000000。"
    take(rows)
    enterprise = db.session.scalars(select(Enterprise).where(Enterprise.code == CODE)).one()
    enterprise.contacts.append(Contact(name="王五", post="厂长", phone="13700000000", position=1))
    db.session.commit()
    stream = BytesIO()
    Exported(masked=True).write(stream)
    assert {c.changed for c in take(stream.getvalue()).taken.values()} == {0}


def test_further_contacts_come_in_again(app: Flask, engine: str) -> None:
    rows = small()
    rows["企业"][0]["其他联系人"] = "王五／厂长／13700000000；赵六／／0745-7623456"
    take(rows)
    enterprise = db.session.scalars(select(Enterprise).where(Enterprise.code == CODE)).one()
    assert [contact.name for contact in enterprise.contacts] == ["李四", "王五", "赵六"]
    assert take(rows).taken["企业"].same == 2


def test_the_template_is_taken_without_its_examples(app: Flask) -> None:
    stream = BytesIO()
    write_template(stream)
    data = read_workbook(stream.getvalue())
    assert all(len(sheet.rows) == 1 for sheet in data.values())
    report = take(stream.getvalue())
    assert report.faults == []
    assert {count.added for count in report.taken.values()} == {0}


def test_an_export_reads_in_a_constant_number_of_queries(app: Flask) -> None:
    held = {"日期": date(2025, 3, 4), "参加人数": 3}
    at = {  # the enterprises of a row are asked for only where there are rows
        "安全检查": [held | {"检查编号": "AJ-1", "检查类型": "专项", "受检企业": CODE}],
        "专场活动": [
            held | {"活动编号": "HD-1", "名称": "对接", "类型": "培训", "送解优专场": "是"}
        ],
    }
    rows = small() | at
    rows["问题"][0]["协办单位"] = "区财政局"
    assert take(rows).faults == []
    few = _queries()
    take(EXAMPLE.read_bytes())
    assert _queries() <= few + 2


def _queries() -> int:
    from sqlalchemy import event

    seen: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    db.session.rollback()
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        Exported().write(BytesIO())
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_what_was_told_without_a_visit_comes_in_again(app: Flask, engine: str) -> None:
    rows = small()
    rows["政策推送"] = [
        {"文号": "政1号", "统一社会信用代码": CODE, "日期": date(2025, 5, 6), "方式": "微信"}
    ]
    assert take(rows).taken["政策推送"].added == 1
    assert take(rows).taken["政策推送"].same == 1
    assert exported()["政策推送"][1] == ("政1号", CODE, datetime(2025, 5, 6), "微信")


def test_whom_a_policy_fits_comes_in_again(app: Flask, engine: str) -> None:
    rows = small()
    aim = {"适用四上类别": "规上工业、限上批零", "适用行业门类": "A、C", "适用规模": "小型"}
    rows["政策"][0] |= aim | {"适用标签": "专精特新"}
    take(rows)
    assert take(rows).taken["政策"].same == 1
    industries = "农、林、牧、渔业、制造业"
    assert exported()["政策"][1][-4:] == ("规上工业、限上批零", industries, "小型", "专精特新")
    rows["政策"][0]["适用行业门类"] = industries
    assert take(rows).taken["政策"].same == 1
    rows["政策"][0]["适用规模"] = ""
    assert take(rows).taken["政策"].changed == 1
    rows["政策"][0]["适用标签"] = "标" * 21
    assert "每个标签最多 20 个字" in str(take(rows).faults)


BACK = {"冲销兑现编号": "DX-2025-0009"}


def paid(**more: Any) -> dict[str, Any]:
    """A row of 政策兑现."""
    return {
        "兑现编号": "DX-2025-0001", "文号": "政1号", "统一社会信用代码": CODE,
        "申报日期": date(2025, 5, 6), "兑现日期": date(2025, 6, 7), "兑现金额(元)": 1200.5,
    } | more  # fmt: skip


def test_applications_and_payments_come_in_again(app: Flask, engine: str) -> None:
    rows = small()
    one = {"文号": "政1号", "统一社会信用代码": CODE, "申报日期": date(2025, 5, 6)}
    third = {"兑现编号": "DX-2025-0003", "兑现日期": date(2025, 6, 9)}
    back = third | {"冲销兑现编号": "DX-2025-0001"}
    rows["政策申报"] = [one, one | {"申报日期": date(2025, 5, 7), "有效": "否"}]
    rows["政策兑现"] = [
        paid(**back),
        paid(),
        paid(**{"兑现编号": "DX-2025-0002", "说明": "第二批"}),
    ]
    assert take(rows).faults == []
    again = take(rows)
    assert (again.taken["政策申报"].same, again.taken["政策兑现"].same) == (2, 3)
    before, stream = exported(), BytesIO()
    Exported().write(stream)
    assert [line[0] for line in before["政策兑现"][1:]] == [
        "DX-2025-0001", "DX-2025-0002", "DX-2025-0003",
    ]  # fmt: skip
    figures = [figure.value(Period.of_year(2025)) for figure in FIGURES[-4:]]
    assert figures == [1, 1, 1, 1200_50]
    db.session.remove()
    db.engine.dispose()
    _empty(engine, app)
    assert take(stream.getvalue()).faults == []
    assert exported() == before
    assert [figure.value(Period.of_year(2025)) for figure in FIGURES[-4:]] == figures


@pytest.mark.parametrize(
    "change, words",
    [
        ({"兑现金额(元)": -1}, "兑现金额应大于零。"),
        ({"兑现日期": date(2025, 5, 5)}, "兑现日期早于申报日期。"),
        ({"申报日期": date(2025, 5, 5)}, "没有这家企业这一天对这项政策的申报。"),
        ({"冲销兑现编号": "DX-9"}, "没有兑现“DX-9”。"),
        (BACK | {"兑现金额(元)": 5}, "和“DX-2025-0009”的申报或者金额不一致。"),
        (BACK | {"兑现日期": date(2025, 6, 6)}, "早于“DX-2025-0009”的兑现日期。"),
    ],
)
def test_a_wrong_payment_says_why(app: Flask, change: dict[str, Any], words: str) -> None:
    rows = small()
    one = {"文号": "政1号", "统一社会信用代码": CODE, "申报日期": date(2025, 5, 6)}
    rows["政策申报"] = [one]
    rows["政策兑现"] = [paid(**{"兑现编号": "DX-2025-0009"}), paid(**change)]
    assert [fault[3] for fault in faults(rows)] == [words]


def test_a_payment_is_only_added(app: Flask, engine: str) -> None:
    rows = small()
    one = {"文号": "政1号", "统一社会信用代码": CODE, "申报日期": date(2025, 5, 6)}
    rows["政策申报"], rows["政策兑现"] = [one], [paid()]
    take(rows)
    rows["政策兑现"] = [paid(**{"兑现金额(元)": 9})]
    assert [fault[3] for fault in faults(rows)] == [
        "已经登记的兑现不能修改；登记错了请另加一行冲销。"
    ]
    stored = db.session.scalars(select(Payment)).one()
    stored.amount = 9
    with pytest.raises(DatabaseError):
        db.session.commit()
    db.session.rollback()


def test_a_changed_list_of_classes_comes_in_again(app: Flask, engine: str) -> None:
    rows = small()
    rows["问题类别"] = [{"类别": "出口退税", "默认难度": "复杂"}]
    rows["问题"][0]["类别"] = "出口退税"
    assert take(rows).faults == []
    first, stream = exported(), BytesIO()
    Exported().write(stream)
    assert first["问题类别"][-1] == ("出口退税", "复杂", "是")
    db.session.remove()
    db.engine.dispose()
    _empty(engine, app)
    assert take(stream.getvalue()).faults == []
    assert exported() == first
