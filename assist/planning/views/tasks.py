"""Tasks: the list, one task, setting, amending, reporting, carrying to a new year."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist import audit
from assist.audit.queries import history_of
from assist.lib.deadlines import clock_text, light
from assist.lib.errors import Invalid
from assist.lib.sheets import Column, Sheet
from assist.planning.actions import tasks as actions
from assist.planning.forms import ProgressForm, TaskForm, wanted, year_asked
from assist.planning.models import Task, TaskState
from assist.planning.queries import tasks as queries
from assist.planning.rules.duties import MONTHLY_WARNING
from assist.planning.views.base import READ, WRITE, blueprint, own_work, parts
from assist.settings import current
from assist.web import files, transaction
from assist.web.access import allow
from assist.web.clock import today
from assist.web.errors import Conflict
from assist.web.once import once
from assist.web.paging import page_href, paginate
from assist.web.render import go, page

COLUMNS = (
    Column("年度", 8, kind="number"),
    Column("任务", 40),
    Column("工作内容", 48),
    Column("责任人", 12),
    Column("责任单位", 28),
    Column("完成期限", kind="day"),
    Column("进度", 10),
    Column("完成比例（%）", kind="number"),
    Column("进展说明", 40),
    Column("完成日期", kind="day"),
)
SHOW = (("open", "未完成的"), ("overdue", "超期的"), *TaskState.choices())


def standing(state: TaskState, due_on: Any) -> tuple[str, str]:
    """Light and words of a task's due day; what is no longer open has none."""
    if not state.is_open:
        return "none", state.label
    on, workdays = today(), current().calendar
    colour = light(due_on, on, workdays, amber_days=MONTHLY_WARNING)
    return colour.value, clock_text(due_on, on, workdays)


@blueprint.get("/planning/tasks")
@allow(READ)
def tasks() -> Response:
    """The tasks, or the same list as a workbook."""
    asked = wanted(request.args)
    statement = queries.listing(current_user, today(), asked)
    if files.wants_workbook():
        return _export(statement)
    years = queries.years()
    return page(
        "planning/tasks.html",
        parts=parts("tasks"),
        page=paginate(statement, scalars=False),
        asked=asked,
        show=SHOW,
        years=years,
        standing=standing,
        may_plan=queries.plans(current_user),
        left_over=queries.left_over_count(today().year),
        export_href=page_href(format="xlsx"),
    )


def _export(statement: Any) -> Response:
    rows = [
        (
            row.year, row.title, row.detail, row.owner, row.unit, row.due_on, row.state.label,
            row.percent, row.note, row.done_on,
        )
        for row in queries.every(statement)
    ]  # fmt: skip
    answer, digest = files.workbook("计划任务", today(), [Sheet("计划任务", COLUMNS, rows)])
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="task",
        key="list",
        sentence=f"导出了计划任务 {len(rows)} 行，筛选 {files.asked()}，SHA-256 {digest}",
        by=current_user,
    )
    return answer


@blueprint.route("/planning/tasks/new", methods=["GET", "POST"])
@allow(WRITE)
@once
def new_task() -> Response:
    """Set a task; by default one of next year once December has come."""
    own_work()
    form = TaskForm()
    if request.method == "GET":
        form.year.data = today().year + (today().month == 12)
        return page("planning/task_form.html", form=form, task=None)
    if form.validate():
        try:
            made = actions.create(by=current_user, on=today(), facts=form.facts)
        except Invalid as error:
            form.take(error)
        else:
            flash("任务已安排。")
            return go(url_for("planning.task", task_id=made.id))
    return page("planning/task_form.html", form=form, task=None, status=422)


@blueprint.get("/planning/tasks/<int:task_id>")
@allow(READ)
def task(task_id: int) -> Response:
    """One task, how it stands, and its history."""
    found = queries.get(task_id)
    form = ProgressForm(formdata=None, obj=found, data={"version": str(found.version)})
    return _task_page(found, form)


def _task_page(found: Task, form: ProgressForm, status: int = 200) -> Response:
    return page(
        "planning/task.html",
        task=found,
        form=form,
        standing=standing(found.state, found.due_on),
        may_plan=queries.plans(current_user),
        may_report=queries.may_report(current_user, found),
        history=history_of("task", str(found.id)),
        status=status,
    )


@blueprint.route("/planning/tasks/<int:task_id>/edit", methods=["GET", "POST"])
@allow(WRITE)
def edit_task(task_id: int) -> Response:
    """Change what is asked, unless somebody else just has."""
    own_work()
    found = queries.get(task_id)
    if request.method == "GET":
        return page("planning/task_form.html", form=TaskForm.of(found), task=found)
    form = TaskForm()
    if form.validate():
        if form.version.number() != found.version:
            raise _conflict(found, form)
        try:
            actions.amend(by=current_user, on=today(), task=found, facts=form.facts)
        except Invalid as error:
            transaction.abandon()
            form.take(error)
        else:
            flash("任务已保存。")
            return go(url_for("planning.task", task_id=task_id))
    return page("planning/task_form.html", form=form, task=found, status=422)


def _conflict(found: Task, form: TaskForm) -> Conflict:
    labels = ("年度", "任务", "工作内容", "责任人", "完成期限")
    both = zip(labels, TaskForm.of(found).words, form.words, strict=True)
    return Conflict("任务已被他人修改", list(both), url_for("planning.task", task_id=found.id))


@blueprint.post("/planning/tasks/<int:task_id>/report")
@allow(READ)
def report_task(task_id: int) -> Response:
    """Say how it goes on."""
    found, form = queries.get(task_id), ProgressForm()
    if not form.validate():
        return _task_page(found, form, 422)
    if form.version.number() != found.version:
        raise _stale(found, form)
    try:
        actions.report(
            by=current_user,
            on=today(),
            task=found,
            state=form.state.data,
            percent=form.percent.data,
            note=form.note.data or "",
        )
    except Invalid as error:
        form.take(error)
        return _task_page(found, form, 422)
    flash("进度已更新。")
    return go(url_for("planning.task", task_id=task_id))


def _stale(found: Task, form: ProgressForm) -> Conflict:
    fields = [
        ("进度", found.state.label, form.state.data.label),
        ("完成比例（%）", str(found.percent), str(form.percent.data or 0)),
        ("进展说明", found.note, form.note.data or ""),
    ]
    return Conflict("任务已被他人修改", fields, url_for("planning.task", task_id=found.id))


@blueprint.post("/planning/tasks/carry-over")
@allow(WRITE)
def carry_over() -> Response:
    """Go on with what a year left open."""
    own_work()
    year = year_asked(request.form, today())
    carried = actions.carry_over(by=current_user, on=today(), year=year)
    flash(f"已将 {len(carried)} 项任务结转到{year + 1}年。")
    return go(url_for("planning.tasks", year=year + 1))
