"""The Word files laid out by LibreOffice: a full page has 22 lines of 28 characters."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask

from assist.lib.periods import Period
from assist.reports.queries.drafts import draft, title_of
from assist.reports.rules.chapters import Chapter, ReportKind
from assist.reports.word import word
from tests.reports.example import HERE, take_example_year

FONTS = HERE.parent / "machine" / "fonts.conf"
BUREAU, DAY = "洪江区科技和工业信息化局", date(2025, 12, 31)
YEAR = Period.of_year(2025)

pytestmark = pytest.mark.skipif(
    not (shutil.which("soffice") and shutil.which("pdftotext")),
    reason="no LibreOffice here: make test installs it",
)


def laid_out(content: bytes, folder: Path) -> list[Tag]:
    """The pages of the file, each with its lines and where they stand, in points."""
    file, pdf = folder / "report.docx", folder / "report.pdf"
    file.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run(
        [*command, str(file)],
        env={**os.environ, "FONTCONFIG_FILE": str(FONTS)},
        check=True,
        capture_output=True,
        timeout=120,
    )
    boxes = folder / "report.html"
    subprocess.run(["pdftotext", "-bbox-layout", str(pdf), str(boxes)], check=True)
    return BeautifulSoup(boxes.read_text(encoding="utf-8"), "html.parser").find_all("page")


def lines(page: Tag) -> list[tuple[float, str]]:
    """What stands on each line of the page and how far down, words on the same line together."""
    found: dict[float, list[tuple[float, str]]] = {}
    for one in page.find_all("word"):
        down, left = float(str(one["ymin"])), float(str(one["xmin"]))
        row = next((known for known in found if abs(known - down) < 6), down)
        found.setdefault(row, []).append((left, one.get_text()))
    return [(down, "".join(text for _, text in sorted(found[down]))) for down in sorted(found)]


def body(page: Tag) -> list[str]:
    """The lines without the page number."""
    return [text for _, text in lines(page) if not re.fullmatch(r"—\d+—", text)]


@pytest.fixture
def full(app: Flask, tmp_path: Path) -> list[Tag]:
    chapter = Chapter("service", "一、优化营商环境", "测" * (28 * 22 * 4) + "\n完。")
    content = word(title="报告", chapters=[chapter], period=YEAR, signer=BUREAU, day=DAY)
    return laid_out(content, tmp_path)


def test_a_full_page_has_22_lines_of_28_characters_and_its_number_outside(
    full: list[Tag],
) -> None:
    second, third = body(full[1]), body(full[2])

    assert [len(line) for line in second] == [28] * 22
    assert [len(line) for line in third] == [28] * 22
    for page, side in ((full[0], "right"), (full[1], "left"), (full[2], "right")):
        number = [one for one in page.find_all("word") if one.get_text().isdigit()][-1]
        middle = float(str(page["width"])) / 2
        assert (float(str(number["xmin"])) > middle) == (side == "right")


def test_the_type_area_is_where_the_standard_has_it(full: list[Tag]) -> None:
    second = [down for down, _ in lines(full[1])][:22]
    steps = {round(below - above, 1) for above, below in pairwise(second)}
    lefts = [float(str(one["xmin"])) for one in full[1].find_all("word")]
    rights = [float(str(one["xmax"])) for one in full[1].find_all("word")]

    assert steps <= {28.9, 29.0}
    assert min(lefts) == pytest.approx(28 / 25.4 * 72, abs=2)
    assert max(rights) == pytest.approx((210 - 26) / 25.4 * 72, abs=3)


def test_the_yearly_report_fills_its_pages_and_signs_with_its_text(
    app: Flask, tmp_path: Path
) -> None:
    take_example_year()
    kind = ReportKind.YEARLY
    content = word(
        title=title_of(kind, YEAR),
        chapters=draft(kind, YEAR),
        period=YEAR,
        signer=BUREAU,
        day=DAY,
    )
    pages = laid_out(content, tmp_path)
    counts = [len(body(page)) for page in pages]

    assert max(counts) <= 22
    assert sorted(counts[:-2])[0] >= 20
    last = body(pages[-1])
    assert last[-2:] == [BUREAU, "2025年12月31日"]
    assert len(last) > 3
    text = "".join(line for page in pages for line in body(page))
    assert "累计还款10170万元" in text
