"""What has to be set right in a written report before it leaves the house."""

from __future__ import annotations

from assist.reports.models import Report
from assist.reports.queries.proofs import proved
from assist.reports.queries.reports import as_chapters
from assist.reports.rules.wholeness import Lack, lacks


def faults_of(report: Report) -> list[Lack]:
    """The faults of its text, in its order."""
    return list(lacks(as_chapters(report.chapters), proved(report)))
