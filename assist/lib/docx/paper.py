"""A document in the making: title, headings, paragraphs, tables, pictures, signature."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from struct import unpack
from xml.sax.saxutils import escape, quoteattr

from assist.lib.days import chinese_day
from assist.lib.docx import styles
from assist.lib.docx.grids import table_of
from assist.lib.docx.package import blank, packed
from assist.lib.docx.parts import Grid, Picture, Words
from assist.lib.docx.styles import CHARACTER, Face, properties_of

#: So many characters of 22 pt fit one line of the title.
TITLE_LINE = 20
#: The date of a sealed document stands four characters in from the right.
DATE_IN = 4
#: Word measures pictures in units of which a millimetre has so many.
EMU = 36000
BREAK = '<w:r><w:br w:type="page"/></w:r>'
#: A picture in its line, as large as it says.
_INLINE = (
    '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
    '<wp:extent cx="{wide}" cy="{tall}"/><wp:docPr id="{place}" name="图{place}" descr={alt}/>'
    "<wp:cNvGraphicFramePr>"
    '<a:graphicFrameLocks xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'noChangeAspect="1"/></wp:cNvGraphicFramePr>'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
    '<pic:nvPicPr><pic:cNvPr id="{place}" name="{place}.png"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="rIdPicture{place}"/><a:stretch><a:fillRect/></a:stretch>'
    '</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{wide}" cy="{tall}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
    "</a:graphic></wp:inline></w:drawing></w:r>"
)


def printable(text: str) -> str:
    """Without the control characters, which XML does not know and nobody sees."""
    if text.isprintable():
        return text
    return "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cs", "Cn"})


@dataclass
class _Paragraph:
    """A paragraph that is not written yet: what follows may still have to stay with it."""

    style: str
    runs: str
    keep: bool = False
    new_page: bool = False
    #: Where it stands, as the standard's XML.
    placed: str = ""

    def __str__(self) -> str:
        keep = "<w:keepNext/>" if self.keep else ""
        new_page = "<w:pageBreakBefore/>" if self.new_page else ""
        return (
            f'<w:p><w:pPr><w:pStyle w:val="{self.style}"/>{keep}{new_page}{self.placed}</w:pPr>'
            f"{self.runs}</w:p>"
        )


class Paper:
    """A4 pages of 22 lines with 28 characters each."""

    def __init__(self, title: str, author: str, day: date) -> None:
        """`title`, `author` and `day` are what a file manager shows."""
        self._title, self._author, self._day = printable(title), printable(author), day
        self._ids = blank().styles
        self._parts: list[_Paragraph | str] = []
        self._pictures: list[bytes] = []
        self._tables = 0
        self._last: _Paragraph | None = None

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
        self._parts.append(table_of(grid, face, printable))
        note = f"注：{grid.note}" if grid.note else ""
        self._add("List", [(note, styles.SMALL_CELL)])
        self._last = None

    def picture(self, picture: Picture) -> None:
        """A picture over its number and title, described for who cannot see it."""
        self._pictures.append(picture.png)
        place = len(self._pictures)
        paragraph = self._add("Caption", [], keep=True)
        pixels_wide, pixels_tall = unpack(">II", picture.png[16:24])
        wide = picture.millimetres * EMU
        paragraph.runs = _INLINE.format(
            place=place,
            wide=wide,
            tall=wide * pixels_tall // pixels_wide,
            alt=quoteattr(printable(picture.alt)),
        )
        self._add("Caption", [(f"图{place}　{picture.title}", styles.CAPTION)])
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
        self._add("Normal", [(label, styles.LEVEL_1)], keep=True).new_page = True
        self._add("Normal", [], keep=True)
        for line in title_lines(printable(title)):
            self._add("Title", [(line, styles.TITLE)], keep=True)
        self._add("Normal", [], keep=True)

    def page_break(self) -> None:
        """What follows begins on a new page."""
        self._add("Normal", []).runs = BREAK

    def to_bytes(self) -> bytes:
        """The file, equal for equal contents."""
        body = "".join(str(part) for part in self._parts)
        named = {"title": self._title, "author": self._author}
        return packed(body, self._pictures, day=self._day, **named)

    def _add(self, style: str, runs: Iterable[tuple[str, Face]], keep: bool = False) -> _Paragraph:
        made = "".join(
            f'<w:r>{properties_of(face)}<w:t xml:space="preserve">{escape(shown)}</w:t></w:r>'
            for words, face in runs
            if (shown := printable(words))
        )
        paragraph = _Paragraph(self._ids[style], made, keep)
        self._parts.append(paragraph)
        return paragraph

    def _right(self, words: str, inside: float, keep: bool) -> None:
        twips, hundredths = int(inside * CHARACTER), int(inside * 100)
        self._add(
            "Normal", [(words, styles.BODY)], keep=keep
        ).placed = f'<w:ind w:rightChars="{hundredths}" w:right="{twips}"/><w:jc w:val="right"/>'

    def _keep_last(self) -> None:
        """The last lines of the body go over the page together with what must follow them."""
        if self._last is not None:
            self._last.keep = True


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
