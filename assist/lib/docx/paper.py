"""A document in the making: title, headings, paragraphs, tables, pictures, signature."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Emu, Mm

from assist.lib.days import chinese_day
from assist.lib.docx import styles
from assist.lib.docx.grids import table_of
from assist.lib.docx.package import packed, set_properties
from assist.lib.docx.pages import set_page
from assist.lib.docx.parts import Grid, Picture, Words
from assist.lib.docx.styles import CHARACTER, Face

#: So many characters of 22 pt fit one line of the title.
TITLE_LINE = 20
#: The date of a sealed document stands four characters in from the right.
DATE_IN = 4


def printable(text: str) -> str:
    """Without the control characters, which XML does not know and nobody sees."""
    return "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cs", "Cn"})


class Paper:
    """A4 pages of 22 lines with 28 characters each."""

    def __init__(self, title: str, author: str, day: date) -> None:
        """Lay out the page; `title`, `author` and `day` are what a file manager shows."""
        self._document: Any = Document()
        styles.set_styles(self._document)
        set_page(self._document)
        set_properties(self._document, printable(title), printable(author), day)
        self._body = self._document.element.body
        self._ids = {style.name: style.style_id for style in self._document.styles}
        self._tables = self._pictures = 0
        self._last: Any = None

    def title(self, text: str) -> None:
        """The title, in lines that break where one would breathe, and an empty line under it."""
        for line in title_lines(printable(text)):
            self._add("Title", [(line, styles.TITLE)], keep=True)
        self._add("Normal", [], keep=True)

    def heading(self, text: str) -> None:
        """一、 in 黑体."""
        self._add("Heading 1", [(text, styles.LEVEL_1)])

    def subheading(self, text: str) -> None:
        """（一） in 楷体, on a line of its own."""
        self._add("Heading 2", [(text, styles.LEVEL_2)])

    def paragraph(self, words: Sequence[Words], lead: str = "") -> None:
        """A paragraph of the body; `lead` is a heading run into it, in 楷体."""
        runs = [(one.text, styles.OPEN if one.marked else styles.BODY) for one in words]
        self._last = self._add("Body Text", [(lead, styles.LEVEL_2), *runs])

    def grid(self, grid: Grid) -> None:
        """A table under its number and title, its note below."""
        if grid.title:
            self._tables += 1
            words = f"表{self._tables}　{grid.title}"
            self._add("Caption", [(words, styles.CAPTION)], keep=True)
        face = styles.SMALL_CELL if grid.small else styles.CELL
        self._body.insert_element_before(table_of(grid, face, printable), "w:sectPr")
        note = f"注：{grid.note}" if grid.note else ""
        self._add("List", [(note, styles.SMALL_CELL)])
        self._last = None

    def picture(self, picture: Picture) -> None:
        """A picture over its number and title, described for who cannot see it."""
        self._pictures += 1
        paragraph = self._add("Caption", [], keep=True)
        shape = paragraph.add_run().add_picture(BytesIO(picture.png))
        wide = Mm(picture.millimetres)
        shape.width, shape.height = wide, Emu(int(shape.height * wide / shape.width))
        shown = shape._inline.docPr
        shown.set("name", f"图{self._pictures}")
        shown.set("descr", printable(picture.alt))
        self._add("Caption", [(f"图{self._pictures}　{picture.title}", styles.CAPTION)])
        self._last = None

    def enclosures(self, names: Iterable[str]) -> None:
        """附件：, one line below the body, which names what follows the signature."""
        self._keep_last()
        self._add("Normal", [], keep=True)
        names = list(names)
        for place, name in enumerate(names, 1):
            start = "附件：" if place == 1 else "　　　"
            words = f"{start}{place}.{name}" if len(names) > 1 else f"附件：{name}"
            self._last = self._add("Body Text", [(words, styles.BODY)], keep=True)

    def signature(self, signer: str, day: date) -> None:
        """Who signs and when, on the right and never on a page of their own."""
        self._keep_last()
        words = chinese_day(day)
        wide = sum(1.0 if ord(c) > 0x7F else 0.5 for c in words)
        centre = DATE_IN + wide / 2
        inside = max(0.0, centre - len(signer) / 2)
        for _ in range(2):
            self._add("Normal", [], keep=True)
        self._right(signer, inside, keep=True)
        self._right(words, DATE_IN, keep=False)

    def enclosure(self, label: str, title: str) -> None:
        """A new page: its label on the left, and below it a title."""
        paragraph = self._add("Normal", [(label, styles.LEVEL_1)], keep=True)
        paragraph.paragraph_format.page_break_before = True
        self._add("Normal", [], keep=True)
        for line in title_lines(printable(title)):
            self._add("Title", [(line, styles.TITLE)], keep=True)
        self._add("Normal", [], keep=True)

    def page_break(self) -> None:
        """What follows begins on a new page."""
        self._add("Normal", []).add_run().add_break(WD_BREAK.PAGE)

    def to_bytes(self) -> bytes:
        """The file, equal for equal contents."""
        return packed(self._document)

    def _add(self, style: str, runs: Iterable[tuple[str, Face]], keep: bool = False) -> Any:
        paragraph = self._document.add_paragraph()
        paragraph._p.style = self._ids[style]  # by its id: looking each up by name takes 2 ms
        for words, face in runs:
            if shown := printable(words):
                run = paragraph.add_run(shown)
                run._r.insert(0, styles.run_properties(face))
        if keep:
            paragraph.paragraph_format.keep_with_next = True
        return paragraph

    def _right(self, words: str, inside: float, keep: bool) -> None:
        paragraph = self._add("Normal", [(words, styles.BODY)], keep=keep)
        twips, hundredths = int(inside * CHARACTER), int(inside * 100)
        properties = paragraph._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:ind {nsdecls("w")} w:rightChars="{hundredths}" w:right="{twips}"/>')
        )
        properties.append(parse_xml(f'<w:jc {nsdecls("w")} w:val="right"/>'))

    def _keep_last(self) -> None:
        """The last lines of the body go over the page together with what must follow them."""
        if self._last is not None:
            self._last.paragraph_format.keep_with_next = True


def title_lines(title: str) -> list[str]:
    """One line where it fits, else breaks where one would breathe, else lines of like length."""
    parts = [part for part in re.split("(?=关于|“|（)", title) if part]
    lines = [""]
    for part in parts:
        if len(lines[-1]) + len(part) > TITLE_LINE:
            lines.append("")
        lines[-1] += part
    return [line for long in lines for line in _halved(long) if line]


def _halved(line: str) -> list[str]:
    count = -(-len(line) // TITLE_LINE) or 1
    size = -(-len(line) // count)
    return [line[start : start + size] for start in range(0, len(line), size or 1)]
