"""Parts of a figure: what it counts of one class, one unit, one kind of debtor.

A part is a figure too, so that whatever a text, a table or a page does with figures it does with
parts: 〖2次｜送解优专场活动（类型：政策宣讲）〗 names one as its label does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

from assist.lib.figures import Figure, Record, Value
from assist.lib.periods import Period

#: The name of a figure, what divides it, and which part is meant.
_PART = re.compile(r"(.+?)（([^：（）]+)：(.+)）")


def total(records: Iterable[Record]) -> int:
    """What the records make together: their number, or the sum of what they add."""
    return sum(1 if one.amount is None else one.amount for one in records)


def sums(records: Iterable[Record], split: str) -> dict[str, int]:
    """What each part makes, the largest first."""
    found: dict[str, list[Record]] = {}
    for one in records:
        found.setdefault(one.parts[split], []).append(one)
    made = {name: total(some) for name, some in found.items()}
    return dict(sorted(made.items(), key=lambda item: (-item[1], item[0])))


def divided(
    split: str, records: Iterable[Record], base: Iterable[Record] | None = None
) -> Mapping[str, Value]:
    """What each part makes, or what it is of its part of a rate's base."""
    counted = sums(records, split)
    if base is None:
        return counted
    wholes = sums(base, split)
    return {name: _quotient(counted.get(name, 0), whole) for name, whole in wholes.items()}


def _quotient(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / Decimal(whole) if whole else None


def part_of(whole: Figure, split: str, name: str) -> Figure:
    """The figure of that part alone."""
    words = f"{split}：{name}"

    def narrowed(records: Iterable[Record]) -> list[Record]:
        return [one for one in records if one.parts[split] == name]

    def listed(period: Period) -> list[Record]:
        return narrowed(whole.records(period))

    def value(period: Period) -> Value:
        counted = total(listed(period))
        if whole.base is None:
            return counted
        return _quotient(counted, total(narrowed(whole.base(period))))

    return replace(
        whole,
        key=f"{whole.key}（{words}）",
        label=f"{whole.label}（{words}）",
        definition=f"{whole.definition}只计{split}为“{name}”的。",
        value=value,
        records=listed,
        splits=(),
        base=None,
        whole=whole,
        part=words,
    )


class Catalogue(Mapping[str, Figure]):
    """Figures by a name of theirs; asked for the name of a part, it gives the part."""

    def __init__(self, figures: Mapping[str, Figure]) -> None:
        self._figures = figures

    def __getitem__(self, name: str) -> Figure:
        if name in self._figures:
            return self._figures[name]
        found = _PART.fullmatch(name)
        whole = self._figures.get(found[1]) if found else None
        if found is None or whole is None or found[2] not in whole.splits:
            raise KeyError(name)
        return part_of(whole, found[2], found[3])

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures)

    def __len__(self) -> int:
        return len(self._figures)
