"""Tasks: set, amended, reported on, carried to a new year."""

from __future__ import annotations

from datetime import date

from assist import audit
from assist.accounts.models import User
from assist.db import db, lock
from assist.lib.errors import Refused
from assist.planning.models import Task, TaskState
from assist.planning.queries import tasks as queries
from assist.planning.rules.tasks import TaskFacts, check_facts, checked_percent, next_years


def create(*, by: User, on: date, facts: TaskFacts) -> Task:
    """Set a task."""
    check_facts(facts)
    task = Task(created_by_id=by.id, state=TaskState.WAITING, percent=0, **vars(facts))
    db.session.add(task)
    changes = audit.changes_of(task)
    db.session.flush()
    _record(by, task, "task.create", f"安排了{task.year}年任务“{task.title}”", changes)
    return task


def amend(*, by: User, on: date, task: Task, facts: TaskFacts) -> None:
    """Change what is asked; nothing is noted where nothing changes."""
    check_facts(facts)
    for key, value in vars(facts).items():
        setattr(task, key, value)
    changes = audit.changes_of(task)
    if changes:
        db.session.flush()
        _record(by, task, "task.amend", f"修改了任务“{task.title}”", changes)


def report(
    *, by: User, on: date, task: Task, state: TaskState, percent: int | None, note: str
) -> None:
    """Say how the task goes on; only its owner or whoever plans."""
    if not queries.may_report(by, task):
        raise Refused("只有责任人和负责计划的人员可以更新进度。")
    task.percent = checked_percent(state, percent, note)
    task.state, task.note = state, note
    if state is not TaskState.DONE:
        task.done_on = None
    elif task.done_on is None:
        task.done_on = on
    changes = audit.changes_of(task)
    if changes:
        db.session.flush()
        words = f"更新任务“{task.title}”进度：{state.label}，{task.percent}%"
        _record(by, task, "task.report", words, changes)


def carry_over(*, by: User, on: date, year: int) -> list[Task]:
    """Go on with what a year left open: a fresh task of the next year for each, once."""
    lock("tasks carried over")
    left = queries.left_over(year)
    if not left:
        raise Refused(f"{year}年没有未完成、未结转的任务。")
    carried = [
        Task(
            year=year + 1,
            title=task.title,
            detail=task.detail,
            owner_id=task.owner_id,
            due_on=next_years(task.due_on),
            state=TaskState.WAITING,
            percent=0,
            note="",
            carried_from_id=task.id,
            created_by_id=by.id,
        )
        for task in left
    ]
    db.session.add_all(carried)
    db.session.flush()
    for task in carried:
        words = f"将{year}年未完成的任务“{task.title}”结转到{year + 1}年"
        _record(by, task, "task.carry", words, [])
    return carried


def _record(by: User, task: Task, verb: str, words: str, changes: list[audit.Change]) -> None:
    audit.record(verb=verb, kind="task", key=str(task.id), sentence=words, changes=changes, by=by)
