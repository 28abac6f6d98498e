"""A report as a Word file in GB/T 9704 layout: text, tables, pictures, annex, signature."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from assist.lib.docx import Grid, Picture, Words, new_paper
from assist.lib.periods import Period
from assist.reports.queries.charts import chart_of, png_of
from assist.reports.queries.provenance import TITLE, records_workbook
from assist.reports.queries.provenance import annex as annex_of
from assist.reports.queries.tables import table_of
from assist.reports.rules.chapters import Chapter
from assist.reports.rules.charts import Chart
from assist.reports.rules.marks import Mark, MarkKind, pieces

if TYPE_CHECKING:
    from assist.lib.docx.paper import Paper

__all__ = ["records_workbook", "word"]

#: （一） and what follows it up to the first full stop.
_LEAD = re.compile(r"（[一二三四五六七八九十]+）[^。]*。?")
NO_FONT = "本机没有可用的中文字体，未能绘图，以表代替。"


def word(
    *,
    title: str,
    chapters: Sequence[Chapter],
    period: Period,
    signer: str,
    day: date,
    annex: bool = False,
) -> bytes:
    """The file; the same input and ledgers give the same bytes."""
    paper = new_paper(title, signer, day)
    paper.title(title)
    for chapter in chapters:
        if chapter.title:
            paper.heading(chapter.title)
        for line in chapter.text.split("\n"):
            _line(paper, line.strip(), period)
    if annex:
        paper.enclosures([TITLE])
    paper.signature(signer, day)
    if annex:
        paper.enclosure("附件", TITLE)
        paper.grid(annex_of(chapters, period))
    return paper.to_bytes()


def _line(paper: Paper, line: str, period: Period) -> None:
    """A table, a picture, or a paragraph with the heading that runs into it."""
    parts = list(pieces(line))
    drawn = [part for part in parts if isinstance(part, Mark) and part.kind in DRAWN]
    for part in drawn:
        DRAWN[part.kind](paper, part.name, period)
    words = [_words(part) for part in parts if part not in drawn]
    text = "".join(one.text for one in words)
    if not text.strip():
        return
    lead = _LEAD.match(text)
    if lead is None:
        paper.paragraph(words)
    elif lead[0] == text:
        paper.subheading(text)
    else:
        paper.paragraph(_behind(words, len(lead[0])), lead[0])


def _words(part: str | Mark) -> Words:
    """Words as they are printed; what is still to be written stands out."""
    if isinstance(part, str):
        return Words(part)
    return Words(part.words, marked=part.kind is MarkKind.BLANK)


def _behind(words: Sequence[Words], length: int) -> list[Words]:
    """The words behind the first `length` characters."""
    rest = []
    for one in words:
        rest.append(Words(one.text[length:], one.marked))
        length = max(0, length - len(one.text))
    return [one for one in rest if one.text]


def _table(paper: Paper, name: str, period: Period) -> None:
    grid = table_of(name, period)
    if grid is not None:
        paper.grid(grid)


def _chart(paper: Paper, name: str, period: Period) -> None:
    chart = chart_of(name, period)
    if chart is None or chart.empty:
        return
    png = png_of(chart)
    if png is None:
        paper.grid(_as_grid(chart))
    else:
        paper.picture(Picture(chart.title, png, chart.words, chart.shape.millimetres))


def _as_grid(chart: Chart) -> Grid:
    headings, rows = chart.table
    return Grid(chart.title, headings, rows, note=NO_FONT)


DRAWN = {MarkKind.TABLE: _table, MarkKind.CHART: _chart}
