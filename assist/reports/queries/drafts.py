"""The draft of a report: chapters whose text carries its figures as marks."""

from __future__ import annotations

from assist.lib.periods import Period
from assist.reports.queries.facts import facts_of, names
from assist.reports.rules import quarterly, yearly
from assist.reports.rules.chapters import Chapter, ReportKind


def draft(kind: ReportKind, period: Period, *, approximate: bool = False) -> list[Chapter]:
    """Draw the report from the ledgers; `approximate` writes 百余次 where the rule allows it."""
    told = kind is ReportKind.QUARTERLY
    facts = facts_of(period, approximate=approximate, with_cases=told)
    return quarterly.chapters(facts) if told else yearly.chapters(facts)


def title_of(kind: ReportKind, period: Period) -> str:
    """The report's title, with the bureau's whole name."""
    title = yearly.title if kind is ReportKind.YEARLY else quarterly.title
    return title(names(), period)
