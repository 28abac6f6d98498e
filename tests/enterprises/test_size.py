"""The size that 工信部联企业〔2011〕300号 would give."""

from __future__ import annotations

from typing import Any

import pytest

from assist.db import db
from assist.enterprises.models import Enterprise, Industry, Size, SizeKind
from assist.enterprises.rules import kind_of, suggest
from tests.cadres.factories import office
from tests.enterprises.factories import EnterpriseFactory

WAN = 1_000_000
K = SizeKind


@pytest.mark.parametrize(
    "kind, staff, revenue, assets, size",
    [
        (K.INDUSTRY, 1000, 40_000, None, Size.LARGE),
        (K.INDUSTRY, 999, 40_000, None, Size.MEDIUM),
        (K.INDUSTRY, 1000, 39_999, None, Size.MEDIUM),
        (K.INDUSTRY, 300, 2000, None, Size.MEDIUM),
        (K.INDUSTRY, 299, 50_000, None, Size.SMALL),
        (K.INDUSTRY, 20, 300, None, Size.SMALL),
        (K.INDUSTRY, 5000, 299, None, Size.MICRO),
        (K.FARMING, None, 500, None, Size.MEDIUM),
        (K.BUILDING, None, 80_000, 79_999, Size.MEDIUM),
        (K.ESTATE, None, 200_000, 10_000, Size.LARGE),
        (K.LEASING, 300, None, 120_000, Size.LARGE),
        (K.OTHER, 9, None, None, Size.MICRO),
    ],
)
def test_every_lower_limit_must_be_met(
    kind: SizeKind, staff: int | None, revenue: int | None, assets: int | None, size: Size
) -> None:
    fen = [None if value is None else value * WAN for value in (revenue, assets)]
    found = suggest(kind=kind, staff=staff, revenue=fen[0], assets=fen[1])

    assert found is not None
    assert found.size is size


def test_what_is_missing_is_said() -> None:
    assert suggest(kind=None, staff=None, revenue=None, assets=None) is None
    found = suggest(kind=None, staff=5, revenue=None, assets=None)
    assert found is not None
    assert (found.size, found.words) == (None, "请选择划型行业")
    found = suggest(kind=K.INDUSTRY, staff=5, revenue=None, assets=None)
    assert found is not None
    assert found.words == "工业还需要营业收入"


def test_the_class_decides_where_it_leaves_no_choice() -> None:
    assert kind_of(None, Industry.C) is K.INDUSTRY
    assert kind_of(None, Industry.F) is None
    assert kind_of(K.RETAIL, Industry.F) is K.RETAIL


def test_the_recorded_size_stays_and_the_page_says_that_it_differs(browser_as: Any) -> None:
    one = EnterpriseFactory(
        size=Size.LARGE, size_year=2024, industry=Industry.C, staff=30, revenue=500 * WAN
    )
    browser = browser_as(office())
    page = browser.get(f"/enterprises/{one.code}")
    assert "大型 （2024年）" in page.said.replace("大型（", "大型 （")
    assert "测算为小型：工业，从业人员 30 人，营业收入 500 万元 与登记的不同" in page.said
    assert "测算为 小型" in browser.get(f"/enterprises/{one.code}/edit").said
    assert db.session.get(Enterprise, one.id).size is Size.LARGE
