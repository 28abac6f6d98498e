"""Reading indicators: the list of a period with its scores, the run of one, figures as sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import and_, select
from werkzeug.exceptions import NotFound

from assist.db import db
from assist.lib.periods import Period
from assist.planning.models import Indicator, IndicatorScore
from assist.planning.rules.indicators import Total, total


@dataclass(frozen=True)
class FigureSource:
    """Reports stand above plans: what the factory lends of them."""

    #: (key, label with unit) of every figure that gives a number.
    offered: Callable[[], Sequence[tuple[str, str]]]
    #: The number as pages show it (万元, per cent); None where there is none.
    count: Callable[[str, Period], Decimal | None]


#: Filled by the factory.
figure_source: list[FigureSource] = []


def figures_offered() -> Sequence[tuple[str, str]]:
    """The figures an indicator may take its value from."""
    return [one for source in figure_source for one in source.offered()]


def figure_value(key: str, period: Period) -> Decimal | None:
    """The figure's number in the period."""
    for source in figure_source:
        return source.count(key, period)
    return None


@dataclass(frozen=True)
class Line:
    """An indicator and what it scored in the period, if it was scored."""

    indicator: Indicator
    score: IndicatorScore | None


def lines(period: Period) -> list[Line]:
    """The indicators that are scored now, and the retired ones that were scored then."""
    statement = (
        select(Indicator, IndicatorScore)
        .outerjoin(
            IndicatorScore,
            and_(
                IndicatorScore.indicator_id == Indicator.id,
                IndicatorScore.period == period.slug,
            ),
        )
        .where(Indicator.active | IndicatorScore.id.is_not(None))
        .order_by(Indicator.area, Indicator.id)
    )
    return [Line(row[0], row[1]) for row in db.session.execute(statement)]


def total_of(shown: Sequence[Line]) -> Total:
    """The points of a page's lines; a scored one keeps the weight it was scored with."""
    return total(
        (line.score.score, line.score.weight) if line.score else (None, line.indicator.weight)
        for line in shown
    )


def totals(periods: Sequence[Period]) -> dict[str, Total]:
    """The points of several periods as they are stored, for the trend."""
    statement = select(IndicatorScore.period, IndicatorScore.score, IndicatorScore.weight).where(
        IndicatorScore.period.in_([period.slug for period in periods])
    )
    rows: dict[str, list[tuple[int | None, int]]] = {}
    for slug, score, weight in db.session.execute(statement):
        rows.setdefault(slug, []).append((score, weight))
    return {slug: total(parts) for slug, parts in rows.items()}


def every() -> list[Indicator]:
    """The indicators that are scored, in the order of the page."""
    statement = select(Indicator).where(Indicator.active).order_by(Indicator.area, Indicator.id)
    return list(db.session.scalars(statement))


def get(indicator_id: int) -> Indicator:
    """One indicator; NotFound where there is none."""
    found = db.session.get(Indicator, indicator_id)
    if found is None:
        raise NotFound
    return found


def named(name: str) -> Indicator | None:
    """The indicator of exactly that name."""
    return db.session.scalars(select(Indicator).where(Indicator.name == name)).one_or_none()


def score_of(indicator_id: int, slug: str) -> IndicatorScore | None:
    """What it scored in the period."""
    statement = select(IndicatorScore).where(
        IndicatorScore.indicator_id == indicator_id, IndicatorScore.period == slug
    )
    return db.session.scalars(statement).one_or_none()


def scores_of(indicator_id: int, slugs: Sequence[str] | None = None) -> list[IndicatorScore]:
    """Its scores, the latest period first; the last forty."""
    statement = select(IndicatorScore).where(IndicatorScore.indicator_id == indicator_id)
    if slugs is not None:
        statement = statement.where(IndicatorScore.period.in_(slugs))
    ordered = statement.order_by(IndicatorScore.as_of.desc(), IndicatorScore.id.desc()).limit(40)
    return list(db.session.scalars(ordered))


def areas() -> list[str]:
    """The names of groups that are in use."""
    return list(db.session.scalars(select(Indicator.area).distinct().order_by(Indicator.area)))
