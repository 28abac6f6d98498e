"""What a reported figure is: its definition, its value and the records behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from assist.lib.days import chinese_day
from assist.lib.enums import Labelled
from assist.lib.money import plain_number, wan, yuan_json
from assist.lib.periods import Period

Value = int | float | Decimal | date | list[int] | None
JsonValue = int | float | str | list[int] | None

NOTHING = "—"


class FigureKind(Labelled):
    """At which moment a figure counts."""

    FLOW = "flow", "期间发生"
    COHORT = "cohort", "期间登记、截至时点"
    STOCK = "stock", "截至时点"


@dataclass(frozen=True)
class Record:
    """One of the records a figure counted, and the page that shows it."""

    number: str
    label: str
    href: str | None = None
    #: Of which part it is, by the figure's splits: 类别 → 用电.
    parts: Mapping[str, str] = field(default_factory=dict, compare=False)
    #: What it adds to a sum (fen for money); None where records are counted.
    amount: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Figure:
    """A figure, declared once; ``money`` values are fen, ``rate`` values lie between 0 and 1.

    ``splits`` name what its records are divided by. A divided rate names the records of its
    ``base``, which it divides by those that it counts.
    """

    key: str
    label: str
    unit: str
    definition: str
    kind: FigureKind
    value: Callable[[Period], Value]
    records: Callable[[Period], list[Record]]
    money: bool = False
    rate: bool = False
    splits: tuple[str, ...] = ()
    base: Callable[[Period], list[Record]] | None = None
    #: The figure of which this is a part, and the part: 类别：用电 (see ``lib.parts``).
    whole: "Figure | None" = None
    part: str = ""

    def as_json(self, period: Period) -> dict[str, object]:
        """Give value, wording and record numbers as the command and the interface print them."""
        return {
            "value": json_value(self, self.value(period)),
            "unit": "元" if self.money else self.unit,
            "label": self.label,
            "definition": self.definition,
            "records": [record.number for record in self.records(period)],
        }


def json_value(figure: Figure, value: Value) -> JsonValue:
    """Turn a value into what JSON carries: 元 as a number, rates to 4 places, ISO dates."""
    if value is None or isinstance(value, list):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if figure.money:
        return yuan_json(int(value))
    if figure.rate:
        return float(_exact(value).quantize(Decimal("0.0001"), ROUND_HALF_UP))
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def display(value: Value, figure: Figure) -> str:
    """Write a value for a page, without its unit: 10170 (万元), 79.17%, 2025年11月19日, —."""
    if value is None:
        return NOTHING
    if isinstance(value, list):
        return "、".join(str(item) for item in value) or NOTHING
    if isinstance(value, date):
        return chinese_day(value)
    if figure.money:
        return wan(int(value))
    if figure.rate:
        return f"{plain_number(_exact(value) * 100)}%"
    return plain_number(_exact(value))


def display_unit(value: Value, figure: Figure) -> str:
    """Give the unit that goes behind ``display``: none after a rate, a date or a dash."""
    if value is None or value == [] or isinstance(value, date) or figure.rate:
        return ""
    return "万元" if figure.money else figure.unit


def display_with_unit(value: Value, figure: Figure) -> str:
    """Write a value and its unit together, as a sentence needs it: 10170万元."""
    return display(value, figure) + display_unit(value, figure)


def _exact(number: int | float | Decimal) -> Decimal:
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
