"""The leaders' one screen: what is overdue, what waits, what changed; decided in place."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from assist.dashboard import actions, queries
from assist.dashboard.queries import View
from assist.dashboard.views.base import Links, asked_view, blueprint
from assist.lib.errors import Invalid
from assist.problems import queries as problems
from assist.problems.forms import BY_SLUG, FORMS, ActForm
from assist.problems.states import Act
from assist.web import uploads
from assist.web.access import Permission as P
from assist.web.access import allow
from assist.web.clock import today
from assist.web.render import go, page, safe_next


@dataclass(frozen=True)
class Unfinished:
    """A decision that could not be taken as it was sent: it is shown again as it was typed."""

    number: str
    act: Act
    form: ActForm


@blueprint.get("/dashboard")
@allow(P.DASHBOARD_READ)
def index() -> Response:
    """What is overdue, what waits for the reader, and how the year stands."""
    return _leading(asked_view(), None)


def _leading(view: View, unfinished: Unfinished | None) -> Response:
    counts = queries.counts(view)
    overdue, waiting = queries.rows(view)
    may_instruct = current_user.may(P.PROBLEM_INSTRUCT)
    return page(
        "dashboard/index.html",
        status=422 if unfinished else 200,
        view=view,
        links=Links.of(view),
        counts=counts,
        overdue=overdue,
        waiting=waiting,
        parts=queries.parts(view),
        since=queries.since_looked(view),
        may_instruct=may_instruct,
        may_call=may_instruct or view.assigns,
        instructions=queries.instructions(view) if may_instruct or view.assigns else None,
        due=queries.due(view),
        unfinished=unfinished,
        opened=request.args.get("open", ""),
        A=Act,
        back=url_for(".index", scope="own" if view.own else "all"),
    )


@blueprint.post("/dashboard/decide/<number>/<act>")
@allow(P.PROBLEM_INSTRUCT, P.PROBLEM_ASSIGN, P.PROBLEM_CLOSE_BUREAU)
@uploads.files_first
def decide(number: str, act: str) -> Response:
    """Decide in place; what is missing is said on the same page."""
    chosen, on = BY_SLUG.get(act), today()
    if chosen is None or chosen not in actions.DECIDED:
        raise NotFound
    if not any(map(current_user.may, actions.DOORS[chosen])):
        raise Forbidden
    problem = problems.get_visible(current_user, number, on)
    actions.check(by=current_user, on=on, problem=problem, act=chosen)
    form = FORMS[chosen]()
    form.adapt(problem, current_user)
    if form.validate_on_submit():
        try:
            actions.decide(by=current_user, on=on, problem=problem, act=chosen, form=form)
        except Invalid as error:
            form.take(error)
        else:
            flash(f"{problem.number} 已{chosen.label}。")
            return go(safe_next(request.form.get("back"), url_for(".index")))
    return _leading(asked_view(), Unfinished(number, chosen, form))


@blueprint.post("/dashboard/looked")
@allow(P.DASHBOARD_READ)
def looked() -> Response:
    """标为已看: up to what the page showed; what came since stays new."""
    text = request.form.get("newest", "")
    newest = int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
    actions.look(by=current_user, newest=newest)
    flash("已标为已看，之后的变化会列在这里。")
    return go(safe_next(request.form.get("back"), url_for(".index")))


@blueprint.post("/dashboard/call")
@allow(P.PROBLEM_INSTRUCT, P.PROBLEM_HANDLE_ON_BEHALF)
def call() -> Response:
    """The numbers of whoever has a problem now, for one call: logged, and on no other page."""
    number = request.form.get("number", "")
    if not number:
        return go(url_for(".index"))
    problem = problems.get_visible(current_user, number, today())
    people = queries.holders(problem, today())
    actions.reveal_call(by=current_user, problem=problem, people=len(people))
    back = safe_next(request.form.get("back"), url_for(".index"))
    return page("dashboard/call.html", problem=problem, people=people, back=back)


@blueprint.get("/dashboard/changes")
@allow(P.DASHBOARD_READ)
def changes() -> Response:
    """Everything that others did since the reader looked."""
    view = asked_view()
    return page(
        "dashboard/changes.html",
        view=view,
        since=queries.since_looked(view),
        page=queries.lines(view, queries.mark_of(current_user)),
    )


@blueprint.get("/dashboard/instructions")
@allow(P.PROBLEM_INSTRUCT, P.PROBLEM_HANDLE_ON_BEHALF)
def instructions() -> Response:
    """The reader's 批示, answered or not; the office follows everybody's."""
    view = queries.view_of(current_user, today(), "all")
    return page("dashboard/instructions.html", view=view, page=queries.every_instruction(view))
