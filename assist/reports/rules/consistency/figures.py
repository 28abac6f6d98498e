"""Figures against their ledgers and each other: sums, bounds, records, the same told twice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from assist.lib.figures import display_with_unit
from assist.reports.rules.consistency.checked import Checked, Fault, Said, said
from assist.reports.rules.gaps import number_of
from assist.reports.rules.numbers import NumberKind, agrees, read

#: A whole and its parts; a part that the text leaves out counts as its ledger has it.
SUMS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "petition.received",
        ("petition.hotline", "petition.assigned", "petition.review", "petition.other"),
    ),
    (
        "disclosure.published",
        (
            "disclosure.documents",
            "disclosure.personnel",
            "disclosure.planning",
            "disclosure.finance",
            "disclosure.annual_report",
            "disclosure.other",
        ),
    ),
    ("problem.collected", ("problem.collected_on_spot", "problem.assigned", "problem.unassigned")),
    (
        "problem.assigned",
        (
            "problem.assigned_solved",
            "problem.assigned_partly",
            "problem.assigned_explained",
            "problem.assigned_handling",
            "problem.assigned_parked",
        ),
    ),
    ("drill.count", ("drill.trainings", "drill.drills", "drill.exams")),
)
#: What cannot be more than what it is a part of.
WITHIN: tuple[tuple[str, str], ...] = (
    ("arrears.repaid_amount", "arrears.base_amount"),
    ("arrears.substantive_amount", "arrears.repaid_amount"),
    ("arrears.balance", "arrears.base_amount"),
    ("safety.rectified", "safety.hazards"),
    ("pairing.covered", "enterprise.key_count"),
    ("problem.collected_on_spot", "problem.collected"),
    ("problem.unsolved", "problem.collected"),
    ("visit.enterprises", "visit.count"),
    ("event.campaign_count", "event.count"),
    ("problem.solved", "problem.collected"),
    ("problem.solved_on_spot", "problem.solved"),
    ("problem.assigned", "problem.collected"),
    ("problem.assigned_solved", "problem.assigned"),
    ("arrears.repaid_in_period", "arrears.repaid_amount"),
    ("arrears.cleared_count", "arrears.base_count"),
    ("arrears.small_open_count", "arrears.base_count"),
    ("arrears.disputed_count", "arrears.base_count"),
    ("petition.hotline", "petition.received"),
)


def complaints(checked: Checked) -> Iterator[Fault]:
    """Everything about the figures that are told."""
    told = said(checked)
    for one in told:
        yield from _alone(checked, one)
    yield from _twice(checked, told)
    yield from _sums(checked, told)
    yield from _within(checked, told)


def _alone(checked: Checked, one: Said) -> Iterator[Fault]:
    value = checked.value_of(one.figure, one.period)
    words = one.mark.words
    now = display_with_unit(value, one.figure)
    if not agrees(words, one.figure, value):
        yield one.sentence.fault(
            words,
            f"“{one.figure.label}”文中为{words}，台账现为{now}。",
            f"核对台账；以台账为准的，改为{now}。",
            stops=False,
        )
    if value and not isinstance(value, date) and not checked.counted(one.figure, one.period):
        yield one.sentence.fault(
            words,
            f"“{one.figure.label}”没有可以打开的台账记录。",
            "补登台账记录，或删去这一数字。",
            stops=True,
        )
    if any(rate > 1 or rate < 0 for rate in _rates(words)):
        yield one.sentence.fault(
            words, f"比率{words}不在0至100%之间。", f"核对后改为{now}。", stops=True
        )


def _rates(words: str) -> list[Decimal]:
    found = [number.span for number in read(words) if number.kind is NumberKind.RATE]
    return [span.high for span in found if span is not None and span.high is not None]


def _twice(checked: Checked, told: list[Said]) -> Iterator[Fault]:
    """The same figure of the same period: one number, one unit."""
    first: dict[tuple[str, object], Said] = {}
    for one in told:
        before = first.setdefault((one.figure.key, one.period), one)
        mine, other = _number(one), _number(before)
        if one.mark.words == before.mark.words or mine is None or other is None:
            continue
        if mine[0] != other[0]:
            what = f"“{one.figure.label}”前文为{before.mark.words}，此处为{one.mark.words}。"
            yield one.sentence.fault(one.mark.words, what, "改为同一数字。", stops=True)
        elif mine[1] != other[1]:
            what = f"“{one.figure.label}”前文写作{before.mark.words}，此处计量单位不同。"
            fix = f"统一写作{before.mark.words}。"
            yield one.sentence.fault(one.mark.words, what, fix, stops=False)


def _number(one: Said) -> tuple[Decimal, str] | None:
    """The exact number of the words with its unit; None for rough ones, lists and days."""
    found = [number for number in read(one.mark.words) if number.span is not None]
    if len(found) != 1:
        return None
    span = found[0].span
    if span is None or span.low != span.high:
        return None
    return span.low, found[0].unit


def _exact(told: list[Said]) -> dict[tuple[str, str, object], tuple[Decimal, Said]]:
    """By chapter, figure and period: the exact number that the text gives."""
    return {
        (one.sentence.chapter.key, one.figure.key, one.period): (number[0], one)
        for one in told
        if (number := _number(one))
    }


def _sums(checked: Checked, told: list[Said]) -> Iterator[Fault]:
    exact = _exact(told)
    for (chapter, key, period), (whole, one) in exact.items():
        for parts in (parts for whole_key, parts in SUMS if whole_key == key):
            given = {part: exact.get((chapter, part, period)) for part in parts}
            if not any(given.values()):
                continue
            numbers = [
                found[0] if found else _counted(checked, part, one) for part, found in given.items()
            ]
            if sum(numbers) != whole:
                adding = " + ".join(str(number) for number in numbers if number) or "0"
                what = (
                    f"“{one.figure.label}”为{one.mark.words}，"
                    f"分项合计{adding} = {sum(numbers)}，两者不符。"
                )
                fix = "核对总数和各分项。"
                yield one.sentence.fault(one.mark.words, what, fix, stops=True)


def _counted(checked: Checked, key: str, one: Said) -> Decimal:
    """A part that the text does not tell, as its ledger has it."""
    return number_of(checked.value_of(checked.by_key[key], one.period)) or Decimal(0)


def _within(checked: Checked, told: list[Said]) -> Iterator[Fault]:
    """A part that is more than its whole, unless the ledger has it so: what was solved in a
    quarter may have been collected before."""
    exact = _exact(told)
    for (chapter, key, period), (part, one) in exact.items():
        for small, large in WITHIN:
            whole = exact.get((chapter, large, period)) if key == small else None
            if whole is not None and part > whole[0] and not _more(checked, one, whole[1]):
                yield one.sentence.fault(
                    one.mark.words,
                    f"“{one.figure.label}”{one.mark.words}多于"
                    f"“{whole[1].figure.label}”{whole[1].mark.words}。",
                    "核对两个数字。",
                    stops=True,
                )


def _more(checked: Checked, part: Said, whole: Said) -> bool:
    """Whether the ledger's part is more than its whole too."""
    one = number_of(checked.value_of(part.figure, part.period))
    other = number_of(checked.value_of(whole.figure, whole.period))
    return one is not None and other is not None and one > other
