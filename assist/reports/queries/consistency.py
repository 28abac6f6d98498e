"""勾稽 of a text against the ledgers as they are now."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assist.audit.queries import remembered
from assist.lib.figures import Figure
from assist.lib.periods import Period
from assist.reports.catalogue import BY_KEY, BY_LABEL
from assist.reports.queries.charts import CHARTS
from assist.reports.queries.figures import value_of
from assist.reports.queries.tables import TABLES
from assist.reports.rules import consistency as rules
from assist.reports.rules.chapters import Chapter, ReportKind
from assist.reports.rules.consistency import Fault
from assist.settings import current

__all__ = ["Fault", "faults"]


def faults(
    chapters: Sequence[Chapter],
    kind: ReportKind,
    period: Period,
    *,
    proved: Collection[str] = (),
    title: str = "",
    signer: str = "",
) -> list[Fault]:
    """Every fault; `proved` are the claims that have an attachment."""
    settings = current()
    return rules.faults(
        rules.Checked(
            chapters=chapters,
            kind=kind,
            period=period,
            bureau=settings.bureau_name,
            by_label=BY_LABEL,
            by_key=BY_KEY,
            value_of=value_of,
            counted=_counted,
            tables=TABLES,
            charts=CHARTS,
            proved=proved,
            secret=settings.secrecy_words,
            title=title,
            signer=signer,
        )
    )


def _counted(figure: Figure, period: Period) -> int:
    """How many records a figure has, counted once as long as nothing is written."""
    return remembered(("records", figure.key, period), lambda: len(figure.records(period)))
