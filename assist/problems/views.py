"""The board, one problem's page, and one address for every act."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, request, url_for
from flask_login import current_user
from werkzeug.exceptions import Forbidden, NotFound
from werkzeug.wrappers import Response

from assist import audit
from assist.accounts.models import User
from assist.enterprises import queries as enterprises
from assist.lib.errors import Invalid, Refused
from assist.lib.sheets import Column, Sheet
from assist.problems import actions, queries, rules
from assist.problems.forms import BY_SLUG, FORMS, ActForm, RecordForm
from assist.problems.models import Problem
from assist.problems.queries.shown import Shown, shown
from assist.problems.queries.tabs import Filters, Tab
from assist.problems.states import Act
from assist.settings import current
from assist.web import files, transaction
from assist.web.access import Permission as P
from assist.web.access import allow
from assist.web.clock import today
from assist.web.paging import page_href, page_number
from assist.web.render import go, page

blueprint = Blueprint("problems", __name__)

#: What each act calls; its form gives the arguments.
CALLS: Mapping[Act, Callable[..., Problem]] = {
    Act.SOLVE_ON_SPOT: actions.solve_on_spot,
    Act.ASSIGN: actions.assign,
    Act.DISPUTE: actions.dispute,
    Act.SIGN: actions.sign,
    Act.MEASURE: actions.measure,
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
}

#: Which roles may do an act at all: to others its address is 403; whose it is, the rules decide.
DOORS: Mapping[Act, frozenset[P]] = {
    **{act: frozenset({permission}) for act, permission in rules.BY_PERMISSION.items()},
    **{act: frozenset({P.PROBLEM_HANDLE, P.PROBLEM_HANDLE_ON_BEHALF}) for act in rules.OF_THE_UNIT},
    Act.SOLVE_ON_SPOT: frozenset({P.PROBLEM_RECORD, P.PROBLEM_RECORD_ALL}),
    Act.CALL_BACK: frozenset({P.PROBLEM_CALL_BACK, P.PROBLEM_CALL_BACK_ALL}),
    Act.CLOSE: frozenset({P.PROBLEM_CLOSE, P.PROBLEM_CLOSE_BUREAU}),
    Act.INSTRUCT: frozenset({P.PROBLEM_INSTRUCT, P.PROBLEM_HANDLE_ON_BEHALF}),
    Act.REPLY: frozenset({P.PROBLEM_HANDLE, P.PROBLEM_ASSIGN}),
}

COLUMNS = (
    Column("问题编号", 12),
    Column("企业", 30),
    Column("类别", 16),
    Column("问题", 40),
    Column("状态", 10),
    Column("持有人", 20),
    Column("主办单位", 24),
    Column("联络员", 16),
    Column("时限", 12),
    Column("到期日", 12, kind="day"),
    Column("办理层级", 10),
    Column("登记日期", 12, kind="day"),
    Column("办理结果", 12),
    Column("满意度", 10),
)


@blueprint.get("/problems")
@allow(P.PROBLEM_READ)
def index() -> Response:
    """The board."""
    on, filters = today(), Filters.of(request.args)
    if files.wants_workbook():
        return _export(filters, on)
    user = current_user._get_current_object()
    ids = queries.board_page(filters, user, on, page_number())
    return page(
        "problems/index.html",
        filters=filters,
        found=ids,
        lines=queries.board_lines(ids.rows, on),
        tabs=_tabs(filters, user, on),
        choices=queries.choices(on, filters.unit),
        export_href=page_href(format="xlsx"),
        other_sort=page_href(sort=None if filters.newest else "newest"),
        everyone=page_href(own=None),
        everywhere=page_href(tab="all") if filters.q and filters.tab is not Tab.ALL else None,
    )


def _tabs(filters: Filters, user: User, on: date) -> list[dict[str, Any]]:
    offered = queries.tabs_of(user)
    counts = queries.tab_counts(offered, user, on)
    without = page_href(tab=None, sort=None)
    more = without + ("&" if "?" in without else "?") + "tab="
    return [
        {
            "label": tab.label,
            "href": without if tab is Tab.OPEN else more + tab.value,
            "current": tab is filters.tab,
            "count": counts.get(tab),
        }
        for tab in offered
    ]


def _export(filters: Filters, on: date) -> Response:
    rows = [queries.exported(line) for line in queries.every_line(filters, current_user, on)]
    response, digest = files.workbook("问题", on, [Sheet("问题", COLUMNS, rows)])
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="problem",
        key="list",
        sentence=f"导出了问题 {len(rows)} 行，筛选 {filters.words}，SHA-256 {digest}",
        by=current_user,
    )
    return response


@blueprint.get("/problems/<number>")
@allow(P.PROBLEM_READ)
def show(number: str) -> Response:
    """One problem, and with `?act=` the form of an act that the reader may do now."""
    problem = queries.get_visible(current_user, number, today())
    case = shown(problem, current_user, today(), page_number())
    act = BY_SLUG.get(request.args.get("act", ""))
    form = None
    if act is not None and act in case.acts:
        form = FORMS[act](formdata=None)
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
    )


@blueprint.post("/problems/<number>/<act>")
@allow(P.PROBLEM_READ)
def do(number: str, act: str) -> Response:
    """Do an act: the one address of each is its name."""
    chosen = _admitted(act)
    on = today()
    problem = queries.get_visible(current_user, number, on)
    case, who = queries.case_of(problem), queries.who_of(current_user, problem, on)
    if reason := rules.reason_against(chosen, case, who, on, current()):
        raise Refused(reason)
    form = FORMS[chosen]()
    if form.validate_on_submit():
        try:
            CALLS[chosen](by=current_user, on=on, problem=problem, **form.arguments(problem))
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


@blueprint.route("/problems/new", methods=["GET", "POST"])
@allow(P.PROBLEM_RECORD, P.PROBLEM_RECORD_ALL)
def new() -> Response:
    """Register a problem without a visit."""
    form = RecordForm()
    if request.method == "GET":
        chosen = enterprises.by_code(request.args.get("enterprise", "")[:32])
        form.enterprise.data = chosen
        return _record_page(form)
    if form.validate():
        try:
            problem = actions.record(by=current_user, on=today(), **form.arguments())
        except Invalid as error:
            form.take(error)
        else:
            flash(f"{problem.number} 已登记，由送解优办交办。")
            return go(url_for(".show", number=problem.number))
    transaction.abandon()
    return _record_page(form, 422)


def _record_page(form: RecordForm, status: int = 200) -> Response:
    offered = queries.recordable(current_user, today())
    return page("problems/new.html", form=form, offered=offered, status=status)
