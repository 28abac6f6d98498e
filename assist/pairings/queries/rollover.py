"""What a roll-over begins from, and what one has written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from assist.db import db
from assist.enterprises.models import Enterprise, KeyYear, Pairing
from assist.enterprises.queries import holds
from assist.pairings.models import RollOver, RollOverLine
from assist.pairings.rules import Candidate, Choices

#: As many rows stand on the page; the others are rolled over as everybody is.
SHOWN = 500


def candidates(choices: Choices) -> list[Candidate]:
    """Everybody on the old year's or already on the new year's list, and who is added; by name."""
    years = {choices.year - 1, choices.year}
    listed: dict[int, set[int]] = {}
    keys = select(KeyYear.enterprise_id, KeyYear.year).where(KeyYear.year.in_(years))
    for row in db.session.execute(keys):
        listed.setdefault(row.enterprise_id, set()).add(row.year)
    ids = {*listed, *(enterprise.id for enterprise in choices.added)}
    now = _pairings(ids, choices.last)
    then = _paired(choices.first)
    return [
        Candidate(
            enterprise=enterprise,
            was=choices.year - 1 in listed.get(enterprise.id, ()),
            listed=choices.year in listed.get(enterprise.id, ()),
            pairing=now.get(enterprise.id),
            paired_next=enterprise.id in then,
        )
        for enterprise in _enterprises(ids)
    ]


def _enterprises(ids: set[int]) -> Sequence[Enterprise]:
    statement = (
        select(Enterprise)
        .where(Enterprise.id.in_(ids), Enterprise.withdrawn.is_(False))
        .order_by(Enterprise.pinyin, Enterprise.id)
    )
    return db.session.scalars(statement).all()


def _pairings(ids: set[int], on: date) -> dict[int, Pairing]:
    statement = (
        select(Pairing)
        .where(Pairing.enterprise_id.in_(ids), holds(on))
        .options(
            selectinload(Pairing.leader),
            joinedload(Pairing.lead_unit),
            selectinload(Pairing.liaisons),
        )
    )
    return {row.enterprise_id: row for row in db.session.scalars(statement).unique()}


def _paired(on: date) -> set[int]:
    return set(db.session.scalars(select(Pairing.enterprise_id).where(holds(on))))


def roll_over_of(year: int) -> RollOver | None:
    """What was rolled over into that year and has not been taken back."""
    statement = select(RollOver).where(RollOver.year == year, RollOver.undone_on.is_(None))
    return db.session.scalars(statement).one_or_none()


def lines_of(roll: RollOver) -> list[RollOverLine]:
    """What it did, with the enterprises and the pairings, in its order."""
    statement = (
        select(RollOverLine)
        .where(RollOverLine.roll_over_id == roll.id)
        .options(
            joinedload(RollOverLine.enterprise),
            joinedload(RollOverLine.made),
            joinedload(RollOverLine.ended),
        )
        .order_by(RollOverLine.id)
    )
    return list(db.session.scalars(statement).unique())


def later_pairings(roll: RollOver) -> set[int]:
    """Ids of its enterprises for which a pairing was written down afterwards."""
    mine = select(RollOverLine.made_id).where(RollOverLine.made_id.is_not(None))
    ended = select(RollOverLine.enterprise_id).where(
        RollOverLine.roll_over_id == roll.id, RollOverLine.ended_id.is_not(None)
    )
    begins = date(roll.year, 1, 1)
    statement = select(Pairing.enterprise_id).where(
        Pairing.enterprise_id.in_(ended),
        Pairing.id.not_in(mine),
        Pairing.start_on >= begins,
    )
    return set(db.session.scalars(statement))


def years_listed() -> dict[int, int]:
    """How many key enterprises each year has."""
    statement: Any = (
        select(KeyYear.year, func.count())
        .join(Enterprise, Enterprise.id == KeyYear.enterprise_id)
        .where(Enterprise.withdrawn.is_(False))
        .group_by(KeyYear.year)
    )
    return {row[0]: row[1] for row in db.session.execute(statement)}
