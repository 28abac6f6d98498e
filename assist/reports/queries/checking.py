"""Every number of a text held against the ledgers: agrees, differs, or no figure's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from assist.cadres.models import Unit
from assist.db import db
from assist.lib.days import FIRST_DAY, chinese_day
from assist.lib.enums import Labelled
from assist.lib.figures import Figure, Value, display_with_unit, json_value
from assist.lib.money import wan, yuan_json
from assist.lib.periods import Period
from assist.problems.models import Category
from assist.reports.catalogue import BY_KEY, FIGURES
from assist.reports.queries.figures import href_of, value_of
from assist.reports.rules import number_of
from assist.reports.rules.numbers import Number, NumberKind, fits, moved, read, unwrapped
from assist.reports.rules.recognition import (
    BASE_DATE,
    PLANS,
    SMALL_DEBT,
    Claim,
    Listed,
    Names,
    When,
    claims,
    lists,
    nearest,
    plain_name,
)
from assist.settings import current
from assist.settings.rules import BY_KEY as OPTIONS


class Verdict(Labelled):
    """What the ledgers say to a number."""

    AGREES = "agrees", "一致"
    DIFFERS = "differs", "不一致"
    UNKNOWN = "unknown", "未识别"


@dataclass(frozen=True)
class Checked:
    """A number of the text, what it states, and what the ledgers say."""

    number: Number
    verdict: Verdict = Verdict.UNKNOWN
    #: Key and label of the figure or of the setting.
    key: str = ""
    label: str = ""
    ledger: Any = None
    #: The ledger's value as a sentence would write it.
    shown: str = ""
    figure: Figure | None = None
    period: Period | None = None
    #: The words around it.
    where: str = ""

    @property
    def href(self) -> str:
        """The page with the records of the figure in the period that was meant; may be none."""
        return href_of(self.figure, self.period) if self.figure and self.period else ""

    @property
    def is_quantity(self) -> bool:
        """Not a year, an article or a document's number."""
        return self.number.kind is not NumberKind.NAME

    def as_json(self) -> dict[str, Any]:
        """As the command prints it (design 7)."""
        return {
            "text": self.number.text,
            "start": self.number.start,
            "end": self.number.end,
            "figure": self.key or None,
            "ledger": self.ledger,
            "verdict": self.verdict.value,
        }


def check(text: str, period: Period) -> list[Checked]:
    """Every number of the text in order; only figures that it speaks of are counted."""
    whole, kept = unwrapped(text)
    found = [_checked(claim) for claim in claims(whole, read(whole), FIGURES, period, names())]
    found += [one for listed in lists(whole) for one in _named(listed, period)]
    found.sort(key=lambda one: one.number.start)
    return [
        replace(one, number=moved(one.number, text, kept), where=_around(whole, one.number))
        for one in found
    ]


def _named(listed: Listed, period: Period) -> list[Checked]:
    """Plans by name: each where the ledger knows one of them, else whether they are as many."""
    figure = BY_KEY[PLANS]
    known = [record.number for record in figure.records(period)]
    plain = {plain_name(name) for name in known}
    says = len(listed.titles) == len(known)
    matching = sum(title.name in plain for title in listed.titles)
    if matching and (says or not listed.all or matching < len(listed.titles)):
        return [
            _name(
                Number(one.text, one.start, one.end, NumberKind.TITLE), figure, period, same, near
            )
            for one in listed.titles
            for same, near in [(one.name in plain, nearest(one, known))]
        ]
    if not listed.all:
        return []
    whole = Number(listed.text, listed.start, listed.end, NumberKind.TITLE)
    shown = f"{len(known)}个：{'、'.join(f'《{name}》' for name in known)}" if known else "0个"
    return [_found(whole, figure, period, says=says, ledger=len(known), shown=shown)]


def _name(number: Number, figure: Figure, period: Period, says: bool, near: str) -> Checked:
    shown = f"《{near}》" if near else "没有这个名称"
    return _found(number, figure, period, says=says, ledger=near or None, shown=shown)


def counted(found: Sequence[Checked]) -> Counter[Verdict]:
    """How many numbers got which verdict."""
    return Counter(one.verdict for one in found)


def _around(text: str, number: Number) -> str:
    """The line in which it stands, as far as a person needs to find it."""
    before = text[max(0, number.start - 14) : number.start].rpartition("\n")[2]
    after = text[number.end : number.end + 10].partition("\n")[0]
    return f"{before}{number.text}{after}"


def names() -> Names:
    """Units and classes of problems, whose share is not the whole; the bureau itself is."""
    settings = current()
    units = db.session.execute(select(Unit.name, Unit.short_name)).all()
    own = {name for pair in units if settings.bureau_name.endswith(pair[0]) for name in pair}
    parts = {name for pair in units for name in pair if len(name) > 1} - own
    classes = set(db.session.scalars(select(Category.name))) - {"其他", "法律与纠纷", "安全环保"}
    kinds = {word for name in classes for word in re.split("[与和、]", name) if len(word) > 1}
    parts = parts | classes - {settings.bureau_name}
    return Names(
        frozenset(parts),
        frozenset(kinds),
        settings.base_date,
        settings.bureau_name,
        frozenset({settings.party_name, settings.government_name}),
    )


def _checked(claim: Claim) -> Checked:
    if claim.setting:
        return _of_setting(claim)
    moment = claim.when
    if moment is None or not claim.figures:
        return Checked(claim.number)
    tried = [_against(claim.number, figure, moment) for figure in claim.figures]
    known = [one for one in tried if one.verdict is not Verdict.UNKNOWN]
    agreeing = (one for one in known if one.verdict is Verdict.AGREES)
    return next(agreeing, known[0] if known else Checked(claim.number))


def _against(number: Number, figure: Figure, moment: When) -> Checked:
    """The number against one figure."""
    if moment.against:
        return _difference(number, figure, moment, moment.against)
    moment = _of_its_year(number, moment)
    value = value_of(figure, moment.period)
    says = _says(number, figure, value) and not _ahead(number, moment)
    if moment.other and not says and value in (None, 0, []):
        return Checked(number)  # a ledger that holds nothing of another time proves nothing
    return _found(
        number,
        figure,
        moment.period,
        says=says,
        ledger=json_value(figure, value),
        shown=display_with_unit(value, figure),
    )


def _of_its_year(number: Number, moment: When) -> When:
    """Months of an earlier year are asked of that year."""
    year = number.year or 0
    earlier = FIRST_DAY.year <= year < moment.period.year
    if number.kind is not NumberKind.MONTHS or not earlier:
        return moment
    return When(Period.of_year(year), other=True)


def _ahead(number: Number, moment: When) -> bool:
    """Whether the months are of a year that the report does not reach."""
    months = number.kind is NumberKind.MONTHS and number.year is not None
    return months and (number.year or 0) > moment.period.end.year


def _found(
    number: Number, figure: Figure, period: Period, *, says: bool, ledger: Any, shown: str
) -> Checked:
    return Checked(
        number,
        Verdict.AGREES if says else Verdict.DIFFERS,
        figure.key,
        figure.label,
        ledger,
        shown,
        figure,
        period,
    )


def _says(number: Number, figure: Figure, value: Value) -> bool:
    """One month of several is true alone; several have to be all."""
    if isinstance(value, list) and len(number.months) == 1:
        return number.months <= set(value)
    return fits(number, figure, value)


def _difference(number: Number, figure: Figure, moment: When, against: Period) -> Checked:
    """增加3家次, 增长12.5%, 提高2个百分点: between the value and that of the other period."""
    now = number_of(value_of(figure, moment.period))
    then = number_of(value_of(figure, against))
    if number.span is None or now is None or then is None or not (then or now):
        return Checked(number)
    change = (then - now) if moment.fewer else (now - then)
    exact, shown = _change(number, figure, change, then)
    if exact is None or (not then and not number.span.holds(exact)):
        return Checked(number)
    ledger = yuan_json(int(change)) if figure.money and number.unit == "元" else float(exact)
    says = number.span.holds(exact)
    return _found(number, figure, moment.period, says=says, ledger=ledger, shown=shown)


def _change(
    number: Number, figure: Figure, change: Decimal, then: Decimal
) -> tuple[Decimal | None, str]:
    """The change in the number's own unit, exactly and in words."""
    if number.kind is NumberKind.RATE:
        if figure.rate or not then:
            return None, ""
        return change / then, f"变化{change / then * 100:.2f}%"
    if "百分点" in number.unit:
        return (change * 100, f"变化{change * 100:.2f}个百分点") if figure.rate else (None, "")
    if figure.rate or (number.kind is NumberKind.MONEY) != figure.money:
        return None, ""
    words = display_with_unit(int(change), figure)
    return (change / 100 if figure.money else change), f"变化{words}"


def _of_setting(claim: Claim) -> Checked:
    if claim.setting == BASE_DATE:
        return _base_date(claim.number, current().base_date)
    return _small_debt(claim.number, current().small_debt)


def _base_date(number: Number, value: date) -> Checked:
    same = number.month == value.month and number.day == value.day
    says = same and number.year in (None, value.year)
    return _setting(number, BASE_DATE, value.isoformat(), chinese_day(value), says)


def _small_debt(number: Number, value: int) -> Checked:
    says = number.span is not None and number.span.high == Decimal(value) / 100
    return _setting(number, SMALL_DEBT, yuan_json(value), f"{wan(value)}万元", says)


def _setting(number: Number, key: str, ledger: Any, shown: str, says: bool) -> Checked:
    verdict = Verdict.AGREES if says else Verdict.DIFFERS
    return Checked(number, verdict, f"setting.{key}", OPTIONS[key].label, ledger, shown)


@dataclass(frozen=True)
class Shown:
    """A checked text for the page: its pieces in order, and the numbers by what they got."""

    pieces: list[str | Checked]
    quantities: list[Checked]
    named: int

    @property
    def counts(self) -> list[tuple[Verdict, int]]:
        """How many of each, the differences first."""
        found = counted(self.quantities)
        return [(verdict, found[verdict]) for verdict in IN_ORDER]

    def of(self, verdict: Verdict) -> list[Checked]:
        """The numbers that got it, as they stand in the text."""
        return [one for one in self.quantities if one.verdict is verdict]


IN_ORDER = (Verdict.DIFFERS, Verdict.AGREES, Verdict.UNKNOWN)


def shown(text: str, found: Sequence[Checked]) -> Shown:
    """The text cut at its numbers; names with digits stay plain."""
    pieces: list[str | Checked] = []
    at, quantities = 0, [one for one in found if one.is_quantity]
    for one in quantities:
        pieces += [text[at : one.number.start], one]
        at = one.number.end
    return Shown([*pieces, text[at:]], quantities, len(found) - len(quantities))
