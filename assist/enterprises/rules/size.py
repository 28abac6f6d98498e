"""Which size 工信部联企业〔2011〕300号 would give: a suggestion, the recorded size is the fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assist.enterprises.models import Industry, Size, SizeKind
from assist.lib.money import wan

#: What the limits are of: 从业人员 X, 营业收入 Y, 资产总额 Z (万元).
STAFF, REVENUE, ASSETS = "从业人员", "营业收入", "资产总额"
WAN = 1_000_000


@dataclass(frozen=True)
class Limits:
    """The lower limits of a row, in people and 万元; a size must meet every one of its own."""

    large: Mapping[str, int]
    medium: Mapping[str, int]
    small: Mapping[str, int]


def _limits(inputs: tuple[str, ...], *rows: tuple[int, ...]) -> Limits:
    large, medium, small = (dict(zip(inputs, row, strict=True)) for row in rows)
    return Limits(large, medium, small)


X, Y, Z = STAFF, REVENUE, ASSETS
K = SizeKind
TABLE: Mapping[SizeKind, Limits] = {
    K.FARMING: _limits((Y,), (20_000,), (500,), (50,)),
    K.INDUSTRY: _limits((X, Y), (1000, 40_000), (300, 2000), (20, 300)),
    K.BUILDING: _limits((Y, Z), (80_000, 80_000), (6000, 5000), (300, 300)),
    K.WHOLESALE: _limits((X, Y), (200, 40_000), (20, 5000), (5, 1000)),
    K.RETAIL: _limits((X, Y), (300, 20_000), (50, 500), (10, 100)),
    K.TRANSPORT: _limits((X, Y), (1000, 30_000), (300, 3000), (20, 200)),
    K.STORAGE: _limits((X, Y), (200, 30_000), (100, 1000), (20, 100)),
    K.POST: _limits((X, Y), (1000, 30_000), (300, 2000), (20, 100)),
    K.LODGING: _limits((X, Y), (300, 10_000), (100, 2000), (10, 100)),
    K.TELECOM: _limits((X, Y), (2000, 100_000), (100, 1000), (10, 100)),
    K.SOFTWARE: _limits((X, Y), (300, 10_000), (100, 1000), (10, 50)),
    K.ESTATE: _limits((Y, Z), (200_000, 10_000), (1000, 5000), (100, 2000)),
    K.PROPERTY: _limits((X, Y), (1000, 5000), (300, 1000), (100, 500)),
    K.LEASING: _limits((X, Z), (300, 120_000), (100, 8000), (10, 100)),
    K.OTHER: _limits((X,), (300,), (100,), (10,)),
}

#: Where one 门类 is one row of the table; for F, G, I and K the row has to be chosen.
OF_INDUSTRY: Mapping[Industry, SizeKind] = {
    Industry.A: K.FARMING,
    Industry.B: K.INDUSTRY,
    Industry.C: K.INDUSTRY,
    Industry.D: K.INDUSTRY,
    Industry.E: K.BUILDING,
    Industry.H: K.LODGING,
    Industry.L: K.LEASING,
    Industry.M: K.OTHER,
    Industry.N: K.OTHER,
    Industry.O: K.OTHER,
    Industry.Q: K.OTHER,
    Industry.R: K.OTHER,
}

#: What the page says of where the suggestion comes from.
SUGGESTS = (
    "按《中小企业划型标准规定》（工信部联企业〔2011〕300号）测算，仅供参考，以登记的规模为准。"
)


@dataclass(frozen=True)
class Suggestion:
    """The size that the table gives and what it was found from, or what is missing for it."""

    size: Size | None
    words: str

    def differs(self, recorded: Size | None) -> bool:
        """Whether another size is recorded."""
        return self.size is not None and recorded is not None and self.size is not recorded


def kind_of(kind: SizeKind | None, industry: Industry | None) -> SizeKind | None:
    """The row that was chosen, else the one that the 门类 leaves no choice about."""
    return kind or (OF_INDUSTRY.get(industry) if industry else None)


def suggest(
    *, kind: SizeKind | None, staff: int | None, revenue: int | None, assets: int | None
) -> Suggestion | None:
    """The largest size all of whose limits are met; None where nothing was typed for it."""
    values = {STAFF: staff, REVENUE: revenue, ASSETS: assets}
    if all(value is None for value in values.values()):
        return None
    if kind is None:
        return Suggestion(None, "请选择划型行业")
    limits = TABLE[kind]
    missing = [name for name in limits.large if values[name] is None]
    if missing:
        return Suggestion(None, f"{kind.label}还需要{'、'.join(missing)}")
    met = {name: _in_table(name, values[name] or 0) for name in limits.large}
    return Suggestion(_size(limits, met), f"{kind.label}，{_said(values, limits)}")


def _in_table(name: str, value: int) -> float:
    """People, or 万元 of fen."""
    return value if name == STAFF else value / WAN


def _size(limits: Limits, values: Mapping[str, float]) -> Size:
    for size, lower in (
        (Size.LARGE, limits.large),
        (Size.MEDIUM, limits.medium),
        (Size.SMALL, limits.small),
    ):
        if all(values[name] >= least for name, least in lower.items()):
            return size
    return Size.MICRO


def _said(values: Mapping[str, int | None], limits: Limits) -> str:
    words = {
        name: f"{name} {value} 人" if name == STAFF else f"{name} {wan(value)} 万元"
        for name, value in values.items()
        if value is not None and name in limits.large
    }
    return "，".join(words.values())
