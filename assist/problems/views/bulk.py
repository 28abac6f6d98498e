"""One act on many problems: choose on the board, fill in one form, read what became of each."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import request, url_for
from flask_login import current_user
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from assist.problems import actions, queries
from assist.problems.actions.many import ACTS, Result
from assist.problems.forms import BULK
from assist.problems.models import Problem
from assist.problems.rules import BY_PERMISSION
from assist.problems.states import Act
from assist.problems.views.base import blueprint
from assist.web.access import Permission as P
from assist.web.access import allow
from assist.web.clock import today
from assist.web.paging import PAGE_SIZE
from assist.web.render import page


@blueprint.get("/problems/many")
@allow(P.PROBLEM_ASSIGN, P.PROBLEM_URGE)
def many_form() -> Response:
    """The problems that were ticked, and the form of the act."""
    act = _act(request.args.get("act", ""))
    chosen = _chosen(request.args.getlist("n"))
    form = BULK[act](formdata=None)
    form.for_many()
    unfit = actions.unfit(act=act, problems=chosen, on=today())
    return _page(act, chosen, form, ticked={one.number for one in chosen} - unfit, unfit=unfit)


@blueprint.post("/problems/many")
@allow(P.PROBLEM_ASSIGN, P.PROBLEM_URGE)
def do_many() -> Response:
    """Do it on each; what is refused says why, the others are done."""
    act, ticked = _act(request.form.get("act", "")), set(request.form.getlist("n"))
    listed = _chosen([*request.form.getlist("of"), *ticked])
    chosen = [problem for problem in listed if problem.number in ticked]
    form = BULK[act]()
    form.for_many()
    if not (form.validate() and chosen):
        unfit = actions.unfit(act=act, problems=listed, on=today())
        return _page(act, listed, form, ticked=ticked, unfit=unfit, status=422)
    done = actions.do_each(by=current_user, on=today(), act=act, problems=chosen, **form.for_each())
    return _page(act, [], None, done=done)


def _act(slug: str) -> Act:
    """The act of that name; without a name the first that is the reader's."""
    own = [act for act in ACTS if current_user.may(BY_PERMISSION[act])]
    found = next((act for act in ACTS if act.slug == slug), None if slug else own[0])
    if found is None:
        raise NotFound
    if not current_user.may(BY_PERMISSION[found]):
        raise Forbidden
    return found


def _chosen(numbers: list[str]) -> list[Problem]:
    """Those of the numbers that the reader may open, each once."""
    wanted = list(dict.fromkeys(numbers))[:PAGE_SIZE]
    return queries.visible_of(current_user, wanted, today())


def _page(
    act: Act,
    chosen: list[Problem],
    form: Any,
    *,
    ticked: Collection[str] = (),
    unfit: Collection[str] = (),
    done: list[Result] | None = None,
    status: int = 200,
) -> Response:
    return page(
        "problems/many.html",
        status=status,
        act=act,
        chosen=chosen,
        ticked=ticked,
        unfit=unfit,
        form=form,
        done=done,
        back=url_for(".index"),
    )
