"""Figures counted for a page: value, the value before, and the records of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from assist.accounts.duties import Duty, duties_of
from assist.accounts.models import User
from assist.audit.queries import remembered
from assist.db import db
from assist.enterprises import queries as enterprises
from assist.lib.figures import Figure, Record, Value, display, display_unit, display_with_unit
from assist.lib.parts import divided, part_of
from assist.lib.periods import Period
from assist.petitions.models import Petition
from assist.petitions.queries import scope as petition_scope
from assist.planning.queries import calendar as planning
from assist.problems.models import Problem
from assist.reports.catalogue import BY_KEY, FIGURES, GROUPS
from assist.reports.rules import Gap, comparable, gap_of, number_of, owed_by, year_ago
from assist.visits.models import Visit
from assist.web.access import Permission
from assist.web.addresses import with_query
from assist.web.paging import PAGE_SIZE, Page, page_number

#: Figures whose value is the number of their records, by what the records are: they can also be
#: shown of the reader's own enterprises alone, as the dashboard counts them.
OWN_ABLE: Mapping[str, type[Problem] | type[Visit]] = {
    "problem.collected": Problem,
    "problem.solved": Problem,
    "visit.count": Visit,
}


def value_of(figure: Figure, period: Period) -> Value:
    """The figure's value, as `remembered`."""
    return remembered((figure.key, period), lambda: figure.value(period))


@dataclass(frozen=True)
class Line:
    """One figure of the page: its value in words, the one before, and where its records are."""

    figure: Figure
    value: str
    unit: str
    before: str
    year_ago: str
    href: str


def href_of(figure: Figure, period: Period) -> str:
    """The page with the records that the figure counts in the period."""
    as_of = period.as_of.isoformat() if period.as_of else None
    key, part = (figure.whole or figure).key, figure.part or None
    return with_query(f"/figures/{key}", part=part, period=period.slug, as_of=as_of)


def lines(period: Period) -> list[tuple[str, list[Line]]]:
    """Every figure by group, beside it the period before and the same one of the year before."""
    others = (comparable(period), year_ago(period))
    return [
        (group.title, [_line(figure, period, *others) for figure in group.figures])
        for group in GROUPS
    ]


def _line(figure: Figure, period: Period, before: Period | None, ago: Period | None) -> Line:
    value = value_of(figure, period)
    shown = display(value, figure), display_unit(value, figure)
    return Line(figure, *shown, _in(figure, before), _in(figure, ago), href_of(figure, period))


def _in(figure: Figure, period: Period | None) -> str:
    return display_with_unit(value_of(figure, period), figure) if period else "—"


@dataclass(frozen=True)
class GapLine:
    """A figure that lacks records or looks odd: whose it is, and where the empty form is."""

    group: str
    figure: Figure
    gap: Gap
    value: str
    before: str
    href: str
    who: str
    #: Address and words of the form, for whoever's work it is.
    form: tuple[str, str] | None
    mine: bool


def gap_lines(period: Period, user: User) -> list[GapLine]:
    """Every figure of the period against the same days of the year before."""
    names, mine = planning.holders(), duties_of(user)
    found = remembered(("gaps", period), lambda: _compared(period))
    return [_gap_line(*one, names, mine, user) for one in found]


def _compared(period: Period) -> list[tuple[str, Figure, Gap, str, str, str]]:
    """Group, figure, what is odd, value, the one before, where: the same for every reader."""
    ago = year_ago(period) or comparable(period)
    found = []
    for group in GROUPS:
        for figure in group.figures:
            value = value_of(figure, period)
            before = value_of(figure, ago) if ago else None
            words = display_with_unit(value, figure), display_with_unit(before, figure)
            gap = gap_of(figure, value, before)
            found.append((group.title, figure, gap, *words, href_of(figure, period)))
    return found


def _gap_line(
    group: str,
    figure: Figure,
    gap: Gap,
    value: str,
    before: str,
    href: str,
    names: Mapping[Duty, str],
    mine: frozenset[Duty],
    user: User,
) -> GapLine:
    owed = owed_by(figure.key)
    duty = owed.duty if owed else None
    is_mine = duty in mine if duty else user.may(Permission.DUTY_ALL)
    who = (names.get(duty, "") if duty else "") or planning.OFFICE
    form = (owed.href, owed.action) if owed and is_mine else None
    return GapLine(group, figure, gap, value, before, href, who, form, is_mine)


def numeric() -> list[tuple[str, str]]:
    """The figures that are numbers, with their units: what an indicator may take its value from."""
    return [
        (figure.key, f"{figure.label}（{'%' if figure.rate else figure.unit}）")
        for figure in FIGURES
        if figure.unit or figure.rate
    ]


def number_in(key: str, period: Period) -> Decimal | None:
    """A figure as pages show it: money in 万元, a rate in per cent; None where there is none."""
    figure = BY_KEY.get(key)
    number = number_of(figure.value(period)) if figure else None
    if figure is None or number is None:
        return None
    return number / 1_000_000 if figure.money else number * 100 if figure.rate else number


def closed_kind(key: str) -> bool:
    """Whether a figure counts petitions, which few may see one by one."""
    return key.startswith("petition.")


def open_petitions(user: User) -> frozenset[str]:
    """The numbers of the petitions that exist for the reader."""
    return frozenset(db.session.scalars(select(Petition.number).where(petition_scope(user))))


@dataclass(frozen=True)
class Divided:
    """A figure's parts by one of its splits: name, value with unit, where the records are."""

    split: str
    parts: list[tuple[str, str, str]]


@dataclass(frozen=True)
class Opened:
    """A figure opened to its records: all of them, or those of the reader's own enterprises."""

    value: str
    records: list[Record]
    own: bool
    #: How many more are counted that the reader may not open.
    closed: int = 0
    divided: Sequence[Divided] = ()


def opened(figure: Figure, period: Period, user: User, on: date, own: bool) -> Opened:
    """The value and the very records; `own` leaves out what is not paired with the reader."""
    records = figure.records(period)
    if closed_kind(figure.key):
        open_to = open_petitions(user)
        kept = [record for record in records if record.number in open_to]
        value = display_with_unit(value_of(figure, period), figure)
        return Opened(value, kept, own=False, closed=len(records) - len(kept))
    model = OWN_ABLE.get(figure.key) if own else None
    if model is None:
        value = display_with_unit(value_of(figure, period), figure)
        parts = _divided(figure, period, records)
        return Opened(value, records, own=False, divided=parts)
    numbers = select(model.number).where(
        model.enterprise_id.in_(enterprises.own_ids(user, on)),
    )
    mine = set(db.session.scalars(numbers))
    kept = [record for record in records if record.number in mine]
    return Opened(display_with_unit(len(kept), figure), kept, own=True)


def _divided(figure: Figure, period: Period, records: Sequence[Record]) -> list[Divided]:
    """By each split that divides the records at all; a rate by what each part is of its base."""
    base = figure.base(period) if figure.base else None
    found = []
    for split in figure.splits:
        values = divided(split, records, base)
        parts = [
            (name, display_with_unit(value, figure), href_of(part_of(figure, split, name), period))
            for name, value in values.items()
        ]
        found += [Divided(split, parts)] if len(parts) > 1 else []
    return found


def page_of(records: list[Record]) -> Page[Record]:
    """The part of a figure's records that this request asks for."""
    number = page_number()
    first = (number - 1) * PAGE_SIZE
    return Page(records[first : first + PAGE_SIZE], number, len(records))


def as_json(period: Period) -> dict[str, Any]:
    """The period and every figure, as the command prints them (design 7)."""
    return {
        "from": period.start.isoformat(),
        "to": period.end.isoformat(),
        "as_of": period.cut_off.isoformat(),
        "figures": {figure.key: figure.as_json(period) for figure in FIGURES},
    }
