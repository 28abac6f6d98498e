"""分管台账 on the sheet 干部: given, taken away, kept, and only to specialists."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from assist.accounts.duties import Duty, duties_of, set_duties
from assist.cadres.models import Cadre
from assist.cadres.queries import cadre_by_account
from assist.db import db
from tests.cadres.factories import UnitFactory, cadre, specialist
from tests.exchange.files import exported, faults, take


def row(**values: Any) -> dict[str, Any]:
    UnitFactory(name="区科工局")
    person = {"账号": "zy", "姓名": "专员", "单位": "区科工局", "角色": "业务专员"}
    return person | values


def stored(account: str = "zy") -> Cadre:
    db.session.expire_all()
    found = cadre_by_account(account)
    assert found is not None
    return found


def test_ledgers_are_given_and_taken_away_by_the_file(app: Flask) -> None:
    one = row(分管台账="清欠、普法")
    assert take({"干部": [one]}).faults == []
    assert duties_of(stored()) == {Duty.ARREARS, Duty.OUTREACH}
    again = take({"干部": [one]})
    assert (again.taken["干部"].same, again.taken["干部"].changed) == (1, 0)

    assert take({"干部": [one | {"分管台账": "信访"}]}).taken["干部"].changed == 1
    assert duties_of(stored()) == {Duty.PETITIONS}
    without = {key: value for key, value in one.items() if key != "分管台账"}
    assert take({"干部": [without]}).faults == []
    assert duties_of(stored()) == {Duty.PETITIONS}
    take({"干部": [one | {"分管台账": ""}]})
    assert duties_of(stored()) == frozenset()


def test_what_goes_out_comes_back(app: Flask) -> None:
    person = specialist()
    set_duties(user=person, duties=frozenset({Duty.POWER, Duty.EVENTS}))
    cadre()
    db.session.commit()
    headers, *lines = exported(titles=["干部"])["干部"]
    rows = [dict(zip(map(str, headers), line, strict=True)) for line in lines]
    assert [line["分管台账"] or "" for line in rows] == ["专场活动、电力执法", ""]
    back = take({"干部": rows})
    assert (back.faults, back.taken["干部"].same) == ([], 2)


@pytest.mark.parametrize("roles,duties", [("联企干部", "清欠"), ("业务专员", "没有的台账")])
def test_only_specialists_are_given_known_ledgers(app: Flask, roles: str, duties: str) -> None:
    found = faults({"干部": [row(角色=roles, 分管台账=duties)]})
    assert [fault[2] for fault in found] == ["分管台账"]
