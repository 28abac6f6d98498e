"""勾稽 of a text against the ledgers as they are now."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence

from assist.audit.queries import remembered
from assist.lib.figures import Figure
from assist.lib.periods import Period
from assist.reports.catalogue import BY_KEY, BY_LABEL
from assist.reports.queries import checking
from assist.reports.queries.charts import CHARTS
from assist.reports.queries.figures import value_of
from assist.reports.queries.tables import TABLES
from assist.reports.rules import consistency as rules
from assist.reports.rules.chapters import Chapter, ReportKind
from assist.reports.rules.consistency import Fault
from assist.reports.rules.marks import printed
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
        ),
        _unmarked(chapters, period),
    )


def _unmarked(chapters: Sequence[Chapter], period: Period) -> Iterator[Fault]:
    """Numbers that were typed without a mark and that a ledger knows otherwise."""
    text, marked, starts = "", [], []
    for chapter in chapters:
        text += f"{chapter.title}\n"
        starts.append(len(text))
        for words, mark in printed(chapter.text):
            marked += [range(len(text), len(text) + len(words))] if mark else []
            text += words
        text += "\n"
    for one in checking.check(text, period):
        place = range(one.number.start, one.number.end)
        known = any(place.start < other.stop and other.start < place.stop for other in marked)
        if one.verdict is not checking.Verdict.DIFFERS or known:
            continue
        chapter = chapters[max(0, bisect_right(starts, place.start) - 1)]
        yield Fault(
            chapter.key,
            _sentence(text, place),
            one.number.text,
            f"“{one.label}”文中为{one.number.text}，台账为{one.shown}。",
            f"核对台账；以台账为准的，改为{one.shown}；确为其他口径的不必改。",
            stops=False,
        )


def _sentence(text: str, place: range) -> str:
    start = max(text.rfind(sign, 0, place.start) for sign in "。；\n") + 1
    ends = [at for sign in "。；\n" if (at := text.find(sign, place.stop)) >= 0]
    return text[start : min(ends, default=len(text)) + 1].strip()


def _counted(figure: Figure, period: Period) -> int:
    """How many records a figure has, counted once as long as nothing is written."""
    return remembered(("records", figure.key, period), lambda: len(figure.records(period)))
