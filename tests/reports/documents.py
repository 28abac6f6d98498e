"""Reading a Word file in tests: paragraphs with their runs as a person would see them."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml.ns import qn

from assist.lib.docx import styles


def opened(content: bytes) -> Any:
    return Document(BytesIO(content))


def lines(document: Any) -> list[str]:
    """The paragraphs of the body in order, without those of tables."""
    return [paragraph.text for paragraph in document.paragraphs]


def runs(document: Any) -> Iterator[tuple[str, Any]]:
    """Every run with words, in tables and footers too, with its style's name."""
    bodies = [document.element.body]
    section = document.sections[0]
    bodies += [section.footer._element, section.even_page_footer._element]
    for body in bodies:
        for run in body.iter(qn("w:r")):
            if any(text.text for text in run.iter(qn("w:t"))):
                yield "".join(text.text or "" for text in run.iter(qn("w:t"))), run


def face(run: Any) -> styles.Face:
    """The font, size and spacing that a run itself carries."""
    properties = run.find(qn("w:rPr"))
    fonts = properties.find(qn("w:rFonts"))
    names = {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")}
    assert len(names) == 1
    assert fonts.get(qn("w:hint")) == "eastAsia"
    closer = properties.find(qn("w:spacing"))
    marker = properties.find(qn("w:highlight"))
    return styles.Face(
        names.pop(),
        int(properties.find(qn("w:sz")).get(qn("w:val"))) / 2,
        0 if closer is None else int(closer.get(qn("w:val"))),
        "" if marker is None else marker.get(qn("w:val")),
    )
