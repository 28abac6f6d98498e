"""Next year's list and pairings are written from this year's, or taken back as they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assist import audit
from assist.accounts.models import User
from assist.audit import Change
from assist.db import Origin, db, lock
from assist.enterprises.models import Enterprise, KeyYear, Pairing
from assist.lib.days import chinese_day
from assist.lib.errors import Refused
from assist.pairings import queries
from assist.pairings.actions.terms import begin, conclude, names_of
from assist.pairings.models import RollOver, RollOverLine
from assist.pairings.rules import (
    Carry,
    Choices,
    Line,
    Terms,
    plan,
    stamp_of,
    why_not_back,
)
from assist.web.clock import now


def roll_over(*, by: User, on: date, choices: Choices, seen: str) -> RollOver:
    """Write what the preview showed; refused where anything of it has changed since."""
    lock(f"key years {choices.year}")
    if queries.roll_over_of(choices.year) is not None:
        raise Refused(f"{choices.year}年的名单已经结转过，可以先撤回再重新结转。")
    lines = plan(choices, queries.candidates(choices))
    if stamp_of(choices, lines) != seen:
        raise Refused("预览之后，名单或者结对被他人修改。请返回重新预览，再确认结转。")
    if not any(line.writes for line in lines):
        raise Refused("没有需要结转的内容。")
    roll = RollOver(year=choices.year, done_on=on, created_by_id=by.id, origin=Origin.WEB)
    db.session.add(roll)
    db.session.flush()
    for line in lines:
        if line.writes:
            db.session.add(_carry_out(by, on, roll, choices, line))
    db.session.flush()
    _record(by, "pairing.roll_over", roll, f"结转了{choices.year}年重点企业名单和结对", lines)
    return roll


def _carry_out(by: User, on: date, roll: RollOver, choices: Choices, line: Line) -> RollOverLine:
    enterprise, pairing = line.candidate.enterprise, line.candidate.pairing
    done = RollOverLine(roll_over_id=roll.id, enterprise_id=enterprise.id, listed=line.lists)
    if line.lists:
        db.session.add(KeyYear(enterprise_id=enterprise.id, year=choices.year))
        enterprise.updated_at = now()  # its years have no version; it has
    if pairing is not None and line.carry is Carry.FOLLOWS:
        lock(f"pairings of {enterprise.id}")
        made = begin(by=by, enterprise=enterprise, terms=_next(pairing, choices))
        done.made_id, done.made_version = made.id, made.version
    elif pairing is not None and line.carry is Carry.ENDS:
        lock(f"pairings of {enterprise.id}")
        done.ended_id, done.ended_before = pairing.id, pairing.end_on
        conclude(by=by, pairing=pairing, end_on=choices.last, why="移出名单")
        done.ended_version = pairing.version
    return done


def _next(pairing: Pairing, choices: Choices) -> Terms:
    return Terms(
        leader=pairing.leader,
        lead_unit=pairing.lead_unit,
        liaisons=list(pairing.liaisons),
        start_on=choices.first,
        end_on=choices.until,
        basis=pairing.basis,
    )


def roll_back(*, by: User, on: date, roll: RollOver) -> None:
    """Take back what was written and nothing else; refused where that would lose something."""
    lock(f"key years {roll.year}")
    if roll.undone_on is not None:
        raise Refused("这次结转已经撤回。")
    lines = queries.lines_of(roll)
    followed = queries.later_pairings(roll)
    reasons = [
        reason for line in lines if (reason := _why_not(line, line.enterprise_id in followed))
    ]
    if reasons:
        more = f"等 {len(reasons)} 处" if len(reasons) > 3 else ""
        raise Refused(f"不能撤回：{'；'.join(reasons[:3])}{more}。撤回会丢失这些改动，请先改回来。")
    for line in lines:
        _take_back(by, roll, line)
    roll.undone_on = on
    db.session.flush()
    _record(by, "pairing.roll_back", roll, f"撤回了{roll.year}年的结转", ())


def _why_not(line: RollOverLine, followed: bool) -> str | None:
    made, ended = line.made, line.ended
    return why_not_back(
        name=line.enterprise.name,
        made_changed=line.made_version > 0 and (made is None or made.version != line.made_version),
        ended_changed=line.ended_version > 0
        and (ended is None or ended.version != line.ended_version),
        followed=followed,
    )


def _take_back(by: User, roll: RollOver, line: RollOverLine) -> None:
    if line.listed:
        year = db.session.get(KeyYear, (line.enterprise_id, roll.year))
        if year is not None:
            db.session.delete(year)
            line.enterprise.updated_at = now()
    if line.made is not None:
        made, line.made_id = line.made, None
        line.made = None
        db.session.flush()
        _forget(by, made)
    if line.ended is not None:
        conclude(by=by, pairing=line.ended, end_on=line.ended_before, why="撤回结转")


def _forget(by: User, pairing: Pairing) -> None:
    """A pairing that has never been anything but the roll-over's goes; the log keeps it."""
    enterprise = db.session.get_one(Enterprise, pairing.enterprise_id)
    changes = [Change("联系领导", pairing.leader.name, ""), Change("联络员", names_of(pairing), "")]
    audit.record(
        verb="pairing.withdraw",
        kind="pairing",
        key=f"{enterprise.code}/{pairing.start_on.isoformat()}",
        sentence=f"撤回了“{enterprise.name}”{chinese_day(pairing.start_on)}起的结对",
        changes=changes,
        by=by,
    )
    db.session.delete(pairing)
    db.session.flush()


def _record(by: User, verb: str, roll: RollOver, words: str, lines: Sequence[Line]) -> None:
    new = [line.candidate.enterprise.name for line in lines if line.lists]
    out = [line.candidate.enterprise.name for line in lines if line.leaves]
    audit.record(
        verb=verb,
        kind="pairing",
        key=f"year/{roll.year}",
        sentence=f"{words}：列入 {len(new)} 家，移出 {len(out)} 家" if lines else words,
        changes=[
            Change(label, "", "、".join(names))
            for label, names in (("列入名单", new), ("移出名单", out))
            if names
        ],
        by=by,
    )
