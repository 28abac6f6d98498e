"""What a report is made of: its kind, its chapters, and whose work each chapter is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assist.accounts.duties import Duty
from assist.lib.enums import Labelled


class ReportKind(Labelled):
    """What is reported, and how often."""

    YEARLY = "yearly", "年度报告"
    QUARTERLY = "quarterly", "季度简报"


@dataclass(frozen=True)
class Chapter:
    """A chapter; `key` never changes, `title` is empty for the lead, `text` carries marks."""

    key: str
    title: str
    text: str


#: Whose chapter it is, for specialists; what stands under no key belongs to the office alone.
DUTY_OF: Mapping[str, frozenset[Duty]] = {
    "organisation": frozenset({Duty.MEETINGS, Duty.DOCUMENTS}),
    "study": frozenset({Duty.MEETINGS}),
    "enforcement": frozenset({Duty.INSPECTIONS, Duty.POWER, Duty.PLANS, Duty.DRILLS}),
    "service": frozenset({Duty.ARREARS, Duty.EVENTS, Duty.OUTREACH, Duty.DISCLOSURES}),
    "disputes": frozenset({Duty.PETITIONS}),
    "next_year": frozenset({Duty.PLANNING}),
    "work": frozenset({Duty.EVENTS}),
    "arrears": frozenset({Duty.ARREARS}),
    "outreach": frozenset({Duty.OUTREACH}),
    "next_quarter": frozenset({Duty.PLANNING}),
}
