"""The pages of 一类事."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist.lib.errors import Invalid
from assist.problems import actions, queries
from assist.problems.actions.matters import may_reply
from assist.problems.forms import GatherForm, MatterForm, MembersForm, ReplyToAllForm
from assist.problems.models import Matter, Problem
from assist.problems.views.base import blueprint
from assist.web import transaction
from assist.web.access import Permission as P
from assist.web.access import allow
from assist.web.clock import today
from assist.web.errors import Conflict
from assist.web.paging import PAGE_SIZE
from assist.web.render import go, page

#: How many problems are put into one at once.
MOST = 200


@blueprint.get("/problems/matters")
@allow(P.PROBLEM_READ)
def matters() -> Response:
    """All of them; `n` are problems ticked on the board, which are to go into one."""
    picked = request.args.getlist("n")[:PAGE_SIZE]
    return _list(GatherForm(formdata=None, data={"numbers": picked}), picked)


@blueprint.post("/problems/matters")
@allow(P.PROBLEM_ASSIGN)
def gather() -> Response:
    """Begin one."""
    form = GatherForm()
    if form.validate():
        try:
            problems = _members(form.numbers.data)
            made = actions.gather(by=current_user, on=today(), **_said(form))
            actions.join(by=current_user, matter=made, problems=problems)
        except Invalid as error:
            form.take(error)
        else:
            flash(f"已登记一类事 {made.number}，归入 {len(problems)} 件。")
            return go(url_for(".matter", number=made.number))
    transaction.abandon()
    return _list(form, status=422)


def _list(form: GatherForm, picked: Sequence[str] = (), status: int = 200) -> Response:
    found = queries.matters(current_user, today())
    return page("problems/matters.html", status=status, matters=found, form=form, picked=picked)


def _members(numbers: Sequence[str] | None) -> list[Problem]:
    """The problems of these numbers; one that the reader may not open is as absent as none."""
    wanted = list(dict.fromkeys(numbers or ()))[:MOST]
    problems = queries.visible_of(current_user, wanted, today())
    missing = [one for one in wanted if one not in {p.number for p in problems}]
    if missing:
        raise Invalid("numbers", f"没有编号为“{'、'.join(missing)[:60]}”的问题。")
    return problems


@blueprint.get("/problems/matters/<number>")
@allow(P.PROBLEM_READ)
def matter(number: str) -> Response:
    """One: its owner, its text, its problems."""
    return _page(queries.matter_of(current_user, number, today()))


@blueprint.post("/problems/matters/<number>")
@allow(P.PROBLEM_ASSIGN)
def describe(number: str) -> Response:
    """Change what it says."""
    found, form = queries.matter_of(current_user, number, today()), MatterForm()
    if not form.validate():
        transaction.abandon()
        return _page(queries.matter_of(current_user, number, today()), 422, describing=form)
    if form.version.number() != found.version:
        raise _conflict(found, form)
    actions.describe(by=current_user, matter=found, **_said(form))
    flash("已修改。")
    return go(url_for(".matter", number=number))


@blueprint.post("/problems/matters/<number>/join")
@allow(P.PROBLEM_ASSIGN)
def join(number: str) -> Response:
    """Put problems in."""
    on, form = today(), MembersForm()
    found = queries.matter_of(current_user, number, on)
    if form.validate():
        try:
            problems = _members(form.numbers.data)
            actions.join(by=current_user, matter=found, problems=problems)
            flash(f"已归入 {len(problems)} 件。")
            return go(url_for(".matter", number=number))
        except Invalid as error:
            form.take(error)
    transaction.abandon()
    return _page(queries.matter_of(current_user, number, on), 422, joining=form)


@blueprint.post("/problems/matters/<number>/split/<member>")
@allow(P.PROBLEM_ASSIGN)
def split(number: str, member: str) -> Response:
    """Take one out."""
    on = today()
    found = queries.matter_of(current_user, number, on)
    problem = queries.get_visible(current_user, member, on)
    actions.split(by=current_user, matter=found, problem=problem)
    flash(f"已拆出 {member}。")
    return go(url_for(".matter", number=number))


@blueprint.post("/problems/matters/<number>/reply")
@allow(P.PROBLEM_HANDLE, P.PROBLEM_ASSIGN)
def reply_to_all(number: str) -> Response:
    """Write the text that answers all."""
    on, form = today(), ReplyToAllForm()
    found = queries.matter_of(current_user, number, on)
    if not form.validate():
        return _page(found, 422, replying=form)
    actions.reply_to_all(by=current_user, on=on, matter=found, reply=form.reply.data or "")
    flash("已保存统一答复，各件反馈时会自动带入。")
    return go(url_for(".matter", number=number))


def _conflict(found: Matter, form: MatterForm) -> Conflict:
    fields = [
        (form.title.label.text, found.title, form.title.data or ""),
        (form.cause.label.text, found.cause, form.cause.data or ""),
        (
            form.unit.label.text,
            found.unit.name if found.unit else "",
            form.unit.data.name if form.unit.data else "",
        ),
    ]
    return Conflict("一类事已被他人修改", fields, url_for(".matter", number=found.number))


def _said(form: MatterForm) -> dict[str, Any]:
    return {
        "title": form.title.data or "",
        "cause": form.cause.data or "",
        "unit": form.unit.data,
    }


def _page(found: Matter, status: int = 200, **forms: Any) -> Response:
    return page(
        "problems/matter.html",
        status=status,
        matter=found,
        lines=queries.members(found, current_user, today()),
        may_change=current_user.may(P.PROBLEM_ASSIGN),
        may_reply=may_reply(current_user, found),
        describing=forms.get("describing") or MatterForm(formdata=None, obj=found),
        joining=forms.get("joining")
        or MembersForm(formdata=None, data={"numbers": request.args.getlist("n")}),
        replying=forms.get("replying") or ReplyToAllForm(formdata=None, obj=found),
    )
