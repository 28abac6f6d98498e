"""The marks in a report's text: which words are a figure, a claim to be proved, a table, a gap.

A text is plain lines, one paragraph a line, so that it can be edited anywhere and printed anywhere.
A mark stands in it as 〖words｜name〗 or 〖words｜name｜period〗: the words are what is printed,
the name is a figure's label, and the period is there only where it is not the report's own.
Where the name is a ledger's, the words are of one record: 〖13个工作日｜问题台账｜WT-0011〗, or
they are its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from assist.lib.enums import Labelled

OPEN, BAR, CLOSE = "〖", "｜", "〗"
_MARK = re.compile(r"〖([^〖〗｜\n]*)｜([^〖〗｜\n]+)(?:｜([^〖〗｜\n]+))?〗")
#: A lone bracket is what is left of a mark that somebody cut through while editing.
_LOOSE = re.compile("[〖〗]")


class MarkKind(Labelled):
    """What stands behind marked words."""

    FIGURE = "figure", "指标"
    PROOF = "proof", "需人工佐证"
    BLANK = "blank", "待填写"
    RECORD = "record", "台账记录"
    TABLE = "table", "表"
    CHART = "chart", "图"


#: Names that are no figure's: the words are a claim without a ledger, or still to be written.
_BY_NAME = {kind.label: kind for kind in (MarkKind.PROOF, MarkKind.BLANK)}
#: Names of ledgers, and where their records are.
LEDGERS = {"问题台账": "/problems/", "清欠台账": "/arrears/"}
#: Words that are no words: the mark stands for a table or a picture, on a line of its own.
_BY_WORDS = {kind.label: kind for kind in (MarkKind.TABLE, MarkKind.CHART)}


@dataclass(frozen=True)
class Mark:
    """Words of a text and what stands behind them; `period` is a slug, empty for the report's, or
    a record's number, empty where it is the words."""

    words: str
    name: str
    period: str = ""

    @property
    def kind(self) -> MarkKind:
        """A figure unless words or name say otherwise."""
        if self.name in LEDGERS:
            return MarkKind.RECORD
        return _BY_NAME.get(self.name) or _BY_WORDS.get(self.words) or MarkKind.FIGURE

    @property
    def record(self) -> str:
        """Where the record is; nowhere for what is not of one."""
        if self.name not in LEDGERS:
            return ""
        return LEDGERS[self.name] + quote(self.period or self.words, safe="")

    def __str__(self) -> str:
        parts = (self.words, self.name, self.period) if self.period else (self.words, self.name)
        return OPEN + BAR.join(parts) + CLOSE


def pieces(text: str) -> Iterator[str | Mark]:
    """The text as plain words and marks, in order; empty words are left out."""
    at = 0
    for found in _MARK.finditer(text):
        if found.start() > at:
            yield text[at : found.start()]
        yield Mark(found[1], found[2], found[3] or "")
        at = found.end()
    if at < len(text):
        yield text[at:]


def marks(text: str) -> list[Mark]:
    """Every mark of the text, in order."""
    return [piece for piece in pieces(text) if isinstance(piece, Mark)]


def printed(text: str) -> Iterator[tuple[str, Mark | None]]:
    """The words as they are printed, each with its mark; tables and pictures have none."""
    for piece in pieces(text):
        if isinstance(piece, str):
            yield piece, None
        elif piece.kind not in (MarkKind.TABLE, MarkKind.CHART):
            yield piece.words, piece


def plain(text: str) -> str:
    """The words as they are printed."""
    return "".join(words for words, _ in printed(text))


def loose(text: str) -> bool:
    """Whether a mark has been cut through, so that a bracket of it would be printed."""
    return any(_LOOSE.search(piece) for piece in pieces(text) if isinstance(piece, str))
