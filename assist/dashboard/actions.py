"""What a leader does on the page: looks, decides in place, calls whoever holds it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from sqlalchemy import func, select

from assist import audit
from assist.accounts.models import User
from assist.dashboard.models import Looked, Meeting
from assist.dashboard.queries import sheet as sheets
from assist.db import db, lock
from assist.lib.days import chinese_day
from assist.lib.errors import Invalid, Refused
from assist.problems import actions as problems
from assist.problems import rules
from assist.problems.forms import ActForm
from assist.problems.models import Problem, Step
from assist.problems.standing import case_of, who_of
from assist.problems.states import Act
from assist.settings import current
from assist.web.access import Permission as P
from assist.web.clock import now

#: How far from today the day of a meeting may be.
NEAR = timedelta(days=31)
#: What is decided on the page itself; everything else has the problem's own page.
DECIDED: Mapping[Act, Callable[..., Problem]] = {
    Act.INSTRUCT: problems.instruct,
    Act.DECIDE_EXTENSION: problems.decide_extension,
    Act.DECIDE_CALL_BACK: problems.decide_call_back,
    Act.CLOSE: problems.close,
}

#: Which roles may decide so at all; whose a problem is, the rules say.
DOORS: Mapping[Act, frozenset[P]] = {
    Act.INSTRUCT: frozenset({P.PROBLEM_INSTRUCT}),
    Act.DECIDE_EXTENSION: frozenset({P.PROBLEM_ASSIGN}),
    Act.DECIDE_CALL_BACK: frozenset({P.PROBLEM_ASSIGN}),
    Act.CLOSE: frozenset({P.PROBLEM_CLOSE, P.PROBLEM_CLOSE_BUREAU}),
}


def look(*, by: User, newest: int) -> Looked:
    """标为已看: everything up to that step; a mark never goes back nor ahead of what there is."""
    there = db.session.scalar(select(func.max(Step.id))) or 0
    found = db.session.get(Looked, by.id)
    if found is None:
        found = Looked(user_id=by.id, step_id=0, at=now())
        db.session.add(found)
    found.step_id, found.at = max(found.step_id, min(newest, there)), now()
    db.session.flush()
    return found


def check(*, by: User, on: date, problem: Problem, act: Act) -> None:
    """Refuse what the rules refuse, before a form is read: somebody may have been quicker."""
    problems.return_if_due(problem=problem, on=on)
    case, who = case_of(problem), who_of(by, problem, on)
    if reason := rules.reason_against(act, case, who, on, current()):
        raise Refused(reason)


def decide(*, by: User, on: date, problem: Problem, act: Act, form: ActForm) -> None:
    """The same action with the same form as on the problem's page."""
    DECIDED[act](by=by, on=on, problem=problem, **form.arguments(problem))
    problems.attach(by=by, problem=problem, papers=form.papers)


def reveal_call(*, by: User, problem: Problem, people: int) -> None:
    """Note that the numbers of whoever holds it were shown."""
    audit.record(
        verb="cadre.reveal",
        kind="problem",
        key=problem.number,
        sentence=f"为打电话查看了负责人的手机（{people} 人）",
        by=by,
    )


def issue(*, by: User, on: date, held_on: date, title: str = "") -> Meeting:
    """印发调度单: one meeting a day; issued again, it stands where the history stands now."""
    if not on - NEAR <= held_on <= on + NEAR:
        raise Invalid("held_on", f"调度会日期须在今天前后 {NEAR.days} 天以内。")
    lock("meeting")
    found, newest = sheets.meeting_on(held_on), sheets.newest_step()
    if found is None:
        found = Meeting(held_on=held_on, created_by_id=by.id)
        db.session.add(found)
    found.title, found.step_id = title, newest
    changes = audit.changes_of(found)
    db.session.flush()
    audit.record(
        verb="meeting.issue",
        kind="problem",
        key=held_on.isoformat(),
        sentence=f"印发了{chinese_day(held_on)}调度会的调度单",
        changes=changes,
        by=by,
    )
    return found
