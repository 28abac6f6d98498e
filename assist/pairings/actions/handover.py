"""One person's enterprises pass to another: pairings change, what is open goes with them.

Nobody's authorship and no problem's state changes: who calls back follows from the pairing, and so
from its day on; a promise moves on that day by itself.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from assist import audit
from assist.accounts.models import User
from assist.audit import Change
from assist.db import db, lock
from assist.enterprises.models import Pairing, PairingPassing
from assist.lib.days import chinese_day
from assist.lib.errors import Invalid, Refused
from assist.pairings import queries
from assist.pairings.actions.terms import amend, change
from assist.pairings.rules import Move, Passing, moves_of, stamp
from assist.visits.actions import move_promises, write_moved
from assist.visits.models import Promise


def hand_over(
    *, by: User, on: date, passing: Passing, pairings: Sequence[Pairing], seen: str
) -> list[Pairing]:
    """Let `passing.to` stand for `passing.who`; `seen` is the stamp of what the preview showed."""
    for enterprise_id in sorted({pairing.enterprise_id for pairing in pairings}):
        lock(f"pairings of {enterprise_id}")
    moves = moves_of(passing, pairings)
    if not moves:
        raise Invalid("enterprises", "请至少选择一家企业。")
    if stamp(moves) != seen:
        raise Refused("预览之后，其中有结对被他人修改。请返回重新预览，再确认移交。")
    write_due(on=on, enterprise_ids={move.pairing.enterprise_id for move in moves})
    return _pass_on(by, on, passing, moves)


def _pass_on(by: User, on: date, passing: Passing, moves: Sequence[Move]) -> list[Pairing]:
    made = [_do(by, on, passing, move) for move in moves]
    db.session.flush()
    for pairing in made:
        for one in [one for one in pairing.passings if passing.start_on <= on]:
            _pass_promises(by, one)
    names = "、".join(dict.fromkeys(move.pairing.enterprise.name for move in moves))
    audit.record(
        verb="pairing.hand_over",
        kind="pairing",
        key=f"{passing.who.account}/{passing.to.account}/{passing.start_on.isoformat()}",
        sentence=(
            f"把{passing.who.name}联系的 {len({m.pairing.enterprise_id for m in moves})} 家企业"
            f"移交给{passing.to.name}，{chinese_day(passing.start_on)}起"
        ),
        changes=[Change("企业", "", names)],
        by=by,
    )
    return made


def _do(by: User, on: date, passing: Passing, move: Move) -> Pairing:
    if move.follows:
        made = change(by=by, on=on, pairing=move.pairing, terms=move.terms, kept=True)
        _note(made, passing)
        return made
    for one in move.pairing.passings:  # handed over to somebody who hands it over before the day
        if one.to_id == passing.who.id and one.who_id != passing.to.id:
            one.to = passing.to
    _note(move.pairing, passing)
    amend(by=by, on=on, pairing=move.pairing, terms=move.terms)
    return move.pairing


def _note(pairing: Pairing, passing: Passing) -> None:
    known = next((one for one in pairing.passings if one.who_id == passing.who.id), None)
    if known is None:
        pairing.passings.append(PairingPassing(who=passing.who, to=passing.to))
    else:
        known.to = passing.to


def pass_due(*, on: date) -> list[Promise]:
    """What passes by itself: the promises of every hand-over whose day has come."""
    return write_due(on=on, enterprise_ids=queries.passing_due(on))


def write_due(*, on: date, enterprise_ids: Collection[int]) -> list[Promise]:
    """The same of some enterprises: one after another, where several days have gone by."""
    moved = write_moved(on=on, enterprise_ids=enterprise_ids)
    for pairing in queries.begun(enterprise_ids, on):
        pairing.passings.clear()
    db.session.flush()
    return moved


def _pass_promises(by: User, one: PairingPassing) -> None:
    move_promises(by=by, enterprise=one.pairing.enterprise, keeper=one.to, kept_by=one.who)
    one.pairing.passings.remove(one)
    db.session.flush()
