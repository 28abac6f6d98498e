"""Drawings become pictures as large as asked for, with their Chinese words or not at all."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

from PIL import Image

from assist.lib import pictures

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 100" font-size="20">'
    '<text x="10" y="50" fill="#000000">{}</text></svg>'
)


def drawn(words: str, width: int = 400) -> Image.Image:
    content = pictures.png(SVG.format(words), width)
    assert content is not None
    return Image.open(BytesIO(content))


def test_a_picture_is_as_wide_as_asked_for_and_keeps_its_shape() -> None:
    assert drawn("收集").size == (400, 200)
    assert drawn("收集", 1000).size == (1000, 500)


def test_chinese_words_are_drawn_each_as_itself() -> None:
    blank, one, other = (drawn(words).tobytes() for words in (" ", "收集", "解决"))

    assert blank != one
    assert one != other


def test_a_legend_stands_above_the_drawing_and_escapes_its_words() -> None:
    shown = pictures.with_legend(
        SVG.format("甲"), [("收集<一>", "#1557b0"), ("解决&二", "#2f8f5b")]
    )

    assert 'viewBox="0 0 200 130"' in shown
    assert "收集&lt;一&gt;" in shown
    assert pictures.png(shown, 400) is not None
    assert pictures.with_legend(SVG, [("只有一种", "#1557b0")]) == SVG


def test_a_folder_without_fonts_is_looked_through_in_peace(tmp_path: Path) -> None:
    (tmp_path / "readme.txt").write_text("字体放在这里", encoding="utf-8")

    assert pictures.png(SVG.format("收集"), 400, (tmp_path, tmp_path / "missing")) is not None
