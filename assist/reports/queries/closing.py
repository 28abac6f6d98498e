"""Whether the report of a day is frozen: then what it counted is changed no more."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from assist.db import rows
from assist.lib.periods import Period
from assist.reports.models import Report
from assist.reports.rules.states import ReportState

#: A text of an earlier year that is only kept to be read froze nothing.
LOOSE = (ReportState.DRAFTING, ReportState.ARCHIVED)
FROZEN = select(Report.period, Report.title).where(Report.state.not_in(LOOSE)).order_by(Report.id)


def why_closed(day: date) -> str | None:
    """Why a record of that day stands as it is, in words; None where no report froze it."""
    for period, title in rows(FROZEN):
        if Period.parse(period).contains(day):
            return f"《{title}》已经封账，这一天的走访不能再修改；确需更正请联系送解优办。"
    return None
