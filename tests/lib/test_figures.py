from datetime import date
from decimal import Decimal

import pytest

from assist.lib.figures import Figure, FigureKind, Record, display, display_with_unit
from assist.lib.periods import Period

YEAR = Period.of_year(2025)


def figure(value, *, unit="个", **kind):
    return Figure(
        key="problem.collected",
        label="收集问题",
        unit=unit,
        definition="期间登记的问题",
        kind=FigureKind.COHORT,
        value=lambda period: value,
        records=lambda period: [
            Record("WT-0001", "缺工", "/problems/WT-0001"),
            Record(f"{period.year}-0002", "缺电"),
        ],
        **kind,
    )


def test_as_json_names_value_wording_and_records():
    assert figure(24).as_json(YEAR) == {
        "value": 24,
        "unit": "个",
        "label": "收集问题",
        "definition": "期间登记的问题",
        "records": ["WT-0001", "2025-0002"],
    }


def test_value_and_records_are_asked_for_the_period_given():
    asked = []
    one = Figure(
        key="visit.count",
        label="走访",
        unit="家次",
        definition="上门走访",
        kind=FigureKind.FLOW,
        value=lambda period: asked.append(period) or 0,
        records=lambda period: asked.append(period) or [],
    )
    one.as_json(YEAR)
    assert asked == [YEAR, YEAR]


@pytest.mark.parametrize(
    "value,kind,in_json,on_page,in_sentence",
    [
        (24, {}, 24, "24", "24个"),
        (0, {}, 0, "0", "0个"),
        (None, {}, None, "—", "—"),
        (None, {"rate": True}, None, "—", "—"),
        (16232000000, {"money": True}, 162320000, "16232", "16232万元"),
        (11118751, {"money": True}, 111187.51, "11.12", "11.12万元"),
        (19 / 24, {"rate": True}, 0.7917, "79.17%", "79.17%"),
        (Decimal("0.62654"), {"rate": True}, 0.6265, "62.65%", "62.65%"),
        (Decimal("0.00005"), {"rate": True}, 0.0001, "0.01%", "0.01%"),
        (1, {"rate": True}, 1.0, "100%", "100%"),
        (date(2025, 11, 19), {}, "2025-11-19", "2025年11月19日", "2025年11月19日"),
        ([9, 12], {"unit": "月"}, [9, 12], "9、12", "9、12月"),
        ([], {"unit": "月"}, [], "—", "—"),
        (Decimal("3.50"), {"unit": "天"}, 3.5, "3.5", "3.5天"),
        (Decimal(3), {"unit": "天"}, 3, "3", "3天"),
        (2.345, {"unit": "天"}, 2.345, "2.35", "2.35天"),
    ],
)
def test_a_value_in_json_on_a_page_and_in_a_sentence(value, kind, in_json, on_page, in_sentence):
    one = figure(value, **kind)
    assert one.as_json(YEAR)["value"] == in_json
    assert display(value, one) == on_page
    assert display_with_unit(value, one) == in_sentence


def test_money_is_given_in_yuan():
    assert figure(100, unit="万元", money=True).as_json(YEAR)["unit"] == "元"
