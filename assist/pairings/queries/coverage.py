"""Which enterprise was visited or spoken to in which month, and who is not looked after."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    extract,
    func,
    or_,
    select,
)

from assist.accounts.models import User
from assist.cadres.models import Unit
from assist.db import db
from assist.enterprises.models import Enterprise, KeyYear, Pairing
from assist.enterprises.queries import different, holds, liaison_names, own_ids, search
from assist.lib.enums import Labelled
from assist.lib.periods import Period
from assist.pairings.rules import Cell, Mark, marks_of
from assist.pairings.rules.coverage import OFTEN
from assist.settings import current
from assist.visits.models import Channel, Visit
from assist.visits.queries import VALID
from assist.web.access import Permission

MONTHS = range(1, 13)
#: Plain tables: through the mapped class every account would be joined to its cadre first.
People = User.__table__
Leader = People.alias("leader")


class State(Labelled):
    """Which enterprises a coverage is narrowed to."""

    UNPAIRED = "unpaired", "未结对"
    QUIET = "quiet", "近期没联系"
    SILENT = "silent", "很久没联系"
    OFTEN = "often", "上门偏多"


class By(Labelled):
    """What the rows of a coverage are."""

    ENTERPRISE = "enterprise", "按企业"
    LEADER = "leader", "按联系领导"
    UNIT = "unit", "按牵头部门"


@dataclass(frozen=True)
class Asked:
    """A year's coverage as it is asked for on a day."""

    year: int
    on: date
    q: str = ""
    state: State | None = None
    leader: int | None = None
    unit: int | None = None
    by: By = By.ENTERPRISE
    longest_first: bool = False

    @property
    def period(self) -> Period:
        """The year."""
        return Period.of_year(self.year)

    @property
    def ref(self) -> date:
        """The day up to which contacts are known."""
        return min(self.on, self.period.end)

    @property
    def day(self) -> date:
        """The day whose pairings are meant: today, or the year's day that is nearest to it."""
        return max(self.ref, self.period.start)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the year was asked for."""
        return bool(self.q or self.state or self.leader or self.unit)

    @property
    def short(self) -> int:
        """From how many days without contact on somebody should call."""
        return int(current().visit_window_days)

    @property
    def long(self) -> int:
        """From how many days without contact on it is too long."""
        return max(int(current().no_contact_days), self.short)


def last_contact(asked: Asked) -> ColumnElement[Any]:
    return (
        select(func.max(Visit.held_on))
        .where(Visit.enterprise_id == Enterprise.id, VALID, Visit.held_on <= asked.ref)
        .correlate(Enterprise)
        .scalar_subquery()
    )


def count_between(first: date, last: date, on_site: bool) -> ColumnElement[Any]:
    """How many contacts with the enterprise, of one kind and between two days."""
    kind = Visit.channel == Channel.ON_SITE
    return (
        select(func.count())
        .select_from(Visit)
        .where(
            Visit.enterprise_id == Enterprise.id,
            VALID,
            kind if on_site else ~kind,
            Visit.held_on.between(first, last),
        )
        .correlate(Enterprise)
        .scalar_subquery()
    )


def recent(asked: Asked) -> ColumnElement[Any]:
    return count_between(asked.ref - timedelta(days=asked.short - 1), asked.ref, on_site=True)


def _before(asked: Asked, days: int) -> ColumnElement[bool]:
    last = last_contact(asked)
    return or_(last.is_(None), last <= asked.ref - timedelta(days=days))


def scope(user: User, asked: Asked) -> list[ColumnElement[bool]]:
    """The year's key enterprises that the reader may see here, narrowed by all but the state."""
    found: list[ColumnElement[bool]] = [
        KeyYear.year == asked.year,
        Enterprise.withdrawn.is_(False),
    ]
    if not user.may(Permission.ENTERPRISE_READ_ALL):
        found.append(Enterprise.id.in_(own_ids(user, asked.on)))
    if asked.q:
        found.append(search(asked.q))
    if asked.leader is not None:
        found.append(Pairing.leader_id == asked.leader)
    if asked.unit is not None:
        found.append(Pairing.lead_unit_id == asked.unit)
    return found


def of_state(asked: Asked) -> list[ColumnElement[bool]]:
    if asked.state is None:
        return []
    return [
        {
            State.UNPAIRED: lambda: Pairing.id.is_(None),
            State.QUIET: lambda: _before(asked, asked.short),
            State.SILENT: lambda: _before(asked, asked.long),
            State.OFTEN: lambda: recent(asked) >= OFTEN,
        }[asked.state]()
    ]


def joined(statement: Select[Any], asked: Asked) -> Select[Any]:
    pairing = and_(Pairing.enterprise_id == Enterprise.id, holds(asked.day))
    return (
        statement.select_from(Enterprise)
        .join(KeyYear, KeyYear.enterprise_id == Enterprise.id)
        .outerjoin(Pairing, pairing)
        .outerjoin(Leader, Leader.c.id == Pairing.leader_id)
        .outerjoin(Unit, Unit.id == Pairing.lead_unit_id)
    )


def grid(user: User, asked: Asked) -> Select[Any]:
    """Plain columns of the enterprises, by name or the longest without contact first."""
    last = last_contact(asked)
    columns: tuple[Any, ...] = (
        Enterprise.id,
        Enterprise.code,
        Enterprise.name,
        Pairing.id.label("pairing_id"),
        Leader.c.name.label("leader"),
        Unit.name.label("unit"),
        Unit.short_name.label("unit_short"),
        last.label("last"),
        recent(asked).label("recent"),
    )
    order = (last.is_not(None), last) if asked.longest_first else ()
    return (
        joined(select(*columns), asked)
        .where(*scope(user, asked), *of_state(asked))
        .order_by(*order, Enterprise.pinyin, Enterprise.id)
    )


@dataclass(frozen=True)
class Row:
    """An enterprise's year: its months and what stands out."""

    code: str
    name: str
    leader: str
    unit: str
    liaisons: Sequence[str]
    cells: Sequence[Cell]
    last: date | None
    marks: Sequence[tuple[Mark, str]]

    @property
    def visits(self) -> int:
        """上门走访 of the year."""
        return sum(cell.visits for cell in self.cells)

    @property
    def others(self) -> int:
        """Other contacts of the year."""
        return sum(cell.others for cell in self.cells)


def rows_of(found: Sequence[Any], asked: Asked) -> list[Row]:
    """The rows of a page, with their months; two queries."""
    months = _months([row.id for row in found], asked)
    names = liaison_names(row.pairing_id for row in found)
    return [
        row_of(row, months.get(row.id, {}), names.get(row.pairing_id, []), asked) for row in found
    ]


def row_of(
    row: Any, months: dict[int, tuple[int, int]], liaisons: Sequence[str], asked: Asked
) -> Row:
    """One enterprise's row."""
    cells = []
    for month, period in zip(MONTHS, asked.period.months(), strict=True):
        visits, others = months.get(month, (0, 0))
        named = {"q": row.code, "from": period.start.isoformat(), "to": period.end.isoformat()}
        href = f"/visits?{urlencode(named)}"
        cells.append(Cell(month, visits, others, period.start > asked.ref, href))
    return Row(
        code=row.code,
        name=row.name,
        leader=row.leader or "",
        unit=row.unit_short or row.unit or "",
        liaisons=liaisons,
        cells=cells,
        last=row.last,
        marks=marks_of(
            paired=row.pairing_id is not None,
            last=row.last,
            recent=row.recent,
            ref=asked.ref,
            short=asked.short,
            long=asked.long,
        ),
    )


def _months(ids: Sequence[int], asked: Asked) -> dict[int, dict[int, tuple[int, int]]]:
    """上门走访 and other contacts by enterprise and month; one query."""
    month, on_site = extract("month", Visit.held_on), Visit.channel == Channel.ON_SITE
    statement = (
        select(
            Visit.enterprise_id,
            month.label("month"),
            func.sum(case((on_site, 1), else_=0)).label("visits"),
            func.sum(case((on_site, 0), else_=1)).label("others"),
        )
        .where(
            Visit.enterprise_id.in_(ids),
            VALID,
            Visit.held_on.between(asked.period.start, asked.ref),
        )
        .group_by(Visit.enterprise_id, month)
    )
    found: dict[int, dict[int, tuple[int, int]]] = {}
    for row in db.session.execute(statement) if ids else ():
        found.setdefault(row.enterprise_id, {})[int(row.month)] = (int(row.visits), int(row.others))
    return found


def years(on: date, asked: int) -> list[int]:
    """The years that have key enterprises, this one and the one asked for, the newest first."""
    found = set(db.session.scalars(different(KeyYear.year)))
    return sorted(found | {on.year, asked}, reverse=True)


def exported(statement: Select[Any], asked: Asked) -> Iterator[list[Any]]:
    """Every row of the grid as cells of a workbook, in batches."""
    every = iter(db.session.execute(statement).all())
    while batch := list(islice(every, 500)):
        for row in rows_of(batch, asked):
            counts = [number for cell in row.cells for number in (cell.visits, cell.others)]
            marks = "；".join(words for _mark, words in row.marks)
            yield [
                row.name,
                row.code,
                row.leader,
                row.unit,
                row.liaisons,
                *counts,
                row.visits,
                row.others,
                row.last,
                marks,
            ]
