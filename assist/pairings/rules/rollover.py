"""Next year's key enterprises and pairings from this year's: what becomes of each."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from assist.enterprises.models import Enterprise, Pairing
from assist.lib.enums import Labelled


class Carry(Labelled):
    """What becomes of a pairing at the turn of the year."""

    GOES_ON = "goes_on", "继续有效"
    FOLLOWS = "follows", "到期接续"
    RUNS_OUT = "runs_out", "到期不续"
    ENDS = "ends", "移出名单，结束结对"
    STAYS = "stays", "移出名单，结对保留"
    NONE = "none", "未结对"


@dataclass(frozen=True)
class Candidate:
    """An enterprise on either year's list, with the pairing that holds on the old year's last day
    and whether one holds on the new year's first."""

    enterprise: Enterprise
    was: bool
    listed: bool
    pairing: Pairing | None = None
    paired_next: bool = False


@dataclass(frozen=True)
class Choices:
    """How next year's list differs: who leaves, who is added, whose pairing is not carried on."""

    year: int
    out: Collection[str] = ()
    added: Sequence[Enterprise] = ()
    dropped: Collection[str] = ()
    #: The pairings of those who leave end with the old year.
    end_left: bool = True
    #: Until when a pairing that is carried on goes; without an end where None.
    until: date | None = None

    @property
    def first(self) -> date:
        """The new year's first day."""
        return date(self.year, 1, 1)

    @property
    def last(self) -> date:
        """The old year's last day."""
        return date(self.year - 1, 12, 31)


@dataclass(frozen=True)
class Line:
    """What becomes of one enterprise."""

    candidate: Candidate
    #: It comes onto the list now; `stays_off` where it leaves.
    lists: bool
    leaves: bool
    carry: Carry
    #: Whom a pairing names that is carried on although they are not there.
    away: Sequence[str] = field(default=())

    @property
    def writes(self) -> bool:
        """Whether anything is written for it."""
        return self.lists or self.carry in {Carry.FOLLOWS, Carry.ENDS}

    @property
    def words(self) -> str:
        """On the list or not, in words."""
        if self.leaves:
            return "移出名单"
        if self.lists:
            return "列入" if self.candidate.was else "新增列入"
        return "已在名单"


def plan(choices: Choices, candidates: Iterable[Candidate]) -> list[Line]:
    """What becomes of each, in the order given."""
    return [_line(choices, candidate) for candidate in candidates]


def _line(choices: Choices, candidate: Candidate) -> Line:
    leaves = candidate.enterprise.code in choices.out and not candidate.listed
    carry = _carry(choices, candidate, leaves)
    people = candidate.pairing
    away = (
        [one.name for one in (people.leader, *people.liaisons) if not (one.enabled and one.on_duty)]
        if people is not None and carry in {Carry.FOLLOWS, Carry.GOES_ON}
        else []
    )
    return Line(candidate, not leaves and not candidate.listed, leaves, carry, away)


def _carry(choices: Choices, candidate: Candidate, leaves: bool) -> Carry:
    pairing = candidate.pairing
    if pairing is None:
        return Carry.GOES_ON if candidate.paired_next else Carry.NONE
    lasts = pairing.end_on is None or pairing.end_on > choices.last
    if leaves:
        if not lasts:
            return Carry.RUNS_OUT
        return Carry.ENDS if choices.end_left else Carry.STAYS
    if lasts or candidate.paired_next:
        return Carry.GOES_ON
    dropped = candidate.enterprise.code in choices.dropped
    return Carry.RUNS_OUT if dropped else Carry.FOLLOWS


@dataclass(frozen=True)
class Sums:
    """The preview in numbers."""

    listed: int
    new: int
    left: int
    goes_on: int
    follows: int
    ends: int
    runs_out: int
    unpaired: int


def sums_of(lines: Sequence[Line]) -> Sums:
    """How many of each; `listed` is how long the new list will be."""

    def carries(*kinds: Carry) -> int:
        return sum(1 for line in lines if line.carry in kinds)

    return Sums(
        listed=sum(1 for line in lines if not line.leaves),
        new=sum(1 for line in lines if line.lists and not line.candidate.was),
        left=sum(1 for line in lines if line.leaves),
        goes_on=carries(Carry.GOES_ON, Carry.STAYS),
        follows=carries(Carry.FOLLOWS),
        ends=carries(Carry.ENDS),
        runs_out=carries(Carry.RUNS_OUT),
        unpaired=sum(1 for line in lines if line.carry is Carry.NONE and not line.leaves),
    )


def stamp_of(choices: Choices, lines: Iterable[Line]) -> str:
    """What the preview has seen, short enough for a form; another one where anything changed."""
    from hashlib import sha256  # small, but only this asks for it

    seen = [
        f"{line.candidate.enterprise.id}.{line.words}.{line.carry.value}."
        f"{line.candidate.pairing.id if line.candidate.pairing else 0}."
        f"{line.candidate.pairing.version if line.candidate.pairing else 0}"
        for line in lines
    ]
    return sha256(f"{choices.year} {choices.until} {' '.join(seen)}".encode()).hexdigest()[:32]


def why_not_back(
    *, name: str, made_changed: bool, ended_changed: bool, followed: bool
) -> str | None:
    """Why what was written for one enterprise cannot be taken back; None where it can."""
    if made_changed:
        return f"“{name}”接续的结对在结转之后又改过"
    if ended_changed:
        return f"“{name}”结束的结对在结转之后又改过"
    if followed:
        return f"“{name}”在结转之后又登记了新的结对"
    return None
