"""What becomes of a pairing when somebody's work passes to another person."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from assist.cadres.models import Cadre, Unit
from assist.enterprises.models import Pairing
from assist.lib.days import chinese_day
from assist.lib.errors import Invalid
from assist.pairings.rules.terms import Terms, day_before


@dataclass(frozen=True)
class Passing:
    """Whose work passes to whom, and from which day on."""

    who: Cadre
    to: Cadre
    start_on: date
    #: Another lead unit, where the work passes to it as well.
    lead_unit: Unit | None = None
    basis: str = ""


@dataclass(frozen=True)
class Move:
    """One pairing's change: its terms afterwards, and whether they follow it or replace it."""

    pairing: Pairing
    terms: Terms
    #: Another pairing begins and this one ends the day before; else it has not begun yet.
    follows: bool

    @property
    def leads(self) -> bool:
        """Whether the one who leaves is the 联系领导."""
        return self.terms.leader.id != self.pairing.leader_id

    @property
    def words(self) -> str:
        """What happens, for the preview and the log."""
        if self.follows:
            last = chinese_day(day_before(self.terms.start_on))
            return f"原结对到{last}为止，{chinese_day(self.terms.start_on)}起为新结对"
        return f"{chinese_day(self.pairing.start_on)}开始的结对直接换人"


def moves_of(passing: Passing, pairings: Iterable[Pairing]) -> list[Move]:
    """What becomes of each; a pairing that ends before the day is none of the new person's."""
    check(passing)
    return [
        _move(passing, pairing)
        for pairing in pairings
        if pairing.end_on is None or pairing.end_on >= passing.start_on
    ]


def check(passing: Passing) -> None:
    """Refuse a hand-over to the same person, or to somebody who is not there to take it."""
    if passing.who.id == passing.to.id:
        raise Invalid("to", "移交人和接手人是同一个人。")
    if not (passing.to.enabled and passing.to.on_duty):
        raise Invalid("to", f"{passing.to.name}不在岗，不能接手。")


def _move(passing: Passing, pairing: Pairing) -> Move:
    follows = pairing.start_on < passing.start_on
    leads = pairing.leader_id == passing.who.id
    terms = Terms(
        leader=passing.to if leads else pairing.leader,
        lead_unit=passing.lead_unit or pairing.lead_unit,
        liaisons=_instead(pairing.liaisons, passing.who, passing.to),
        start_on=passing.start_on if follows else pairing.start_on,
        end_on=pairing.end_on,
        basis=passing.basis or pairing.basis,
    )
    return Move(pairing, terms, follows)


def _instead(people: Sequence[Cadre], who: Cadre, to: Cadre) -> list[Cadre]:
    """The same people with one in the other's place, nobody twice."""
    return list(dict.fromkeys(to if person.id == who.id else person for person in people))


def stamp(moves: Iterable[Move]) -> str:
    """What the preview has seen; a pairing that changes meanwhile has another."""
    return "-".join(f"{move.pairing.id}.{move.pairing.version}" for move in moves)
