"""The page: A4, its margins, its grid of lines, the page number outside."""

from __future__ import annotations

from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm

from assist.lib.docx.styles import LINE, NUMBER, run_properties

#: Top, bottom, left and right, in mm; the type area of 156 × 225 mm is what is left.
MARGINS = {"top_margin": 37, "bottom_margin": 35, "left_margin": 28, "right_margin": 26}
#: The dashes of the page number stand 7 mm below the type area.
FOOTER_MM = 24.8
#: One character of 14 pt stays free on the outer side.
OUTSIDE = 280


def set_page(document: Any) -> None:
    """Lay out the document's pages, which differ left and right."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for name, millimetres in MARGINS.items():
        setattr(section, name, Mm(millimetres))
    section.header_distance, section.footer_distance = Mm(15), Mm(FOOTER_MM)
    properties = section._sectPr
    for old in properties.xpath("./w:docGrid"):
        properties.remove(old)
    properties.append(parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{LINE}"/>'))
    document.settings.odd_and_even_pages_header_footer = True
    _number(section.footer, "right")
    _number(section.even_page_footer, "left")


def _number(footer: Any, side: str) -> None:
    """— 1 —, one character in from the outer edge."""
    footer.is_linked_to_previous = False
    paragraph = footer.paragraphs[0]
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:ind {nsdecls("w")} w:{side}="{OUTSIDE}"/>'))
    properties.append(parse_xml(f'<w:jc {nsdecls("w")} w:val="{side}"/>'))
    for part in (_text("— "), *_field(), _text(" —")):
        run = paragraph.add_run()._r
        run.append(run_properties(NUMBER))
        run.append(part)


def _text(words: str) -> Any:
    return parse_xml(f'<w:t {nsdecls("w")} xml:space="preserve">{words}</w:t>')


def _field() -> list[Any]:
    """The field that Word fills with the number of the page."""
    marks = {kind: f'<w:fldChar {nsdecls("w")} w:fldCharType="{kind}"/>' for kind in ENDS}
    code = f'<w:instrText {nsdecls("w")} xml:space="preserve"> PAGE </w:instrText>'
    parts = (marks["begin"], code, marks["separate"], None, marks["end"])
    return [parse_xml(part) if part else _text("1") for part in parts]


ENDS = ("begin", "separate", "end")
