"""Two cut-offs of one period side by side, with the records that came and went between them."""

from __future__ import annotations

from flask import Response, request
from flask_login import current_user

from assist.lib.periods import Period, offered
from assist.reports.queries import comparing
from assist.reports.rules.cutoffs import CutOffs
from assist.reports.views.base import blueprint
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.render import page


@blueprint.get("/reports/cut-offs")
@allow(Permission.FIGURE_READ)
def cut_offs() -> Response:
    """Every figure of a period as it stood on two days; one of them opened to its records."""
    wrong = ""
    try:
        asked = CutOffs.of(request.args, today())
    except ValueError as error:
        asked, wrong = CutOffs.of({}, today()), str(error)
    lines = [] if wrong else comparing.lines(asked)
    key = request.args.get("figure", "")
    opened = comparing.opened(key, asked, current_user) if not wrong else None
    return page(
        "reports/cut_offs.html",
        asked=asked,
        wrong=wrong,
        typed=request.args,
        offered=offered(today()),
        groups=lines,
        all=request.args.get("all") == "1",
        opened=opened,
        period=Period.parse(asked.period.slug),
        status=422 if wrong else 200,
    )
