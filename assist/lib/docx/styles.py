"""Fonts, sizes and paragraphs of GB/T 9704-2012, as the styles of a document."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

SONG, HEI, KAI, FANG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312"
PAGE_NUMBER = "宋体"
#: Exact line: the type area of 225 mm holds 22 lines, in twentieths of a point.
LINE = 579
#: 16 pt characters stand a quarter of a point closer, so that 28 of them fill 156 mm.
CLOSER = -5
#: The width of one such character.
CHARACTER = 315


@dataclass(frozen=True)
class Face:
    """A font by its name, its size in points, and how much closer its characters stand."""

    font: str
    size: float
    closer: int = 0
    #: The colour of a marker pen, for what is still to be written.
    marker: str = ""


TITLE = Face(SONG, 22)
LEVEL_1 = Face(HEI, 16, CLOSER)
LEVEL_2 = Face(KAI, 16, CLOSER)
BODY = Face(FANG, 16, CLOSER)
OPEN = Face(FANG, 16, CLOSER, "yellow")
CAPTION = Face(HEI, 12)
CELL = Face(FANG, 12)
SMALL_CELL = Face(FANG, 10.5)
NUMBER = Face(PAGE_NUMBER, 14)

#: No space between Chinese and digits, no lines held back at a page's end: else a page has not its
#: 22 lines of 28 characters.
_STRICT = '<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>'
_SPACING = f'<w:spacing w:before="0" w:after="0" w:line="{LINE}" w:lineRule="exact"/>'
_FREE = (
    '<w:snapToGrid w:val="0"/>'
    '<w:spacing w:before="{}" w:after="{}" w:line="240" w:lineRule="auto"/>'
)
_FIRST_LINE = f'<w:ind w:firstLineChars="200" w:firstLine="{2 * CHARACTER}"/>'

#: Style by style: its name, its face, what its paragraphs are like.
STYLES: tuple[tuple[str, Face, str], ...] = (
    ("Normal", BODY, _STRICT + _SPACING + '<w:jc w:val="both"/>'),
    (
        "Title",
        TITLE,
        _STRICT + f'<w:snapToGrid w:val="0"/>{_SPACING}<w:jc w:val="center"/>',
    ),
    ("Body Text", BODY, _STRICT + _SPACING + _FIRST_LINE + '<w:jc w:val="both"/>'),
    (
        "Heading 1",
        LEVEL_1,
        f'<w:keepNext/>{_STRICT}{_SPACING}{_FIRST_LINE}<w:outlineLvl w:val="0"/>',
    ),
    (
        "Heading 2",
        LEVEL_2,
        f'<w:keepNext/>{_STRICT}{_SPACING}{_FIRST_LINE}<w:outlineLvl w:val="1"/>',
    ),
    ("Caption", CAPTION, _STRICT + _FREE.format(60, 60) + '<w:jc w:val="center"/>'),
    ("List", CELL, _STRICT + _FREE.format(20, 20)),
    ("Footer", NUMBER, _FREE.format(0, 0)),
)


@cache
def properties_of(face: Face) -> str:
    """The font for every script, the size, and the spacing of its characters."""
    fonts = " ".join(f'w:{script}="{face.font}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    half_points = int(face.size * 2)
    closer = f'<w:spacing w:val="{face.closer}"/>' if face.closer else ""
    marker = f'<w:highlight w:val="{face.marker}"/>' if face.marker else ""
    return (
        f'<w:rPr><w:rFonts w:hint="eastAsia" {fonts}/><w:color w:val="000000"/>{closer}'
        f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>{marker}'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'
    )


def run_properties(face: Face) -> Any:
    """The same as an element of its own."""
    declared = properties_of(face).replace("<w:rPr>", f"<w:rPr {nsdecls('w')}>", 1)
    return parse_xml(declared)


def set_styles(document: Any) -> dict[str, str]:
    """Make the document's own styles those of the standard; gives the id of each by its name."""
    ids = {}
    for name, face, paragraph in STYLES:
        element = document.styles[name].element
        ids[name] = str(element.get(qn("w:styleId")))
        for old in element.xpath("./w:pPr | ./w:rPr"):
            element.remove(old)
        element.append(parse_xml(f"<w:pPr {nsdecls('w')}>{paragraph}</w:pPr>"))
        element.append(run_properties(face))
    for languages in document.settings.element.iter(qn("w:themeFontLang")):
        languages.set(qn("w:eastAsia"), "zh-CN")
    for based in document.styles.element.xpath("./w:style/w:basedOn"):
        if based.get(qn("w:val")) == "Normal" and based.getparent().get(qn("w:styleId")) == "Title":
            based.getparent().remove(based)
    return ids
