"""What a document is made of besides paragraphs: tables and pictures."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assist.lib.enums import Labelled


class Side(Labelled):
    """Where the words of a column stand."""

    LEFT = "left", "靠左"
    CENTRE = "centre", "居中"
    RIGHT = "right", "靠右"


@dataclass(frozen=True)
class Words:
    """Words of a paragraph; marked ones stand out until somebody has written them."""

    text: str
    marked: bool = False


@dataclass(frozen=True)
class Grid:
    """A table: one heading a column, rows of words, how wide each column is against the others."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int] = ()
    sides: Sequence[Side] = ()
    note: str = ""
    #: Many columns, or many words, are written smaller.
    small: bool = False
    #: Where a page leads from the cell of a row and a column; paper leads nowhere.
    links: Mapping[tuple[int, int], str] = field(default_factory=dict)

    def links_of(self, other: Grid) -> dict[tuple[int, int], str]:
        """The links for another table with this one's rows, found by their first words."""
        rows = {row[0]: at for at, row in enumerate(self.rows)}
        return {
            (at, column): self.links[rows[row[0]], column]
            for at, row in enumerate(other.rows)
            for column in range(len(row))
            if row[0] in rows and (rows[row[0]], column) in self.links
        }

    def side(self, column: int) -> Side:
        """Words stand left and numbers right, unless the table says otherwise."""
        if self.sides:
            return self.sides[column]
        return Side.LEFT if column == 0 else Side.RIGHT


@dataclass(frozen=True)
class Picture:
    """A picture as PNG, with the words under it and those for who cannot see it."""

    title: str
    png: bytes
    alt: str
    millimetres: int = 150

    @property
    def address(self) -> str:
        """The picture as the address that a page shows, without a request of its own."""
        return f"data:image/png;base64,{b64encode(self.png).decode()}"


#: Title by title what was printed in a document.
Drawings = Mapping[str, Grid | Picture]
