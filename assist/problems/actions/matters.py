"""一类事: gather problems of one cause, give it an owner and a text, split them again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from assist import audit
from assist.accounts.models import User
from assist.cadres.models import Unit, unit_id_of
from assist.db import db, next_number
from assist.lib.errors import Invalid, Refused
from assist.problems.models import Matter, Problem
from assist.web.access import Permission as P


def gather(*, by: User, on: date, title: str, cause: str = "", unit: Unit | None = None) -> Matter:
    """Begin a 一类事."""
    _may_gather(by)
    matter = Matter(
        number=next_number(f"类{on.year}-", 3),
        title=title,
        cause=cause,
        unit=unit,
        created_by_id=by.id,
    )
    db.session.add(matter)
    db.session.flush()
    _note(by, matter, "登记了一类事")
    return matter


def describe(*, by: User, matter: Matter, title: str, cause: str, unit: Unit | None) -> Matter:
    """Change what it says and whose it is."""
    _may_gather(by)
    matter.title, matter.cause, matter.unit = title, cause, unit
    _note(by, matter, "修改了一类事")
    return matter


def join(*, by: User, matter: Matter, problems: Sequence[Problem]) -> Matter:
    """Put problems in; each stays a case of its own, in one 一类事 at most."""
    _may_gather(by)
    if not problems:
        return matter
    for problem in problems:
        if problem.matter_id not in {None, matter.id}:
            raise Invalid("numbers", f"{problem.number}已经在另一类事里，请先拆出。")
        problem.matter = matter
    _note(by, matter, f"归入了 {'、'.join(problem.number for problem in problems)}：一类事")
    return matter


def split(*, by: User, matter: Matter, problem: Problem) -> Matter:
    """Take a problem out again."""
    _may_gather(by)
    if problem.matter_id != matter.id:
        raise Refused(f"{problem.number}不在这一类事里。")
    problem.matter = None
    _note(by, matter, f"拆出了 {problem.number}：一类事")
    return matter


def reply_to_all(*, by: User, on: date, matter: Matter, reply: str) -> Matter:
    """Write the text from which each member's answer is filled: by the owner or the office."""
    if not may_reply(by, matter):
        raise Refused("只有牵头单位的承办人、送解优办或区领导可以填写统一答复。")
    matter.reply, matter.replied_on = reply, on
    _note(by, matter, "填写了统一答复：一类事")
    return matter


def may_reply(user: User, matter: Matter) -> bool:
    """Whether the text is this person's to write."""
    owns = user.may(P.PROBLEM_HANDLE) and unit_id_of(user) == matter.unit_id is not None
    return owns or user.may(P.PROBLEM_ASSIGN)


def _may_gather(by: User) -> None:
    if not by.may(P.PROBLEM_ASSIGN):
        raise Refused("只有送解优办或区领导可以归并一类事。")


def _note(by: User, matter: Matter, what: str) -> None:
    changes = audit.changes_of(matter)
    db.session.flush()
    audit.record(
        verb="matter.change",
        kind="matter",
        key=matter.number,
        sentence=f"{what}“{matter.title}”",
        changes=changes,
        by=by,
    )
