"""待移交 of a pairing that begins later goes out and comes in again, whole."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from assist.db import db
from assist.enterprises.models import Pairing
from assist.exchange.queries import Exported
from tests.conftest import _empty
from tests.exchange.files import Rows, exported, faults, small, take

NEXT = date(2026, 1, 1)


def handed_over(**values: Any) -> Rows:
    """One pairing ends with the year; the next has its people, and passes on what was promised."""
    rows = small()
    rows["干部"] += [
        {"账号": account, "姓名": account, "单位": "区税务局", "角色": "联企干部"}
        for account in ("zz", "aa")  # so that the order of accounts is not that of entry
    ]
    first = rows["结对"][0] | {"结束日期": date(2025, 12, 31), "联络员": "lx、zz"}
    new = first | {
        "联络员": "qt、aa",
        "开始日期": NEXT,
        "结束日期": None,
        "待移交": "zz→qt、lx→aa",
    }
    rows["结对"] = [first, new | values]
    return rows


def passings() -> list[tuple[str, str]]:
    db.session.expire_all()
    row = db.session.scalars(select(Pairing).where(Pairing.start_on == NEXT)).one()
    return sorted((one.who.account, one.to.account) for one in row.passings)


def test_it_goes_out_and_comes_in_again_whole(app: Flask, engine: str) -> None:
    assert take(handed_over()).faults == []
    assert passings() == [("lx", "aa"), ("zz", "qt")]
    before, stream = exported()["结对"], BytesIO()
    assert [row[-1] for row in before] == ["待移交", None, "lx→aa、zz→qt"]
    Exported().write(stream)
    again = take(stream.getvalue()).taken["结对"]
    assert (again.added, again.changed) == (0, 0)
    db.session.remove()
    db.engine.dispose()
    _empty(engine, app)
    assert take(stream.getvalue()).faults == []
    assert passings() == [("lx", "aa"), ("zz", "qt")]
    assert exported()["结对"] == before


def test_a_file_changes_it_empties_it_or_leaves_it(app: Flask) -> None:
    take(handed_over())
    rows = handed_over()
    for row in rows["结对"]:
        row.pop("待移交", None)
    assert take(rows).taken["结对"].changed == 0
    assert passings() == [("lx", "aa"), ("zz", "qt")]
    assert take(handed_over(待移交="lx→qt")).taken["结对"].changed == 1
    assert passings() == [("lx", "qt")]
    assert take(handed_over(待移交=None)).taken["结对"].changed == 1
    assert passings() == []


@pytest.mark.parametrize(
    "words, message",
    [
        ("lx", "“lx”应写作“移交人账号→接手人账号”。"),
        ("lx→lx", "“lx→lx”应写作“移交人账号→接手人账号”。"),
        ("lx→qt→aa", "“lx→qt→aa”应写作“移交人账号→接手人账号”。"),
        ("lx→谁", "没有“谁”：系统和本文件的“干部”中都没有。"),
        ("lx→qt、lx→aa", "“lx”只能移交给一个人。"),
    ],
)
def test_what_cannot_be_passed_on_is_said(app: Flask, words: str, message: str) -> None:
    assert faults(handed_over(待移交=words)) == [("结对", 3, "待移交", message)]
