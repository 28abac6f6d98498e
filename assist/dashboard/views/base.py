"""The blueprint, and where the numbers of the leaders' pages lead."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, request, url_for
from flask_login import current_user

from assist.dashboard import queries
from assist.dashboard.queries import View
from assist.lib.periods import Period
from assist.web.clock import today

blueprint = Blueprint("dashboard", __name__)


def asked_view() -> View:
    """Whose problems the address asks for: the reader's own, or the district's."""
    return queries.view_of(current_user, today(), request.values.get("scope", ""))


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
