"""What a figure counts of one part: named in texts as its label does, opened as it is."""

from __future__ import annotations

from decimal import Decimal

import pytest

from assist.lib.figures import Figure, FigureKind, Record
from assist.lib.parts import Catalogue, divided, part_of, sums
from assist.lib.periods import Period

YEAR = Period.of_year(2025)


def record(number: str, kind: str, amount: int | None = None) -> Record:
    return Record(number, number, None, {"类别": kind}, amount)


COUNTED = [record("1", "用电"), record("2", "用工（招聘）"), record("3", "用电")]


def figure(records: list[Record], base: list[Record] | None = None) -> Figure:
    return Figure(
        key="problem.solved",
        label="解决问题",
        unit="件",
        definition="解决了的。",
        kind=FigureKind.FLOW,
        value=lambda period: len(records),
        records=lambda period: records,
        rate=base is not None,
        splits=("类别",),
        base=(lambda period: base) if base is not None else None,
    )


def test_a_part_counts_its_own_records() -> None:
    whole = figure(COUNTED)
    part = part_of(whole, "类别", "用电")
    assert part.value(YEAR) == 2
    assert [one.number for one in part.records(YEAR)] == ["1", "3"]
    assert (part.key, part.label) == ("problem.solved（类别：用电）", "解决问题（类别：用电）")
    assert part.definition == "解决了的。只计类别为“用电”的。"
    assert (part.whole, part.part, part.splits) == (whole, "类别：用电", ())


def test_sums_add_what_records_bring_and_the_largest_stands_first() -> None:
    assert sums(COUNTED, "类别") == {"用电": 2, "用工（招聘）": 1}
    money = [record("1", "甲", 100), record("2", "乙", 250), record("3", "甲", 0)]
    assert list(sums(money, "类别").items()) == [("乙", 250), ("甲", 100)]


def test_a_part_of_a_rate_is_divided_by_its_part_of_the_base() -> None:
    whole = figure(COUNTED[:1], COUNTED)
    assert part_of(whole, "类别", "用电").value(YEAR) == Decimal("0.5")
    assert part_of(whole, "类别", "用工（招聘）").value(YEAR) == 0
    assert part_of(whole, "类别", "没有的").value(YEAR) is None
    assert divided("类别", COUNTED[:1], COUNTED) == {"用电": Decimal("0.5"), "用工（招聘）": 0}


def test_a_catalogue_knows_parts_by_name_and_lists_wholes() -> None:
    whole = figure(COUNTED)
    catalogue = Catalogue({whole.label: whole})
    assert list(catalogue) == ["解决问题"]
    assert len(catalogue) == 1
    assert catalogue["解决问题"] is whole
    assert catalogue["解决问题（类别：用工（招聘））"].value(YEAR) == 1
    assert "解决问题（类别：用电）" in catalogue


@pytest.mark.parametrize(
    "name",
    ["解决问题（单位：用电）", "别的（类别：用电）", "解决问题（类别）", "解决问题（类别：）", ""],
)
def test_other_names_are_unknown(name: str) -> None:
    whole = figure(COUNTED)
    assert Catalogue({whole.label: whole}).get(name) is None
