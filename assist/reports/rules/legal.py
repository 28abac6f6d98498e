"""The days on which the law wants a report handed in and published, and how they stand; pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assist.lib.days import chinese_day
from assist.lib.deadlines import Light, clock_text, light
from assist.lib.periods import Period
from assist.lib.workdays import WorkCalendar
from assist.planning.rules.duties import PUBLICATION, YEARLY, YEARLY_WARNING, Yearly
from assist.reports.models import Recipient
from assist.reports.rules.chapters import ReportKind

#: The word under which the calendar of duties knows the handing in.
SUBMISSION = "report"
_BY_WORD: Mapping[str, Yearly] = {duty.word: duty for duty in YEARLY}
#: To whom a yearly report is owed; a copy is a courtesy.
OWED_TO = (Recipient.LOCAL, Recipient.SUPERIOR)


@dataclass(frozen=True)
class Deadline:
    """A legal day of a report: what is owed until then, and whether it is done."""

    word: str
    name: str
    due: date
    done_on: date | None
    #: What is still missing, in words.
    left: str = ""

    @property
    def duty_key(self) -> str:
        """The key under which the calendar of duties has it."""
        return f"{self.word}-{self.due.year}"

    @property
    def late(self) -> bool:
        """Whether it was done after its day."""
        return self.done_on is not None and self.done_on > self.due

    def light(self, on: date, calendar: WorkCalendar) -> Light:
        """Its light on a day; what is done has none."""
        if self.done_on:
            return Light.NONE
        return light(self.due, on, calendar, amber_days=YEARLY_WARNING)

    def clock(self, on: date, calendar: WorkCalendar) -> str:
        """How many days are left, or when it was done, in words."""
        if self.done_on:
            return f"{chinese_day(self.done_on)}完成{'，超期' if self.late else ''}"
        return clock_text(self.due, on, calendar)


def handed_in_on(submitted: Mapping[Recipient, date]) -> date | None:
    """The day on which the last of those to whom it is owed got it."""
    days = [submitted.get(one) for one in OWED_TO]
    return None if None in days else max(day for day in days if day)


def deadlines(
    kind: ReportKind,
    period: Period,
    submitted: Mapping[Recipient, date],
    published_on: date | None,
) -> list[Deadline]:
    """The legal days of a report; a 简报 has none."""
    if kind is not ReportKind.YEARLY:
        return []
    year = period.year + 1
    missing = [one.label for one in OWED_TO if one not in submitted]
    return [
        Deadline(
            SUBMISSION, "报送", _due(SUBMISSION, year), handed_in_on(submitted),
            f"还要报送{'和'.join(missing)}" if missing else "",
        ),
        Deadline(PUBLICATION, "向社会公开", _due(PUBLICATION, year), published_on),
    ]  # fmt: skip


def _due(word: str, year: int) -> date:
    duty = _BY_WORD[word]
    return date(year, duty.month, duty.day)
