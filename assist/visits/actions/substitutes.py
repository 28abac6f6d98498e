"""请假代理: named by whoever is away or by the office, and ended early."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from assist import audit
from assist.accounts.models import User
from assist.cadres.models import Cadre
from assist.db import Origin, db, lock
from assist.enterprises.models import Substitution
from assist.lib.days import chinese_day
from assist.lib.errors import Invalid, Refused
from assist.visits import rules
from assist.web.access import Permission


def name_substitute(
    *,
    by: User,
    on: date,
    absent: Cadre,
    substitute: Cadre,
    start_on: date,
    end_on: date,
    reason: str = "",
) -> Substitution:
    """Let somebody else do for an absent one's enterprises what that one may, day by day."""
    lock(f"substitutes of {absent.id}")
    if by.id != absent.id and not by.may(Permission.VISIT_RECORD_ALL):
        raise Refused("只能为本人安排代理；其他人的由送解优办安排。")
    _check(absent, substitute, start_on, end_on, on)
    row = Substitution(
        absent=absent,
        substitute=substitute,
        start_on=start_on,
        end_on=end_on,
        reason=reason,
        created_by_id=by.id,
        origin=Origin.WEB,
    )
    db.session.add(row)
    changes = audit.changes_of(row)
    db.session.flush()
    words = (
        f"安排{substitute.name}代理{absent.name}，{chinese_day(start_on)}至{chinese_day(end_on)}"
    )
    _record("substitute.name", row, words, changes, by)
    return row


def _check(absent: Cadre, substitute: Cadre, start_on: date, end_on: date, on: date) -> None:
    if substitute.id == absent.id:
        raise Invalid("substitute", "代理人不能是请假人自己。")
    if not (substitute.enabled and substitute.on_duty and substitute.may(Permission.VISIT_RECORD)):
        raise Invalid("substitute", f"{substitute.name}不能登记走访，请选择在岗的联企干部。")
    fault = rules.fault_of_leave(start_on, end_on, on)
    if fault:
        raise Invalid(*fault)
    others = select(Substitution).where(
        Substitution.absent_id == absent.id,
        Substitution.start_on <= end_on,
        Substitution.end_on >= start_on,
    )
    for other in db.session.scalars(others).unique():
        if other.start_on == start_on or other.ended_on is None or other.ended_on > start_on:
            period = f"{chinese_day(other.start_on)}至{chinese_day(other.end_on)}"
            raise Invalid("start_on", f"{absent.name}{period}已有代理，请先结束再安排。")


def end_substitution(*, by: User, on: date, row: Substitution) -> None:
    """Whoever is back acts alone again from today on."""
    if by.id != row.absent_id and not by.may(Permission.VISIT_RECORD_ALL):
        raise Refused("只有请假人本人或送解优办可以结束代理。")
    if row.end_on < on or (row.ended_on is not None and row.ended_on <= on):
        raise Refused("这段代理已经结束。")
    row.ended_on = on
    changes = audit.changes_of(row)
    db.session.flush()
    words = f"结束了{row.substitute.name}对{row.absent.name}的代理"
    _record("substitute.end", row, words, changes, by)


def _record(
    verb: str, row: Substitution, words: str, changes: list[audit.Change], by: User
) -> None:
    audit.record(
        verb=verb,
        kind="substitution",
        key=f"{row.absent.account}/{row.start_on.isoformat()}",
        sentence=words,
        changes=changes,
        by=by,
    )
