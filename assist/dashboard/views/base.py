"""The blueprint, and where the numbers of the leaders' pages lead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from flask import Blueprint, request, url_for
from flask_login import current_user

from assist.dashboard import queries
from assist.dashboard.queries import View
from assist.problems.states import Act
from assist.web.addresses import with_query
from assist.web.clock import today

blueprint = Blueprint("dashboard", __name__)

#: The address of many forms, put together: to ask the router for each costs more than the form.
DECIDE = "/dashboard/decide/"


def asked_view() -> View:
    """Whose problems the address asks for: the reader's own, or the district's."""
    return queries.view_of(current_user, today(), request.values.get("scope", ""))


@dataclass(frozen=True)
class Links:
    """Lists that show what a number of this view counts."""

    view: View
    #: The pages that are linked, each looked up once.
    board_page: str
    figure_page: str
    enterprises_page: str
    #: This year and each of its months, as addresses name them.
    periods: Sequence[str]

    @classmethod
    def of(cls, view: View) -> Links:
        """The links of a view."""
        year = view.year
        return cls(
            view,
            board_page=url_for("problems.index"),
            figure_page=url_for("reports.figures"),
            enterprises_page=url_for("enterprises.index"),
            periods=[one.slug for one in (year, *year.months())],
        )

    def _own(self) -> str | None:
        return "1" if self.view.own else None

    def board(self, tab: str, **filters: str | int | None) -> str:
        """The board at a tab, narrowed as the page is."""
        return with_query(self.board_page, tab=tab, own=self._own(), **filters)

    def of_year(self, **filters: str | int | None) -> str:
        """What was registered this year, whatever became of it."""
        return self.board("all", year=self.view.on.year, **filters)

    def problem(self, number: str) -> str:
        """One problem."""
        return f"{self.board_page}/{quote(number)}"

    def decide(self, number: str, act: Act) -> str:
        """Where a decision about it is sent."""
        return f"{DECIDE}{quote(number)}/{act.slug}"

    def figure(self, key: str, month: int | None = None) -> str:
        """A figure's records of this year, or of a month of it, as they stand today."""
        period, as_of = self.periods[month or 0], self.view.on.isoformat()
        path = f"{self.figure_page}/{key}"
        return with_query(path, period=period, as_of=as_of, own=self._own())

    def enterprises(self, paired: str | None = None) -> str:
        """This year's key enterprises."""
        year = self.view.on.year
        return with_query(self.enterprises_page, year=year, paired=paired, own=self._own())
