"""A day said as the command says it, and things that press on the last day of 2025."""

from __future__ import annotations

import contextvars
import json
from datetime import date
from typing import Any

from click.testing import Result
from flask import Flask
from sqlalchemy import select

from assist.accounts.models import User
from assist.cadres.models import Cadre
from assist.db import db
from assist.notices.models import Dispatch, Notice, Preference
from assist.notices.rules import Kind
from assist.problems.models import Item, Problem
from assist.problems.states import ItemKind, State
from tests.cadres.factories import handler
from tests.problems.factories import ProblemFactory

TODAY = date(2025, 12, 31)
LATE = date(2025, 12, 30)
CALENDAR = {Kind.DUTY}


def digest(app: Flask, on: str = "2025-12-31", *more: str) -> dict[str, Any]:
    """Run the command in a context of its own, as cron does."""
    db.session.rollback()
    words = ["digest", "--json", *(["--on", on] if on else []), *more]
    result = contextvars.Context().run(_invoke, app, words)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    db.session.rollback()
    db.session.expire_all()
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def _invoke(app: Flask, words: list[str]) -> Result:
    with app.app_context():
        return app.test_cli_runner().invoke(args=words)


def late(who: Cadre | None = None, due: date = LATE, **values: Any) -> Problem:
    """A problem that is red on the last day of the year, with a handler of its unit."""
    who = who or handler()
    given = {"state": State.HANDLING, "lead_unit": who.unit, "clock_due_on": due, "due_on": due}
    return ProblemFactory(**(given | values))


def asked(problem: Problem, kind: ItemKind, **values: Any) -> Item:
    item = Item(problem=problem, kind=kind, **({"asked_on": LATE, "words": "请定夺"} | values))
    db.session.add(item)
    db.session.commit()
    return item


def takes_mail(user: User, address: str = "", *, by_mail: bool = True) -> User:
    address = address or f"{user.account}@example.gov.cn"
    db.session.add(Preference(user_id=user.id, address=address, by_mail=by_mail))
    db.session.commit()
    return user


def told(user: User) -> list[tuple[str, str]]:
    """Kind and address of all the person was told; the office's calendar is a test of its own."""
    db.session.expire_all()
    statement = select(Notice).where(Notice.user_id == user.id).order_by(Notice.id)
    return [(n.kind.value, n.href) for n in db.session.scalars(statement) if n.kind not in CALENDAR]


def duties_told(user: User) -> list[str]:
    """Addresses of the duties that the person was told of."""
    db.session.expire_all()
    duties = select(Notice.href).where(Notice.user_id == user.id, Notice.kind.in_(CALENDAR))
    return list(db.session.scalars(duties.order_by(Notice.id)))


def fates() -> list[tuple[str, str, str]]:
    """Target, fate and error of all that left or should leave."""
    db.session.expire_all()
    rows = db.session.scalars(select(Dispatch).order_by(Dispatch.id))
    return [(row.target, row.fate.value, row.error) for row in rows]
