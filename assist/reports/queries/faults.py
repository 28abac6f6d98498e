"""What has to be set right in a written report before it is frozen."""

from __future__ import annotations

from assist.reports.models import Report
from assist.reports.queries import consistency
from assist.reports.queries.proofs import proved
from assist.reports.queries.reports import as_chapters
from assist.reports.rules.consistency import Fault
from assist.settings import current


def faults_of(report: Report) -> list[Fault]:
    """The faults of its text against the ledgers as they are now, in the order of the text but what
    stops the freezing before all else."""
    found = consistency.faults(
        as_chapters(report.chapters),
        report.kind,
        report.days,
        proved=proved(report),
        title=report.title,
        signer=current().bureau_name,
    )
    return sorted(found, key=lambda one: not one.stops)
