"""The 营商环境法治评估指标体系: scores of a period, the trend, one indicator."""

from __future__ import annotations

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist.audit.queries import history_of
from assist.lib.errors import Invalid, Refused
from assist.lib.periods import Period, offered
from assist.planning.actions import indicators as actions
from assist.planning.forms import IndicatorForm, ValueForm
from assist.planning.models import Indicator
from assist.planning.queries import indicators as queries
from assist.planning.queries.tasks import plans
from assist.planning.rules.indicators import run_of, scored_period, shown
from assist.planning.views.base import READ, WRITE, blueprint, own_work, parts
from assist.web import transaction
from assist.web.access import allow
from assist.web.clock import today
from assist.web.errors import Conflict
from assist.web.render import go, page


def _asked(text: str | None) -> Period:
    """The period of an address or a form, this year where it names none that can be scored."""
    try:
        return scored_period(text or "", today())
    except ValueError:
        return scored_period(str(today().year), today())


Bar = tuple[str, int, str, str]


def _bar(period: Period, score: int | None, href: str) -> Bar:
    """A period of the trend, for the chart."""
    label = period.slug.replace("Q", "年") + ("季" if "Q" in period.slug else "年")
    return label, score or 0, href, "未评分" if score is None else f"{shown(score)}分"


@blueprint.get("/planning/indicators")
@allow(READ)
def indicators() -> Response:
    """Every indicator with what it scored in a period, the total, the trend."""
    period = _asked(request.args.get("period"))
    lines, run = queries.lines(period), run_of(period)
    scores = {slug: total.score for slug, total in queries.totals(run).items()}
    trend = [_bar(p, scores.get(p.slug), url_for(".indicators", period=p.slug)) for p in run]
    return page(
        "planning/indicators.html",
        parts=parts("indicators"),
        period=period,
        offered=offered(today()),
        lines=lines,
        total=queries.total_of(lines),
        trend=trend,
        sources=dict(queries.figures_offered()),
        shown=shown,
        may_plan=plans(current_user),
    )


@blueprint.post("/planning/indicators/score")
@allow(WRITE)
def score() -> Response:
    """Work the scores of a period out anew."""
    own_work()
    try:
        period = scored_period(request.form.get("period", ""), today())
    except ValueError as error:
        raise Refused(f"{str(error).rstrip('。')}。") from None
    scored = actions.score_period(by=current_user, on=today(), period=period)
    flash(f"已计算{period.label}的得分，共 {scored} 项指标。")
    return go(url_for("planning.indicators", period=period.slug))


@blueprint.route("/planning/indicators/new", methods=["GET", "POST"])
@allow(WRITE)
def new_indicator() -> Response:
    """Take an indicator into the system."""
    own_work()
    form = _form()
    if form.validate_on_submit():
        try:
            made = actions.create(by=current_user, on=today(), facts=form.facts)
        except Invalid as error:
            form.take(error)
        else:
            flash("指标已建立。")
            return go(url_for("planning.indicator", indicator_id=made.id))
    return _form_page(form, None)


def _form(row: Indicator | None = None) -> IndicatorForm:
    form = IndicatorForm.of(row) if row is not None else IndicatorForm()
    form.offer(queries.figures_offered())
    return form


def _form_page(form: IndicatorForm, row: Indicator | None) -> Response:
    status = 422 if request.method == "POST" else 200
    return page(
        "planning/indicator_form.html",
        form=form,
        indicator=row,
        areas=queries.areas(),
        status=status,
    )


@blueprint.route("/planning/indicators/<int:indicator_id>/edit", methods=["GET", "POST"])
@allow(WRITE)
def edit_indicator(indicator_id: int) -> Response:
    """Change an indicator, unless somebody else just has."""
    own_work()
    row = queries.get(indicator_id)
    form = _form(row if request.method == "GET" else None)
    if form.validate_on_submit():
        if form.version.number() != row.version:
            raise _conflict(row, form)
        try:
            actions.amend(by=current_user, on=today(), indicator=row, facts=form.facts)
        except Invalid as error:
            transaction.abandon()
            form.take(error)
        else:
            flash("指标已保存，原有得分不变，需要时请重新计算。")
            return go(url_for("planning.indicator", indicator_id=indicator_id))
    return _form_page(form, row)


def _conflict(row: Indicator, form: IndicatorForm) -> Conflict:
    pairs = zip(_form(row).words, form.words, strict=True)
    fields = [(theirs[0], theirs[1], mine[1]) for theirs, mine in pairs]
    back = url_for("planning.edit_indicator", indicator_id=row.id)
    return Conflict("指标已被他人修改", fields, back)


@blueprint.get("/planning/indicators/<int:indicator_id>")
@allow(READ)
def indicator(indicator_id: int) -> Response:
    """One indicator: how it is scored, its trend, its value of a period."""
    return _indicator_page(queries.get(indicator_id), ValueForm(formdata=None))


def _indicator_page(row: Indicator, form: ValueForm, status: int = 200) -> Response:
    period = _asked(request.values.get("period"))
    run = run_of(period)
    known = {one.period: one for one in queries.scores_of(row.id, [p.slug for p in run])}
    stored = known.get(period.slug)
    if form.value.raw_data is None and stored is not None:
        form.value.data, form.evidence.data = stored.value, stored.evidence
    here = [url_for("planning.indicator", indicator_id=row.id, period=p.slug) for p in run]
    trend = [
        _bar(p, known[p.slug].score if p.slug in known else None, href)
        for p, href in zip(run, here, strict=True)
    ]
    return page(
        "planning/indicator.html",
        indicator=row,
        form=form,
        period=period,
        offered=offered(today()),
        stored=stored,
        scores=queries.scores_of(row.id),
        trend=trend,
        source=dict(queries.figures_offered()).get(row.figure, ""),
        history=history_of("indicator", str(row.id)),
        shown=shown,
        label_of=lambda slug: Period.parse(slug).label,
        may_plan=plans(current_user),
        status=status,
    )


@blueprint.post("/planning/indicators/<int:indicator_id>/value")
@allow(WRITE)
def enter_value(indicator_id: int) -> Response:
    """Give the value of a period, with evidence."""
    own_work()
    row, form = queries.get(indicator_id), ValueForm()
    if not form.validate():
        return _indicator_page(row, form, 422)
    try:
        period = scored_period(request.form.get("period", ""), today())
    except ValueError as error:
        raise Refused(f"{str(error).rstrip('。')}。") from None
    actions.enter_value(
        by=current_user,
        on=today(),
        indicator=row,
        period=period,
        value=form.value.data,
        evidence=form.evidence.data or "",
    )
    flash("实际值已保存，得分已计算。")
    return go(url_for("planning.indicator", indicator_id=row.id, period=period.slug))
