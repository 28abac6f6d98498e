"""The sheet 信访: history comes in as it is, twice changes nothing, masks mean unchanged."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from assist.audit.models import AuditEvent
from assist.db import db
from assist.petitions.models import Petition
from tests.cadres.factories import leader
from tests.exchange.files import exported, faults, packed, take
from tests.petitions.factories import PetitionFactory


def row(**values: Any) -> dict[str, Any]:
    return {
        "信访编号": "XF-001",
        "收到日期": date(2025, 10, 19),
        "渠道": "12345热线",
        "领域": "服务质量",
        "事项": "反映停电",
        "办理期限": date(2025, 11, 28),
        "办结日期": date(2025, 11, 20),
        "结果": "化解",
    } | values


def test_a_row_comes_in_and_twice_changes_nothing(app: Flask) -> None:
    chief = leader()
    content = packed({"信访": [row(包案领导=chief.account, 延期至=None)]})
    assert take(content).faults == []
    stored = db.session.scalars(sa.select(Petition)).one()
    assert (stored.leader_id, stored.done_on, stored.result) == (
        chief.id, date(2025, 11, 20), "化解",
    )  # fmt: skip
    again = take(content)
    assert (again.taken["信访"].same, again.taken["信访"].changed) == (1, 0)


def test_what_goes_out_comes_back(app: Flask) -> None:
    PetitionFactory(told_on=date(2025, 12, 5), extended_to=date(2026, 2, 1), extended_why="复杂")
    headers, line = exported(titles=["信访"])["信访"]
    back = take({"信访": [dict(zip(map(str, headers), line, strict=True))]})
    assert back.faults == []
    assert (back.taken["信访"].same, back.taken["信访"].added) == (1, 0)


def test_a_masked_export_holds_nobody_and_leaves_them_unchanged(app: Flask) -> None:
    PetitionFactory()
    headers, line = exported(titles=["信访"], masked=True)["信访"]
    assert "欧阳小明" not in line
    assert "13712345678" not in line
    assert take({"信访": [dict(zip(map(str, headers), line, strict=True))]}).faults == []
    assert db.session.scalars(sa.select(Petition.petitioner)).one() == "欧阳小明"


@pytest.mark.parametrize(
    "values, column",
    [
        ({"办结日期": date(2025, 10, 18)}, "办结日期"),
        ({"延期至": date(2025, 11, 27)}, "延期至"),
        ({"办理期限": date(2025, 10, 1)}, "办理期限"),
        ({"渠道": "电话"}, "渠道"),
        ({"包案领导": "nobody"}, "包案领导"),
        ({"信访编号": "XF/1"}, "信访编号"),
    ],
)
def test_impossible_rows_are_faults(app: Flask, values: dict[str, Any], column: str) -> None:
    assert column in {found[2] for found in faults({"信访": [row(**values)]})}


def test_more_than_30_days_are_a_warning(app: Flask) -> None:
    report = take({"信访": [row(延期至=date(2025, 12, 30))]})
    assert report.faults == []
    assert [entry.message for entry in report.warnings] == ["延期超过 30 天。"]


def test_the_log_of_an_import_says_neither_who_nor_what(app: Flask) -> None:
    take({"信访": [row(信访人="欧阳小明")]})
    take({"信访": [row(信访人="司马大军", 事项="反映漏水")]})
    events = db.session.scalars(sa.select(AuditEvent).where(AuditEvent.kind == "petition"))
    text = "".join(event.sentence + event.changes for event in events)
    assert "信访人" in text
    assert [word for word in ("欧阳", "司马", "停电", "漏水") if word in text] == []


def test_a_review_and_its_first_matter_come_in_whatever_their_order(app: Flask) -> None:
    review = row(信访编号="XF-002", 渠道="复查", 收到日期=date(2025, 11, 25), 办结日期=None)
    assert take({"信访": [review | {"原信访编号": "XF-001"}, row()]}).faults == []
    stored = db.session.scalars(sa.select(Petition).where(Petition.number == "XF-002")).one()
    assert stored.answered is not None
    assert stored.answered.number == "XF-001"
    assert take({"信访": [review, row()]}).taken["信访"].same == 2  # a file of before has none
    assert take({"信访": [row(原信访编号="XF-001")]}).faults != []
    assert take({"信访": [row(原信访编号="XF-404")]}).faults != []
    headers, *lines = exported(titles=["信访"])["信访"]
    rows = [dict(zip(map(str, headers), line, strict=True)) for line in lines]
    assert take({"信访": rows}).taken["信访"].same == 2
