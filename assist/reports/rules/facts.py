"""What the sentences of a report are made from: values, names and lists, read beforehand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from assist.lib.days import chinese_day
from assist.lib.figures import Figure, Value, display, display_with_unit
from assist.lib.parts import part_of
from assist.lib.periods import Period
from assist.reports.rules.gaps import number_of
from assist.reports.rules.marks import Mark, MarkKind, pieces


@dataclass(frozen=True)
class Names:
    """The names of the bodies and of the campaign, as the settings have them."""

    bureau: str
    campaign: str
    party: str
    government: str
    #: Who answers for the bureau: post and name; empty where the list of cadres does not say.
    head: str = ""


@dataclass(frozen=True)
class Case:
    """A finished piece of work that the brief may tell, and why it was proposed."""

    why: str
    title: str
    words: str


@dataclass(frozen=True)
class Task:
    """A planned piece of work."""

    title: str
    detail: str
    due_on: date


@dataclass(frozen=True)
class Ledger:
    """What the ledgers name rather than count, each list in the order in which it is told."""

    plans: Sequence[str] = ()
    documents: Sequence[str] = ()
    plenary_topics: Sequence[str] = ()
    inspection_leaders: Sequence[str] = ()
    outreach_places: Sequence[str] = ()
    outreach_topics: Sequence[str] = ()
    outreach_forms: Sequence[str] = ()
    petition_fields: Sequence[str] = ()
    event_types: Sequence[str] = ()
    plan_years: Sequence[int] = ()
    tasks: Sequence[Task] = ()
    cases: Sequence[Case] = ()


#: Asked of the writer where a period lies before the stock of debts was counted.
NOT_COUNTED = "存量欠款的清查基准日在本期之后，请写明本期清欠情况或删去本句"


@dataclass(frozen=True)
class Facts:
    """A period as its report sees it; `value_of` is asked only for figures that are told."""

    period: Period
    names: Names
    figures: Mapping[str, Figure]
    value_of: Callable[[Figure, Period], Value]
    ledger: Ledger = field(default_factory=Ledger)
    base_date: date = date(2024, 6, 30)
    small_debt: str = "50"
    power_per_month: int = 2
    no_contact_days: int = 90
    window_days: int = 30
    partly_counts: bool = False
    approximate: bool = False

    @property
    def year(self) -> int:
        """The year that is reported."""
        return self.period.year

    @property
    def cut_off(self) -> str:
        """The last day that is known, as a document writes it."""
        return chinese_day(self.period.cut_off)

    @property
    def before_base(self) -> bool:
        """Whether the period ends before the day on which the stock of debts was counted."""
        return self.period.cut_off < self.base_date

    def value(self, key: str, period: Period | None = None) -> Value:
        """The figure's value, in the report's period unless another is named."""
        return self.value_of(self.figures[key], period or self.period)

    def number(self, key: str, period: Period | None = None) -> Decimal:
        """The value as a number, 0 where there is none."""
        return number_of(self.value(key, period)) or Decimal(0)

    def any(self, key: str) -> bool:
        """Whether there is anything of it to tell."""
        return self.number(key) > 0

    def mark(self, key: str, unit: str | None = None, period: Period | None = None) -> str:
        """The figure as marked words, with its own unit or with one that the sentence prefers."""
        figure, value = self.figures[key], self.value(key, period)
        words = display_with_unit(value, figure)
        if unit is not None and value is not None:
            words = display(value, figure) + unit
        return str(Mark(words, figure.label, period.slug if period else ""))

    def part(self, key: str, split: str, name: str, unit: str) -> str:
        """What the figure counts of one part; a name that would break a mark gives the words."""
        figure = part_of(self.figures[key], split, name)
        words = display(self.value_of(figure, self.period), figure) + unit
        mark = Mark(words, figure.label)
        return str(mark) if list(pieces(str(mark))) == [mark] else words

    def about(self, key: str, unit: str) -> str:
        """The figure as `mark` has it, or roughly where that was asked for and is allowed."""
        words = roughly(self.number(key)) if self.approximate else ""
        if not words:
            return self.mark(key, unit)
        return str(Mark(words + unit, self.figures[key].label))

    def months(self, key: str) -> str:
        """A list of months as marked words: 9月、12月."""
        value = self.value(key)
        numbers = value if isinstance(value, list) else []
        return str(Mark("、".join(f"{month}月" for month in numbers), self.figures[key].label))


def roughly(number: Decimal) -> str:
    """百余 between 100 and 200, 1000余 above 1000; elsewhere nothing: the number itself is told."""
    if 100 < number < 200:
        return "百余"
    thousands = int(number) // 1000
    return f"{thousands * 1000}余" if thousands and number > thousands * 1000 else ""


def proof(words: str) -> str:
    """A claim behind which no ledger stands."""
    return str(Mark(words, MarkKind.PROOF.label))


def blank(words: str) -> str:
    """What the writer is asked for."""
    return str(Mark(words, MarkKind.BLANK.label))


def record(words: str, ledger: str, number: str) -> str:
    """Words that are of one record: its number, or what it says."""
    return str(Mark(words, ledger, "" if words == number else number))


def table(name: str) -> str:
    """The place of a table."""
    return str(Mark(MarkKind.TABLE.label, name))


def chart(name: str) -> str:
    """The place of a picture."""
    return str(Mark(MarkKind.CHART.label, name))


def together(names: Sequence[str], most: int = 6) -> str:
    """《甲》《乙》和《丙》, or 甲、乙和丙 for names that carry no such signs."""
    shown = list(names[:most])
    titles = all(name.startswith("《") for name in shown)
    between = "" if titles else "、"
    if len(shown) < 2:
        return "".join(shown)
    return f"{between.join(shown[:-1])}和{shown[-1]}"
