"""An inspection is entered and corrected; a hazard is rectified and checked again."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.enterprises.timeline import entries
from assist.inspections import actions, timeline
from assist.inspections.models import Hazard, HazardLevel, Inspection, InspectionKind
from assist.inspections.rules import Verdict
from assist.lib.errors import Invalid, Refused
from assist.lib.standing import Standing
from tests.cadres.factories import cadre, leader, office
from tests.enterprises.factories import EnterpriseFactory
from tests.inspections.factories import (
    HazardFactory,
    InspectionFactory,
    InspectionPlanFactory,
    PowerCheckFactory,
)

ON = date(2025, 12, 31)


def facts(**more: Any) -> dict[str, Any]:
    return {
        "held_on": date(2025, 6, 1),
        "kind": InspectionKind.SPECIAL,
        "people": 3,
        "certified": 2,
        "officers": "",
        "plan_item": "防火",
        "notice": "检字1号",
        "scan": "码1",
        "words": None,
        "leader": None,
    } | more


def power(**more: Any) -> dict[str, Any]:
    return {"held_on": date(2025, 6, 1), "place": "台区", "officers": 2, "hazards": 0} | more


def test_an_inspection_names_its_enterprises_in_the_log(app: Flask) -> None:
    one, boss = EnterpriseFactory(name="甲公司"), leader(name="王建国")
    row = actions.record(by=office(), on=ON, enterprises=[one], fields=facts(leader=boss))
    db.session.commit()
    assert row.number == "AJ-2025-0001"
    stored = db.session.scalars(select(Inspection)).one()
    assert (stored.enterprises, stored.leader, stored.words) == ([one], boss, "")
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.kind == "inspection")).one()
    assert event.sentence == "登记了2025年6月1日的安全检查，受检企业 1 家"
    assert '["受检企业","","甲公司"]' in event.changes
    assert '["带队领导","","王建国"]' in event.changes


def test_nothing_of_tomorrow_and_nobody_withdrawn(app: Flask) -> None:
    gone = EnterpriseFactory(withdrawn=True)
    with pytest.raises(Invalid, match="不能晚于今天"):
        actions.record(by=office(), on=ON, enterprises=[], fields=facts(held_on=date(2026, 1, 1)))
    with pytest.raises(Invalid, match="已撤下"):
        actions.record(by=office(), on=ON, enterprises=[gone], fields=facts())
    with pytest.raises(Invalid, match="不能晚于今天"):
        actions.record_power(by=office(), on=ON, fields=power(held_on=date(2026, 1, 1)))


def test_the_yearly_cap_counts_valid_inspections_of_the_year(app: Flask) -> None:
    one = EnterpriseFactory(name="甲公司")
    InspectionPlanFactory(item="防火")
    rows = [InspectionFactory(enterprises=[one], held_on=date(2025, n, 1)) for n in (1, 2)]
    InspectionFactory(enterprises=[one], standing=Standing.VOID)
    InspectionFactory(enterprises=[one], held_on=date(2024, 12, 31))
    over = "甲公司2025年已检查 2 次，这次是第 3 次，超过年度频次上限 2 次。"
    assert actions.warnings(enterprises=[one], fields=facts()) == [over]
    assert actions.warnings(enterprises=[one], fields=facts(), row=rows[0]) == []
    other = actions.warnings(enterprises=[one], fields=facts(held_on=date(2024, 1, 1)))
    assert other == ["还没有登记2024年的检查计划，无计划不检查。"]


def test_the_enterprises_page_says_which_inspection_was_one_too_many(app: Flask) -> None:
    one, reader = EnterpriseFactory(), office()
    for day in (date(2025, 2, 1), date(2025, 3, 1), date(2025, 4, 1)):
        InspectionFactory(enterprises=[one], held_on=day)
    InspectionFactory(enterprises=[one], held_on=date(2024, 4, 1))
    void = InspectionFactory(enterprises=[one], standing=Standing.VOID)
    newest = db.session.scalars(select(Inspection).order_by(Inspection.held_on.desc())).all()[1]
    HazardFactory(inspection=newest)
    found = timeline.entries(one, reader, ON, 10)
    assert [entry.tone for entry in found] == [None, "warning", None, None, None]
    assert found[0].href == f"/inspections/safety/{void.number}"
    assert "2025年第 3 次检查，超过每年 2 次上限" in found[1].text
    assert "发现隐患 1 条，1 条还没有整改完成" in found[1].text
    (count,) = timeline.counts(one, reader, ON)
    assert (count.value, count.note, count.tone) == ("3 次", "超过每年 2 次上限", "danger")
    assert [entry.kind for entry in entries(one, reader)[0]] == ["检查"] * 5
    assert timeline.entries(one, cadre(), ON, 10) == timeline.counts(one, cadre(), ON) == []


def test_a_hazard_is_found_at_one_of_the_enterprises(app: Flask) -> None:
    row, stranger = InspectionFactory(), EnterpriseFactory()
    fields = {"content": "电线裸露", "level": HazardLevel.MAJOR, "due_on": date(2025, 5, 10)}
    with pytest.raises(Invalid, match="受检企业"):
        actions.find_hazard(by=office(), inspection=row, code=stranger.code, fields=fields)
    db.session.rollback()
    row = db.session.get_one(Inspection, row.id)
    code = row.enterprises[0].code
    early = fields | {"due_on": date(2025, 5, 2)}
    with pytest.raises(Invalid, match="不能早于检查日期"):
        actions.find_hazard(by=office(), inspection=row, code=code, fields=early)
    db.session.rollback()
    row = db.session.get_one(Inspection, row.id)
    found = actions.find_hazard(by=office(), inspection=row, code=code, fields=fields)
    db.session.commit()
    assert found.number == "YH-2025-0001"
    assert found.enterprise_id == row.enterprises[0].id


def test_a_hazard_is_rectified_and_checked_again(app: Flask) -> None:
    row, clerk = HazardFactory(), office()
    with pytest.raises(Refused, match="整改完成之后"):
        recheck(row, date(2025, 5, 20), Verdict.PASSED)
    with pytest.raises(Invalid, match="不能早于检查日期"):
        actions.rectify(by=clerk, on=ON, row=row, day=date(2025, 5, 2), words="清理")
    db.session.rollback()
    with pytest.raises(Invalid, match="不能晚于今天"):
        actions.rectify(by=clerk, on=ON, row=row, day=date(2026, 1, 1), words="清理")
    actions.rectify(by=clerk, on=ON, row=row, day=date(2025, 5, 10), words="清理")
    with pytest.raises(Refused, match="已经登记整改完成"):
        actions.rectify(by=clerk, on=ON, row=row, day=date(2025, 5, 10), words="清理")
    recheck(row, date(2025, 5, 12), Verdict.PASSED)
    db.session.commit()
    stored = db.session.get_one(Hazard, row.id)
    assert (stored.rectified_on, stored.rechecked_on, stored.rechecked_by) == (
        date(2025, 5, 10),
        date(2025, 5, 12),
        "李明",
    )
    with pytest.raises(Refused, match="已经复查过"):
        recheck(row, date(2025, 5, 13), Verdict.PASSED)


def recheck(row: Hazard, day: date, verdict: Verdict, due_on: date | None = None) -> Hazard:
    return actions.recheck(
        by=office(), on=ON, row=row, day=day, person="李明", verdict=verdict, due_on=due_on
    )


def test_a_failed_check_opens_the_hazard_again(app: Flask) -> None:
    row = HazardFactory(rectified_on=date(2025, 5, 10), rectified_words="清理")
    with pytest.raises(Invalid, match="新的整改期限"):
        recheck(row, date(2025, 5, 12), Verdict.FAILED)
    db.session.rollback()
    recheck(row, date(2025, 5, 12), Verdict.FAILED, date(2025, 5, 20))
    db.session.commit()
    assert (row.rectified_on, row.due_on) == (None, date(2025, 5, 20))
    actions.rectify(by=office(), on=ON, row=row, day=date(2025, 5, 18), words="重做")
    recheck(row, date(2025, 5, 19), Verdict.PASSED)
    db.session.commit()
    assert (row.rectified_on, row.rechecked_on) == (date(2025, 5, 18), date(2025, 5, 19))


def test_a_correction_keeps_the_hazards_in_place(app: Flask) -> None:
    row = InspectionFactory()
    hazard = HazardFactory(inspection=row, rectified_on=date(2025, 5, 10))
    other = EnterpriseFactory()
    own = list(row.enterprises)
    with pytest.raises(Invalid, match="不能从受检企业中去掉"):
        actions.amend(by=office(), on=ON, row=row, enterprises=[other], fields=facts())
    with pytest.raises(Invalid, match="整改期限不能早于检查日期"):
        actions.amend(by=office(), on=ON, row=row, enterprises=own, fields=facts())
    db.session.rollback()
    fields = facts(held_on=date(2025, 5, 4))
    actions.amend(by=office(), on=ON, row=row, enterprises=[*own, other], fields=fields)
    actions.amend_hazard(
        by=office(),
        row=hazard,
        code=other.code,
        fields={"content": "改", "level": HazardLevel.MAJOR, "due_on": None},
    )
    db.session.commit()
    assert db.session.get_one(Hazard, hazard.id).enterprise_id == other.id
    assert len(db.session.get_one(Inspection, row.id).enterprises) == 2


def test_what_is_void_stays_so(app: Flask) -> None:
    clerk, hazard, check = office(), HazardFactory(), PowerCheckFactory()
    actions.void_hazard(by=clerk, row=hazard, words="误录")
    with pytest.raises(Refused, match="已作废"):
        actions.rectify(by=clerk, on=ON, row=hazard, day=ON, words="清理")
    with pytest.raises(Refused, match="已经作废"):
        actions.void_hazard(by=clerk, row=hazard, words="误录")
    actions.void_power(by=clerk, row=check, words="重复")
    with pytest.raises(Refused, match="已作废"):
        actions.amend_power(by=clerk, on=ON, row=check, fields=power())
    other = HazardFactory()
    actions.void(by=clerk, row=other.inspection, words="重复")
    with pytest.raises(Refused, match="已作废"):
        actions.rectify(by=clerk, on=ON, row=other, day=ON, words="清理")


def test_a_plan_item_is_one_of_its_year_and_renames_its_inspections(app: Flask) -> None:
    clerk = office()
    fields = {"year": 2025, "item": "防火", "times": 2, "filed": ""}
    item = actions.plan(by=clerk, fields=fields)
    actions.plan(by=clerk, fields=fields | {"year": 2024})
    row = InspectionFactory(plan_item="防火")
    old = InspectionFactory(plan_item="防火", held_on=date(2024, 5, 1))
    with pytest.raises(Invalid, match="已有这一项"):
        actions.plan(by=clerk, fields=fields)
    actions.amend_plan(by=clerk, row=item, fields=fields | {"item": "防火防爆"})
    db.session.commit()
    db.session.expire_all()
    assert (row.plan_item, old.plan_item) == ("防火防爆", "防火")
