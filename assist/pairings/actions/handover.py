"""One person's enterprises pass to another: pairings change, what is open goes with them.

Nobody's authorship and no problem's state changes: who calls back follows from the pairing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assist import audit
from assist.accounts.models import User
from assist.audit import Change
from assist.db import lock
from assist.enterprises.models import Pairing
from assist.lib.days import chinese_day
from assist.lib.errors import Invalid, Refused
from assist.pairings.actions.terms import amend, change
from assist.pairings.rules import Move, Passing, moves_of, stamp
from assist.visits.actions import move_promises


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
    return _pass_on(by, on, passing, moves)


def _pass_on(by: User, on: date, passing: Passing, moves: Sequence[Move]) -> list[Pairing]:
    made = [_do(by, on, move) for move in moves]
    for enterprise in dict.fromkeys(move.pairing.enterprise for move in moves):
        move_promises(by=by, on=on, enterprise=enterprise, keeper=passing.to, kept_by=passing.who)
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


def _do(by: User, on: date, move: Move) -> Pairing:
    if move.follows:
        return change(by=by, on=on, pairing=move.pairing, terms=move.terms, kept=True)
    amend(by=by, on=on, pairing=move.pairing, terms=move.terms)
    return move.pairing
