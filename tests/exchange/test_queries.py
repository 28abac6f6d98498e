"""What goes out comes in again, and loses nothing."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

from flask import Flask
from sqlalchemy import select

from assist.db import db
from assist.enterprises.models import Contact, Enterprise
from assist.exchange.queries import Exported, write_template
from assist.lib.sheets import read_workbook
from tests.accounts.factories import admin, auditor
from tests.conftest import _empty
from tests.exchange.files import CODE, EXAMPLE, exported, small, take


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


def test_applications_come_in_again(app: Flask, engine: str) -> None:
    rows = small()
    day, paid = date(2025, 5, 6), date(2025, 6, 7)
    one = {"文号": "政1号", "统一社会信用代码": CODE, "申报日期": day}
    rows["政策申报"] = [one | {"兑现日期": paid, "兑现金额": 1200.5}]
    assert take(rows).taken["政策申报"].added == 1
    assert take(rows).taken["政策申报"].same == 1
    wanted = ("政1号", CODE, datetime(2025, 5, 6), datetime(2025, 6, 7), 1200.5)
    assert exported()["政策申报"][1] == wanted
    rows["政策申报"] = [one | {"兑现日期": paid}]
    assert "兑现日期和兑现金额应同时填写" in str(take(rows).faults)


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
