"""What a chart of a report shows, whichever way it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assist.lib.enums import Labelled

#: A point of a line or column: its height, its words, and where its records are.
Point = tuple[int, str, str]

COLOURS = ("#1557b0", "#2f8f5b", "#b7791f")


class Shape(Labelled):
    """How it is drawn, by the macro of the pages, and how wide it stands on paper."""

    millimetres: int

    def __init__(self, _code: str, _label: str, millimetres: int) -> None:
        """Keep the width at which its words are as large as those around it."""
        self.millimetres = millimetres

    BARS = "bars", "条形图", 105
    COLUMNS = "columns", "柱状图", 150
    LINES = "lines", "折线图", 150


@dataclass(frozen=True)
class Chart:
    """A picture's title, shape, series of points, and the words under or beside them."""

    title: str
    shape: Shape
    names: Sequence[str]
    series: Sequence[tuple[str, Sequence[Point | None]]]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to draw."""
        return not any(point and point[0] for _, points in self.series for point in points)

    @property
    def words(self) -> str:
        """The chart told in words, for who cannot see it."""
        told = []
        for label, points in self.series:
            each = [
                f"{name}{point[1]}"
                for name, point in zip(self.names, points, strict=True)
                if point is not None
            ]
            told.append(f"{label}：{'、'.join(each)}")
        return f"{self.title}。{'；'.join(told)}。"

    @property
    def table(self) -> tuple[list[str], list[list[str]]]:
        """The same as headings and rows, where no picture can be drawn."""
        headings = ["", *(label for label, _ in self.series)]
        rows = [
            [name, *("—" if point is None else point[1] for point in points)]
            for name, *points in zip(self.names, *(one for _, one in self.series), strict=True)
        ]
        return headings, rows
