"""Tables: thin lines, a heading row on every page, words left and numbers right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from xml.sax.saxutils import escape

from assist.lib.docx.parts import Grid, Side
from assist.lib.docx.styles import HEI, Face, properties_of

#: The type area, in twentieths of a point.
WIDTH = 8844
#: Tables of so few rows stand whole on one page; of longer ones no last row stands alone.
TOGETHER = 15
#: The style of a cell's paragraph.
CELL_STYLE = "List"
_JC = {Side.LEFT: "left", Side.CENTRE: "center", Side.RIGHT: "right"}
_EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def table_of(grid: Grid, face: Face, printable: Callable[[str], str]) -> str:
    """The table as one piece of XML: put together part by part it would take seconds."""
    widths = _widths(grid)
    edges = "".join(f'<w:{edge} w:val="single" w:sz="4" w:color="000000"/>' for edge in _EDGES)
    columns = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in widths)
    sides = [grid.side(column) for column in range(len(widths))]
    centred = [Side.CENTRE] * len(widths)
    rows = [_row(grid.headings, Face(HEI, face.size), centred, widths, printable, head=True)]
    left = len(grid.rows)
    for at, row in enumerate(grid.rows, 1):
        keep = at < left <= TOGETHER or at == left - 1
        rows.append(_row(row, face, sides, widths, printable, keep=keep))
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{WIDTH}" w:type="dxa"/>'
        f'<w:jc w:val="center"/><w:tblBorders>{edges}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{columns}</w:tblGrid>'
        f"{''.join(rows)}</w:tbl>"
    )


def _widths(grid: Grid) -> list[int]:
    shares = list(grid.widths) or [2, *([1] * (len(grid.headings) - 1))]
    total = sum(shares)
    return [WIDTH * share // total for share in shares]


def _row(
    words: Sequence[str],
    face: Face,
    sides: Sequence[Side],
    widths: Sequence[int],
    printable: Callable[[str], str],
    head: bool = False,
    keep: bool = False,
) -> str:
    run = properties_of(face)
    next_to = "<w:keepNext/>" if head or keep else ""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{wide}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{CELL_STYLE}"/>{next_to}<w:jc w:val="{_JC[side]}"/></w:pPr>'
        f'<w:r>{run}<w:t xml:space="preserve">{escape(printable(text))}</w:t></w:r></w:p></w:tc>'
        for text, side, wide in zip(words, sides, widths, strict=True)
    )
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{cells}</w:tr>"
