"""One problem's page, its files, and one address for every act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from assist.lib.errors import Invalid, Refused
from assist.problems import actions, queries, rules
from assist.problems.forms import BY_SLUG, FORMS, ActForm, PapersForm
from assist.problems.models import Problem
from assist.problems.queries.shown import Shown, shown
from assist.problems.standing import behalf_of, stand
from assist.problems.states import Act
from assist.problems.views.base import blueprint
from assist.settings import current
from assist.web import uploads
from assist.web.access import Permission as P
from assist.web.access import allow
from assist.web.clock import today
from assist.web.paging import page_number
from assist.web.render import go, page

#: What each act calls; its form gives the arguments.
CALLS: Mapping[Act, Callable[..., Problem]] = {
    Act.SOLVE_ON_SPOT: actions.solve_on_spot,
    Act.ASSIGN: actions.assign,
    Act.DISPUTE: actions.dispute,
    Act.SIGN: actions.sign,
    Act.MEASURE: actions.measure,
    Act.CO_ANSWER: actions.co_answer,
    Act.ASK_EXTENSION: actions.ask_extension,
    Act.DECIDE_EXTENSION: actions.decide_extension,
    Act.ANSWER: actions.answer,
    Act.RETURN_FOR_REWORK: actions.return_for_rework,
    Act.CALL_BACK: actions.call_back,
    Act.DECIDE_CALL_BACK: actions.decide_call_back,
    Act.PARK: actions.park,
    Act.RESUME: actions.resume,
    Act.CLOSE: actions.close,
    Act.REJECT: actions.reject,
    Act.DIVERT: actions.divert,
    Act.WITHDRAW: actions.withdraw,
    Act.REOPEN: actions.reopen,
    Act.ESCALATE: actions.escalate,
    Act.PRESENT: actions.present,
    Act.INSTRUCT: actions.instruct,
    Act.URGE: actions.urge,
    Act.REPLY: actions.reply,
    Act.ASK_BACK: actions.ask_back,
    Act.SUPPLEMENT: actions.supplement,
}

#: Which roles may do an act at all: to others its address is 403; whose it is, the rules decide.
DOORS: Mapping[Act, frozenset[P]] = {act: frozenset(ps) for act, ps in rules.OPENS.items()}


@blueprint.get("/problems/<number>")
@allow(P.PROBLEM_READ)
def show(number: str) -> Response:
    """One problem, and with `?act=` the form of an act that the reader may do now."""
    problem = stand(queries.get_visible(current_user, number, today()), today())
    case = shown(problem, current_user, today(), page_number())
    act = BY_SLUG.get(request.args.get("act", ""))
    form = None
    if act is not None and act in case.acts:
        form = FORMS[act](formdata=None)
        form.adapt(problem, current_user)
        form.prepare(problem)
    return _case_page(case, act if form else None, form)


def _case_page(case: Shown, act: Act | None, form: ActForm | None, status: int = 200) -> Response:
    return page(
        "problems/show.html",
        fragment="problems/_act.html" if act else None,
        status=status,
        case=case,
        problem=case.problem,
        act=act,
        form=form,
        behalf=behalf_of(act, case.problem, current_user),
        accept=uploads.ACCEPT,
    )


@blueprint.post("/problems/<number>/<act>")
@allow(P.PROBLEM_READ)
@uploads.files_first
def do(number: str, act: str) -> Response:
    """Do an act: the one address of each is its name."""
    chosen = _admitted(act)
    on = today()
    problem = queries.get_visible(current_user, number, on)
    if chosen is not Act.RESUME:
        actions.return_if_due(problem=problem, on=on)
    case, who = queries.case_of(problem), queries.who_of(current_user, problem, on)
    if reason := rules.reason_against(chosen, case, who, on, current()):
        raise Refused(reason)
    form = FORMS[chosen]()
    form.adapt(problem, current_user)
    if form.validate_on_submit():
        try:
            CALLS[chosen](by=current_user, on=on, problem=problem, **form.arguments(problem))
            actions.attach(by=current_user, problem=problem, papers=form.papers)
        except Invalid as error:
            form.take(error)
        else:
            flash(f"{problem.number} 已{chosen.label}。")
            return go(_after(problem, on))
    return _case_page(shown(problem, current_user, on, 1), chosen, form, 422)


def _admitted(slug: str) -> Act:
    """The act of that address, which one of the reader's roles may do at all."""
    act = BY_SLUG.get(slug)
    if act is None:
        raise NotFound
    if not any(current_user.may(permission) for permission in DOORS[act]):
        raise Forbidden
    return act


def _after(problem: Problem, on: date) -> str:
    """Back to the problem, or to the board where the act has taken it out of the reader's hands."""
    if queries.is_visible(current_user, problem, on):
        return url_for(".show", number=problem.number)
    return url_for(".index")


@blueprint.post("/problems/<number>/files")
@allow(P.PROBLEM_READ)
@uploads.files_first
def add_files(number: str) -> Response:
    """Add files to a step that was taken before."""
    on, form = today(), PapersForm()
    problem = queries.get_visible(current_user, number, on)
    if form.validate_on_submit():
        papers = form.files.papers
        try:
            step = queries.step_of(problem, form.step.data or "")
            actions.attach_later(by=current_user, problem=problem, step=step, papers=papers)
        except Invalid as error:
            form.take(error)
        else:
            flash("附件已补上。")
            return go(url_for(".show", number=number) + "#steps")
    case = shown(stand(problem, on), current_user, on, 1)
    return page(
        "problems/show.html", status=422, case=case, problem=problem, form=None, adding=form,
        accept=uploads.ACCEPT,
    )  # fmt: skip


@blueprint.get("/problems/<number>/files/<int:file_id>")
@allow(P.PROBLEM_READ)
def file(number: str, file_id: int) -> Response:
    """A file of one of the steps, to keep."""
    problem = queries.get_visible(current_user, number, today())
    return uploads.give(queries.file_of(problem, file_id))


@blueprint.get("/problems/<number>/files/<int:file_id>/small")
@allow(P.PROBLEM_READ)
def thumbnail(number: str, file_id: int) -> Response:
    """The small picture of a photograph."""
    problem = queries.get_visible(current_user, number, today())
    return uploads.give_small(queries.file_of(problem, file_id))
