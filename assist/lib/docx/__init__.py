"""Official documents in the layout of GB/T 9704-2012, written as .docx files."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from assist.lib.docx.parts import Drawings, Grid, Picture, Side, Words

if TYPE_CHECKING:
    from assist.lib.docx.paper import Paper

__all__ = ["Drawings", "Grid", "Picture", "Side", "Words", "new_paper"]


def new_paper(title: str, author: str, day: date) -> Paper:
    """An empty A4 document; its properties name the title, the author and the day."""
    # python-docx takes 0.3 s to load, which requests and commands without a document need not pay.
    from assist.lib.docx.paper import Paper

    return Paper(title, author, day)
