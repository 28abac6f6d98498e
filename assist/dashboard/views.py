"""The leaders' page; it reads and links, what is written goes to the problems' own addresses."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, request, url_for
from flask_login import current_user

from assist.dashboard import queries
from assist.dashboard.queries import View
from assist.lib.periods import Period
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.render import page

blueprint = Blueprint("dashboard", __name__)

P = Permission


@dataclass(frozen=True)
class Links:
    """Lists that show what a number of this view counts."""

    view: View

    def _own(self) -> str | None:
        return "1" if self.view.own else None

    def board(self, tab: str, **filters: str | int | None) -> str:
        """The board at a tab, narrowed as the page is."""
        return url_for("problems.index", tab=tab, own=self._own(), **filters)  # type: ignore[arg-type]

    def of_year(self, **filters: str | int | None) -> str:
        """What was registered this year, whatever became of it."""
        return self.board("all", year=self.view.on.year, **filters)

    def problem(self, number: str) -> str:
        """One problem."""
        return url_for("problems.show", number=number)

    def figure(self, key: str, month: int | None = None) -> str:
        """A figure's records of this year, or of a month of it, as they stand today."""
        period = self.view.year
        if month is not None:
            period = period.months()[month - 1]
        return self._figure(key, period)

    def _figure(self, key: str, period: Period) -> str:
        as_of = self.view.on.isoformat()
        return url_for("reports.figure", key=key, period=period.slug, as_of=as_of, own=self._own())

    def enterprises(self, paired: str | None = None) -> str:
        """This year's key enterprises."""
        year = self.view.on.year
        return url_for("enterprises.index", year=year, paired=paired, own=self._own())


@blueprint.get("/dashboard")
@allow(P.DASHBOARD_READ)
def index() -> Response:
    """What is overdue, what waits for the reader, and how the year stands."""
    view = queries.view_of(current_user, today(), request.args.get("scope", ""))
    counts = queries.counts(view)
    overdue, waiting = queries.rows(view)
    may_instruct = current_user.may(P.PROBLEM_INSTRUCT) or view.assigns
    return page(
        "dashboard/index.html",
        view=view,
        links=Links(view),
        counts=counts,
        overdue=overdue,
        waiting=waiting,
        parts=queries.parts(view),
        may_instruct=may_instruct,
        instructions=queries.instructions(view) if may_instruct else None,
        due=queries.due(view),
    )


@blueprint.get("/dashboard/instructions")
@allow(P.PROBLEM_INSTRUCT, P.PROBLEM_HANDLE_ON_BEHALF)
def instructions() -> Response:
    """The reader's 批示, answered or not; the office follows everybody's."""
    view = queries.view_of(current_user, today(), "all")
    return page("dashboard/instructions.html", view=view, page=queries.every_instruction(view))
