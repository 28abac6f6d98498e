"""The list of visits, one visit with what may be done to it, and the cadre's home."""

from __future__ import annotations

from datetime import date
from urllib.parse import unquote

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist import audit
from assist.cadres import queries as cadres
from assist.cadres.models import reader
from assist.lib.days import parse_day
from assist.lib.errors import Invalid
from assist.lib.sheets import Column, Sheet
from assist.lib.text import clean
from assist.problems import queries as problems
from assist.settings import current
from assist.visits import actions, queries
from assist.visits.actions.photos import KIND
from assist.visits.forms import AmendForm, VoidForm
from assist.visits.models import Channel, Standing, Visit
from assist.visits.queries import Filter
from assist.visits.views.base import blueprint
from assist.web import files, transaction, uploads
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.paging import page_href, paginate_built
from assist.web.render import go, page

ALL = "all"
COLUMNS = (
    Column("走访编号", 16),
    Column("统一社会信用代码", 22),
    Column("企业名称", 30),
    Column("日期", 12, kind="day"),
    Column("方式", 10),
    Column("走访人员", 20),
    Column("企业接待人", 16),
    Column("生产经营", 10),
    Column("走访情况", 60),
    Column("状态", 8),
)


@blueprint.get("/visits/home")
@allow(Permission.VISIT_RECORD)
def home() -> Response:
    """Own enterprises, drafts, and what became of what was sent on."""
    on = today()
    became = problems.reported_by(current_user, on)
    return page(
        "visits/home.html",
        enterprises=queries.own_enterprises(current_user, on),
        drafts=queries.drafts_of(current_user),
        promises=queries.pressing_promises(current_user, on),
        stand_ins=queries.stand_ins(current_user, on, now=True),
        passings=queries.passing_on(current_user, on),
        wanting=problems.to_supplement(current_user, on),
        became=became,
        relays=queries.relays([row.number for row in became]),
        limit=current().no_contact_days,
    )


@blueprint.get("/visits")
@allow(Permission.VISIT_READ)
def index() -> Response:
    """The visits that somebody may see, narrowed and searched, or the same as a workbook."""
    wanted = _filter()
    if files.wants_workbook():
        return _exported(wanted)
    user, on = current_user._get_current_object(), today()
    rows = paginate_built(
        ("visits", wanted, *reader(user, on)),
        lambda: (queries.listed(user, on, wanted), queries.counted(user, on, wanted)),
    )
    return page(
        "visits/index.html",
        page=rows,
        wanted=wanted,
        people=queries.people_of([row.id for row in rows.rows]),
        problems=queries.problem_counts([row.number for row in rows.rows]),
        units=cadres.unit_choices(wanted.unit) if user.may(Permission.VISIT_READ_ALL) else [],
        channels=Channel,
        standing=request.args.get("standing", ""),
        export_href=page_href(format="xlsx"),
        may_record=user.may(Permission.VISIT_RECORD),
    )


def _filter() -> Filter:
    """The filters of the query string; what cannot be read is left out."""
    args = request.args
    channel, standing = args.get("channel", ""), args.get("standing", "")
    return Filter(
        words=clean(args.get("q", ""))[:100],
        mine=args.get("mine") == "1",
        unit=clean(args.get("unit", ""))[:100],
        channel=next((c for c in Channel if c.value == channel), None),
        standing=None
        if standing == ALL
        else next((s for s in Standing if s.value == standing), Standing.VALID),
        since=_day(args.get("from", "")),
        until=_day(args.get("to", "")),
    )


def _day(text: str) -> date | None:
    try:
        return parse_day(text) if text else None
    except ValueError:
        return None


def _exported(wanted: Filter) -> Response:
    rows = list(queries.exported(queries.listed(current_user, today(), wanted)))
    response, digest = files.workbook("走访", today(), [Sheet("走访", COLUMNS, rows)])
    transaction.keep_audit()
    asked = unquote(request.query_string.decode("ascii", "replace"))[:200]
    audit.record(
        verb="export",
        kind="visit",
        key="list",
        sentence=f"导出了走访 {len(rows)} 行，筛选 {asked}，SHA-256 {digest}",
        by=current_user,
    )
    return response


@blueprint.get("/visits/<number>")
@allow(Permission.VISIT_READ)
def show(number: str) -> Response:
    """One visit and what came of it."""
    return _shown(queries.get_visible(current_user, number, today()), None)


def _shown(visit: Visit, form: VoidForm | None) -> Response:
    on = today()
    return page(
        "visits/show.html",
        visit=visit,
        problems=queries.problems_from(visit, current_user),
        promises=queries.promises_of(visit, on),
        law=actions.law_words(actions.law_of(visit.outreach)),
        amendments=queries.amendments(visit.id, actions.as_it_stands(visit)),
        photos=uploads.listed(KIND, visit.number),
        amendable=not actions.why_not_amend(by=current_user, visit=visit, on=on),
        why_not_void=actions.why_not_void(by=current_user, visit=visit, on=on),
        form=form or VoidForm(formdata=None, data={"version": visit.version}),
        status=422 if form else 200,
    )


@blueprint.get("/visits/<number>/amend")
@allow(Permission.VISIT_RECORD)
def amend_form(number: str) -> Response:
    """The facts of a visit, to be changed."""
    visit = queries.get_visible(current_user, number, today())
    form = AmendForm(
        formdata=None,
        data={
            "held_on": visit.held_on,
            "channel": visit.channel,
            "people": visit.people,
            "met": visit.met,
            "operating": visit.operating,
            "summary": visit.summary,
            "nothing_new": visit.nothing_new,
            "policies": [delivery.policy for delivery in visit.deliveries],
            "outreach": actions.law_of(visit.outreach),
            "promises": queries.open_promises(visit),
            "version": visit.version,
        },
    )
    return _amending(visit, form, 200)


def _amending(visit: Visit, form: AmendForm, status: int) -> Response:
    form.people.offer(queries.people_offered(current_user, visit.enterprise_id, today()))
    form.policies.offer(queries.policies_offered(visit.held_on))
    return page(
        "visits/amend.html",
        visit=visit,
        form=form,
        reason=actions.why_not_amend(by=current_user, visit=visit, on=today()),
        status=status,
    )


@blueprint.post("/visits/<number>/amend")
@allow(Permission.VISIT_RECORD)
def amend(number: str) -> Response:
    """Change the facts; somebody else's change in between shows both texts."""
    visit = queries.get_visible(current_user, number, today())
    form = AmendForm()
    if not form.validate():
        return _amending(visit, form, 422)
    try:
        actions.amend(
            by=current_user,
            on=today(),
            visit=visit,
            version=form.version.number(),
            facts=form.facts(),
            law=form.law(request.form),
            promised=form.promised() if form.names_promises(request.form) else None,
        )
    except Invalid as error:
        form.take(error)
        return _amending(visit, form, 422)
    flash("走访记录已修改。")
    return go(url_for("visits.show", number=visit.number))


@blueprint.post("/visits/<number>/void")
@allow(Permission.VISIT_RECORD)
def void(number: str) -> Response:
    """Take the visit out of every count."""
    visit = queries.get_visible(current_user, number, today())
    form = VoidForm()
    if not form.validate():
        return _shown(visit, form)
    actions.void(
        by=current_user,
        on=today(),
        visit=visit,
        version=form.version.number(),
        reason=form.reason.data or "",
    )
    flash("走访记录已作废，不再计入统计。")
    return go(url_for("visits.show", number=visit.number))
