"""Where every figure of a report comes from: the annex of its text, the workbook of its records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

from assist.lib.days import chinese_day
from assist.lib.docx import Grid, Side
from assist.lib.figures import Figure, Record, display_with_unit
from assist.lib.periods import Period
from assist.lib.sheets import Column, Sheet, write_workbook
from assist.reports.catalogue import BY_LABEL
from assist.reports.queries.figures import closed_kind, value_of
from assist.reports.rules.chapters import Chapter
from assist.reports.rules.provenance import Told, told

TITLE = "数据来源表"


def sources(chapters: Sequence[Chapter], period: Period) -> list[Told]:
    """The figures that the chapters tell."""
    return list(told(chapters, period, BY_LABEL))


def annex(chapters: Sequence[Chapter], period: Period) -> Grid:
    """附件: each figure with its words, value, period, cut-off, number of records, definition."""
    found = sources(chapters, period)
    first = {one.figure.key: place for place, one in reversed(list(enumerate(found, 1)))}
    behind = _records_behind(found)
    rows = [
        [
            str(place),
            one.figure.label,
            one.words,
            display_with_unit(value_of(one.figure, one.period), one.figure),
            _when(one.period),
            str(len(behind[one.figure.key, one.period])),
            one.figure.definition
            if first[one.figure.key] == place
            else f"同第{first[one.figure.key]}号",
        ]
        for place, one in enumerate(found, 1)
    ]
    return Grid(
        "",
        ["序号", "指标", "文中表述", "台账数值", "期间", "记录", "口径"],
        rows,
        widths=(10, 25, 22, 21, 25, 11, 42),
        sides=(Side.CENTRE, *(Side.LEFT,) * 4, Side.RIGHT, Side.LEFT),
        note="台账数据截至期间的最后一天，另有注明的除外；“记录”为指标所计的台账记录条数。",
        small=True,
    )


def _when(period: Period) -> str:
    """The period, with the cut-off where it is not the period's last day."""
    cut = f"（截至{chinese_day(period.cut_off)}）" if period.cut_off != period.end else ""
    return period.label + cut


def _records_behind(found: Sequence[Told]) -> dict[tuple[str, Period], list[Record]]:
    """The very records that each of them counts, listed once."""
    listed: dict[tuple[str, Period], list[Record]] = {}
    for one in found:
        key = (one.figure.key, one.period)
        if key not in listed:
            listed[key] = one.figure.records(one.period)
    return listed


def records_workbook(chapters: Sequence[Chapter], period: Period) -> bytes:
    """Two sheets: the figures that the text tells, and every record behind each of them."""
    found = sources(chapters, period)
    counted = {(one.figure.key, one.period): one for one in found}
    behind = _records_behind(found)
    figures = [
        (
            one.chapter,
            one.figure.label,
            one.words,
            display_with_unit(value_of(one.figure, one.period), one.figure),
            one.period.label,
            one.period.cut_off,
            len(behind[one.figure.key, one.period]),
            one.figure.definition,
        )
        for one in found
    ]
    records = (
        (one.figure.label, one.period.label, number, label)
        for key, one in counted.items()
        for number, label in _listed(one.figure, behind[key])
    )
    stream = BytesIO()
    write_workbook(stream, [Sheet(TITLE, _FIGURES, figures), Sheet("记录", _RECORDS, records)])
    return stream.getvalue()


def _listed(figure: Figure, records: Sequence[Record]) -> Iterator[tuple[str, str]]:
    """Number and words of each record; petitions only as a count, since the file goes on."""
    if closed_kind(figure.key) and records:
        yield "", f"信访件{len(records)}件，只在信访台账中查看"
        return
    yield from ((record.number, record.label) for record in records)


_FIGURES = (
    Column("章节", 28),
    Column("指标", 22),
    Column("文中表述", 20),
    Column("台账数值", 20),
    Column("期间", 18),
    Column("截至", kind="day"),
    Column("记录数", kind="number"),
    Column("口径", 60),
)
_RECORDS = (Column("指标", 22), Column("期间", 18), Column("编号", 24), Column("内容", 60))
