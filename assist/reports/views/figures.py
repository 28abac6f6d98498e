"""Figures: all of a period with their definitions, and the very records behind each."""

from __future__ import annotations

from dataclasses import replace

from flask import Response, abort, request
from flask_login import current_user
from markupsafe import Markup

from assist import audit
from assist.audit.queries import remembered
from assist.lib.figures import Figure, Record
from assist.lib.periods import Period, offered
from assist.lib.sheets import Column, Sheet
from assist.reports import queries
from assist.reports.catalogue import BY_KEY
from assist.reports.queries.freezing import entered_since
from assist.reports.rules import SHOWN, Asked, comparable, shows, year_ago
from assist.reports.views.base import blueprint
from assist.web import transaction
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.files import wants_workbook, workbook
from assist.web.paging import page_href
from assist.web.render import page, part


def _asked() -> tuple[Asked, Period, str]:
    """What the address asks for, this year where it names no period, and what is wrong."""
    asked = Asked.of(request.args)
    try:
        if asked.nothing:
            asked = Asked(year=str(today().year), as_of=asked.as_of)
        return asked, asked.period(), ""
    except ValueError as error:
        return asked, Period.of_year(today().year), str(error)


@blueprint.get("/figures")
@allow(Permission.FIGURE_READ)
def figures() -> Response:
    """Every figure of a period, the period before beside it."""
    asked, period, wrong = _asked()
    return page(
        "reports/figures.html",
        asked=asked,
        period=period,
        offered=offered(today()),
        figures="" if wrong else _figures(period),
        wrong=wrong,
        status=422 if wrong else 200,
    )


def _figures(period: Period) -> Markup:
    """The figures by group; those of a period that the page offers are written once for all."""

    def written() -> Markup:
        before, ago, groups = comparable(period), year_ago(period), queries.lines(period)
        return part("reports/_figures.html", period=period, before=before, ago=ago, groups=groups)

    if period not in offered(today()):
        return written()
    return remembered(("figures page", period), written)


@blueprint.get("/reports/gaps")
@allow(Permission.FIGURE_READ)
def gaps() -> Response:
    """缺什么: figures of a period without records or unlike last year, and who owes them."""
    asked, period, wrong = _asked()
    if not asked.as_of and period.start <= today() < period.end:
        period = replace(period, as_of=today())  # like days are compared with like
    lines = [] if wrong else queries.gap_lines(period, current_user)
    show = request.args.get("show", "")
    return page(
        "reports/gaps.html",
        asked=asked,
        period=period,
        before=year_ago(period) or comparable(period),
        offered=offered(today()),
        lines=[line for line in lines if shows(show, line.gap, line.mine)],
        counts={key: sum(shows(key, line.gap, line.mine) for line in lines) for key in SHOWN},
        show=show,
        choices=SHOWN,
        wrong=wrong,
        status=422 if wrong else 200,
    )


@blueprint.get("/figures/<key>")
@allow(Permission.FIGURE_READ)
def figure(key: str) -> Response:
    """The definition of a figure or of a part of it, its value, and the records it counts."""
    part = request.args.get("part")
    found = BY_KEY.get(f"{key}（{part}）" if part else key)
    if found is None:
        abort(404)
    asked, period, wrong = _asked()
    if wrong:
        return page("reports/figure.html", figure=found, wrong=wrong, status=422)
    own = request.args.get("own") == "1"
    opened = queries.opened(found, period, current_user, today(), own)
    if wants_workbook():
        return _export(found, period, opened.records)
    return page(
        "reports/figure.html",
        figure=found,
        period=period,
        asked=asked,
        opened=opened,
        page=queries.page_of(opened.records),
        late=entered_since(found, period),
        export_href=page_href(format="xlsx"),
    )


def _export(figure: Figure, period: Period, records: list[Record]) -> Response:
    """The records as a workbook; the log keeps what left the house."""
    rows = [(record.number, record.label) for record in records]
    columns = [Column("编号", width=24), Column("内容", width=60)]
    answer, digest = workbook(
        f"{figure.label}-{period.slug}", today(), [Sheet("记录", columns, rows)]
    )
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="figure",
        key=figure.key,
        sentence=f"导出了“{figure.label}”（{period.label}）的 {len(rows)} 条记录，SHA-256 {digest}",
    )
    return answer
