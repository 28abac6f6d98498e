"""The Word files of both reports: layout of GB/T 9704, every figure, tables, pictures, annex."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import resvg_py
from docx.oxml.ns import qn
from docx.shared import Mm
from flask import Flask
from openpyxl import load_workbook

from assist.lib import pictures
from assist.lib.docx import Grid, new_paper, styles
from assist.lib.periods import Period
from assist.reports.catalogue import BY_LABEL
from assist.reports.queries.drafts import draft, title_of
from assist.reports.rules.chapters import Chapter, ReportKind
from assist.reports.rules.marks import MarkKind, marks, plain
from assist.reports.word import records_workbook, word
from tests.problems.factories import ProblemFactory
from tests.reports.documents import face, lines, opened, runs
from tests.reports.example import take_example_year

YEAR, QUARTER = Period.of_year(2025), Period.of_quarter(2025, 4)
PERIODS = {ReportKind.YEARLY: YEAR, ReportKind.QUARTERLY: QUARTER}
BUREAU, DAY = "洪江区科技和工业信息化局", date(2025, 12, 31)
EMU = 635  # to a twentieth of a point


@dataclass(frozen=True)
class Printed:
    """Both reports of the example year: their text, and their files without and with annex."""

    chapters: dict[ReportKind, list[Chapter]]
    files: dict[tuple[ReportKind, bool], bytes]
    again: bytes
    records: bytes

    def document(self, kind: ReportKind, annex: bool = False) -> Any:
        return opened(self.files[kind, annex])


#: The year is taken in once: every test below only reads.
_printed: list[Printed] = []


@pytest.fixture
def year(app: Flask) -> Printed:
    if not _printed:
        take_example_year()
        _printed.append(_print())
    return _printed[0]


def _print() -> Printed:
    chapters = {kind: draft(kind, period) for kind, period in PERIODS.items()}
    files = {
        (kind, annex): printed(kind, chapters[kind], annex)
        for kind in PERIODS
        for annex in (False, True)
    }
    again = printed(ReportKind.QUARTERLY, chapters[ReportKind.QUARTERLY], True)
    return Printed(chapters, files, again, records_workbook(chapters[ReportKind.YEARLY], YEAR))


def printed(kind: ReportKind, chapters: list[Chapter], annex: bool = False) -> bytes:
    return word(
        title=title_of(kind, PERIODS[kind]),
        chapters=chapters,
        period=PERIODS[kind],
        signer=BUREAU,
        day=DAY,
        annex=annex,
    )


def simple(text: str, **more: Any) -> Any:
    chapter = Chapter("service", "一、优化营商环境", text)
    content = word(
        title="关于测试的报告", chapters=[chapter], period=YEAR, signer=BUREAU, day=DAY, **more
    )
    return opened(content)


@pytest.fixture
def without_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine that has none: the renderer looks at no font of the system."""
    draw = resvg_py.svg_to_bytes
    monkeypatch.setattr(resvg_py, "svg_to_bytes", partial(draw, skip_system_fonts=True))
    pictures._family.cache_clear()
    yield
    pictures._family.cache_clear()


def test_the_page_is_that_of_the_standard(year: Printed) -> None:
    document = year.document(ReportKind.YEARLY)
    section = document.sections[0]
    grid = section._sectPr.find(qn("w:docGrid"))

    sizes = (section.page_width, section.page_height)
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(size / EMU) for size in sizes] == [round(Mm(mm) / EMU) for mm in (210, 297)]
    assert [round(margin / EMU) for margin in margins] == [
        round(Mm(mm) / EMU) for mm in (37, 35, 28, 26)
    ]
    assert (grid.get(qn("w:type")), grid.get(qn("w:linePitch"))) == ("lines", "579")
    assert document.settings.odd_and_even_pages_header_footer


def test_page_numbers_are_fields_on_the_outer_side(year: Printed) -> None:
    section = year.document(ReportKind.YEARLY).sections[0]

    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        element = footer._element
        codes = [code.text.strip() for code in element.iter(qn("w:instrText"))]
        kinds = [mark.get(qn("w:fldCharType")) for mark in element.iter(qn("w:fldChar"))]
        assert codes == ["PAGE"]
        assert kinds == ["begin", "separate", "end"]
        assert footer.paragraphs[0].text == "— 1 —"
        assert element.find(".//" + qn("w:jc")).get(qn("w:val")) == side
        assert element.find(".//" + qn("w:ind")).get(qn(f"w:{side}")) == "280"


def test_every_run_carries_the_font_of_its_level(year: Printed) -> None:
    document = year.document(ReportKind.YEARLY)
    faces = {words: face(run) for words, run in runs(document)}

    assert faces["洪江区科技和工业信息化局"] in (styles.TITLE, styles.BODY)
    assert faces["关于2025年度法治政府建设情况的报告"] == styles.TITLE
    assert faces["四、优化营商环境，服务发展大局"] == styles.LEVEL_1
    assert faces["（一）持续优化法治化营商环境，为企业纾困解难。"] == styles.LEVEL_2
    assert faces["（一）学深悟透法治思想。"] == styles.LEVEL_2
    assert faces["1.开展“送解优”专项行动。"] == styles.BODY
    assert faces["请写明原因"] == styles.OPEN
    assert faces["— "] == styles.NUMBER
    assert {one.size for one in faces.values()} == {22, 16, 14}


def test_paragraphs_have_the_standards_lines_and_indents(year: Printed) -> None:
    document = year.document(ReportKind.YEARLY)
    for name in ("Normal", "Title", "Body Text", "Heading 1", "Heading 2"):
        spacing = document.styles[name].element.find(".//" + qn("w:spacing"))
        assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("579", "exact")
    for name in ("Body Text", "Heading 1", "Heading 2"):
        indent = document.styles[name].element.find(".//" + qn("w:ind"))
        assert indent.get(qn("w:firstLineChars")) == "200"
    headings = [p for p in document.paragraphs if p.style.name == "Heading 1"]
    assert [p.text[:2] for p in headings] == [f"{n}、" for n in "一二三四五六七"]
    levels = [p.style.element.find(".//" + qn("w:outlineLvl")).get(qn("w:val")) for p in headings]
    assert set(levels) == {"0"}
    assert document.styles["Heading 1"].element.find(".//" + qn("w:keepNext")) is not None
    assert document.styles["Title"].element.find(".//" + qn("w:jc")).get(qn("w:val")) == "center"


@pytest.mark.parametrize("kind", list(ReportKind))
def test_the_file_prints_every_paragraph_of_the_text(year: Printed, kind: ReportKind) -> None:
    chapters = year.chapters[kind]
    text = lines(year.document(kind))

    wanted = [line for one in chapters for line in plain(one.text).splitlines() if line]
    assert [line for line in wanted if line not in text] == []
    assert [one.title for one in chapters if one.title and one.title not in text] == []


def test_the_signature_is_whole_and_never_alone_on_a_page(year: Printed) -> None:
    document = year.document(ReportKind.YEARLY)
    *_, last, _, _, signer, day = document.paragraphs

    assert (signer.text, day.text) == (BUREAU, "2025年12月31日")
    assert day._p.pPr.find(qn("w:ind")).get(qn("w:rightChars")) == "400"
    assert last.paragraph_format.keep_with_next
    assert signer.paragraph_format.keep_with_next


def test_tables_repeat_their_heading_and_put_numbers_right(year: Printed) -> None:
    document = year.document(ReportKind.QUARTERLY)
    titles = [line for line in lines(document) if line.startswith("表")]

    assert [title.split("　")[1][:6] for title in titles] == [
        "主要指标对比", "收集问题按类", "交办问题按主", "未办结问题清", "欠款清偿情况",
    ]  # fmt: skip
    assert len(document.tables) == len(titles)
    for table in document.tables:
        assert table.rows[0]._tr.find(".//" + qn("w:tblHeader")) is not None
    compared = document.tables[0]
    cells = [cell.text for cell in compared.rows[1].cells]
    assert cells == ["上门走访", "28家次", "21家次", "6家次", "+33.3%"]
    sides = [
        cell.paragraphs[0]._p.find(".//" + qn("w:jc")).get(qn("w:val"))
        for cell in compared.rows[1].cells
    ]
    assert sides == ["left", "right", "right", "right", "right"]
    money = {row.cells[0].text: [c.text for c in row.cells[1:]] for row in document.tables[-1].rows}
    assert money["存量合计"] == ["179", "16232", "10170", "6062", "62.65%"]
    assert list(money)[5:] == [
        "存量合计", "其中：无分歧", "其中：有分歧", "其中：50万元以下", "另：补录", "另：新增",
    ]  # fmt: skip
    assert money["其中：50万元以下"][3] == "0"
    parts = [int(money[name][0]) for name in ("其中：无分歧", "其中：有分歧")]
    assert sum(parts) == 179


def test_pictures_have_captions_and_are_told_in_words(year: Printed) -> None:
    document = year.document(ReportKind.QUARTERLY)
    captions = [line for line in lines(document) if line.startswith("图")]
    shown = [one.get("descr") for one in document.element.body.iter(qn("wp:docPr"))]

    assert captions == [
        "图1　2025年按月收集与解决问题（件）",
        "图2　收集问题按类别（件）",
        "图3　2025年累计还款与计划（万元）",
    ]
    assert len(shown) == 3
    assert "12月10170" in shown[2]
    pictures = [p.blob for p in document.part.package.iter_parts() if p.content_type == "image/png"]
    assert len(pictures) == 3
    assert all(picture.startswith(b"\x89PNG") for picture in pictures)


@pytest.mark.usefixtures("without_fonts")
def test_without_a_chinese_font_a_table_stands_in_for_the_picture(app: Flask) -> None:
    ProblemFactory(registered_on=date(2025, 5, 3))
    document = simple("〖图｜按月份〗\n〖图｜按类别〗")

    assert len([line for line in lines(document) if "没有可用的中文字体" in line]) == 2
    assert [line for line in lines(document) if line.startswith("图")] == []
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert rows[0] == ["", "收集", "解决"]
    assert rows[5] == ["5月", "1", "0"]


def test_the_same_report_is_the_same_bytes(year: Printed) -> None:
    assert year.files[ReportKind.QUARTERLY, True] == year.again


def test_a_file_carries_no_more_than_it_uses(year: Printed) -> None:
    """The library's own styles would make every file of an archive ten times as large."""
    plain_report = year.files[ReportKind.YEARLY, False]
    named = {style.name for style in opened(plain_report).styles}

    assert len(plain_report) < 24_000
    assert {name for name, _face, _paragraph in styles.STYLES} <= named
    assert len(named) < 20
    with ZipFile(BytesIO(plain_report)) as package:
        assert package.testzip() is None
        assert package.namelist()[0] == "[Content_Types].xml"


def test_the_annex_names_each_figure_with_its_definition_and_records(year: Printed) -> None:
    chapters = year.chapters[ReportKind.YEARLY]
    document = year.document(ReportKind.YEARLY, annex=True)
    rows = [[cell.text for cell in row.cells] for row in document.tables[-1].rows][1:]

    told = {
        mark.name for one in chapters for mark in marks(one.text) if mark.kind is MarkKind.FIGURE
    }
    assert {row[1] for row in rows} == told
    visits = next(row for row in rows if row[1] == "上门走访")
    assert visits[2:6] == ["103次", "103家次", "2025年", "103"]
    assert visits[6] == BY_LABEL["上门走访"].definition
    assert "附件：数据来源表" in lines(document)
    assert lines(document).index("附件") > lines(document).index("2025年12月31日")


def test_the_workbook_holds_every_record_behind_every_figure(year: Printed) -> None:
    book = load_workbook(BytesIO(year.records))
    records = [row[:3] for row in book["记录"].iter_rows(min_row=2, values_only=True)]

    for label, count in (("上门走访", 103), ("解决问题", 20), ("存量欠款笔数", 179)):
        assert len([row for row in records if row[0] == label]) == count
    figures = {row[1]: row for row in book["数据来源表"].iter_rows(min_row=2, values_only=True)}
    assert figures["累计还款"][2:4] == ("10170万元", "10170万元")


def test_what_xml_does_not_know_is_left_out(app: Flask) -> None:
    document = simple("控制\x00字\x0b符\x1f和\ud800半个字、<标签>&符号。")

    assert "控制字符和半个字、<标签>&符号。" in lines(document)


@pytest.mark.parametrize("count, kept", [(1, []), (4, [0, 1, 2]), (20, [18])])
def test_short_tables_stand_whole_and_no_last_row_stands_alone(count: int, kept: list[int]) -> None:
    paper = new_paper("表", "某局", date(2025, 12, 31))
    paper.grid(Grid("欠款", ["类别", "笔数"], [["机关", str(at)] for at in range(count)]))
    head, *rows = opened(paper.to_bytes()).tables[0].rows
    keeps = [row._tr.find(".//" + qn("w:keepNext")) is not None for row in rows]
    assert [at for at, keep in enumerate(keeps) if keep] == kept
    assert head._tr.find(".//" + qn("w:keepNext")) is not None


def test_a_mark_that_names_no_table_prints_nothing(app: Flask) -> None:
    document = simple("〖表｜不存在〗\n〖图｜不存在〗\n正文。")

    assert document.tables == []
    assert [line for line in lines(document) if "不存在" in line] == []


def test_levels_are_told_by_how_a_line_begins(app: Flask) -> None:
    document = simple(
        "（一）独行标题\n（二）行内标题。正文〖请写明｜待填写〗。\n1.三级。\n（1）四级。"
    )
    found = [(p.style.name, [face(r._r) for r in p.runs]) for p in document.paragraphs]

    assert ("Heading 2", [styles.LEVEL_2]) in found
    assert ("Body Text", [styles.LEVEL_2, styles.BODY, styles.OPEN, styles.BODY]) in found
    assert ("Body Text", [styles.BODY]) in found
