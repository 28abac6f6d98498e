"""Both reports of the example year, compared whole with the texts in `golden/`."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import event

from assist.db import db
from assist.lib.periods import Period
from assist.reports.queries.drafts import draft, title_of
from assist.reports.rules.chapters import DUTY_OF, Chapter, ReportKind
from assist.reports.rules.marks import plain
from tests.reports.example import GOLDEN, take_example_year

Wanted = tuple[ReportKind, str, bool]
Drafts = dict[Wanted, tuple[str, list[Chapter]]]
CHOICES: tuple[Wanted, ...] = (
    (ReportKind.YEARLY, "2025", False),
    (ReportKind.YEARLY, "2025", True),
    (ReportKind.QUARTERLY, "2025Q4", False),
    (ReportKind.QUARTERLY, "2025Q1", False),
)
#: The year is taken in once: every test below only reads.
_drafts: Drafts = {}


@pytest.fixture
def year(app: Flask) -> Drafts:
    if not _drafts:
        take_example_year()
        for kind, slug, approximate in CHOICES:
            period = Period.parse(slug)
            chapters = draft(kind, period, approximate=approximate)
            _drafts[kind, slug, approximate] = title_of(kind, period), chapters
    return _drafts


def written(title: str, chapters: Sequence[Chapter]) -> str:
    """Title, chapters and texts as one text."""
    parts = [f"{chapter.title}\n{chapter.text}".strip() for chapter in chapters]
    return "\n\n".join([title, *parts]) + "\n"


@pytest.mark.parametrize(
    "wanted, name",
    [
        (CHOICES[0], "yearly-2025"),
        (CHOICES[1], "yearly-2025-approximate"),
        (CHOICES[2], "quarterly-2025Q4"),
        (CHOICES[3], "quarterly-2025Q1"),
    ],
)
def test_the_example_year_gives_the_golden_text(year: Drafts, wanted: Wanted, name: str) -> None:
    found = written(*year[wanted])

    assert found == (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def test_the_yearly_report_tells_every_figure_of_the_real_one(
    year: Drafts,
) -> None:
    text = plain(written(*year[ReportKind.YEARLY, "2025", False]))

    wanted = (
        "中选56家重点企业", "入企走访103次", "专场活动15次", "解决问题20条", "截至2024年6月30日",
        "179笔、16232万元", "率先在全市完成50万元以下欠款清零任务", "累计还款10170万元",
        "于2025年11月26日提前完成了2025年度的既定还款目标", "开展检查12次", "参加检查88人次",
        "排查出隐患16条，整改16条", "出动执法人员67人次，查处隐患47起", "每月至少开展电力执法2次",
        "新增2名执法考试合格同志", "组建了一支15人的专业应急救援队伍",
        "《示例应急预案1》《示例应急预案2》《示例应急预案3》和《示例应急预案4》等4个应急预案",
        "文件信息5篇、人事信息2篇、规划计划3篇、财政信息2篇", "宣传资料1036份",
        "信访事项14件，按期办结率100%，其中12345热线诉求11件、交办事项2件、复查事项1件",
        "2025年9月、12月，党组理论学习中心组",
    )  # fmt: skip
    assert [words for words in wanted if words not in text] == []


def test_by_choice_visits_and_copies_are_told_roughly(
    year: Drafts,
) -> None:
    text = plain(written(*year[ReportKind.YEARLY, "2025", True]))

    assert "入企走访百余次" in text
    assert "宣传资料1000余份" in text


def test_an_empty_year_of_another_bureau_is_told_honestly(app: Flask) -> None:
    for kind, slug in ((ReportKind.YEARLY, "2031"), (ReportKind.QUARTERLY, "2031Q2")):
        text = plain("\n".join(one.text for one in draft(kind, Period.parse(slug))))

        false = ("提前完成", "清零任务", "None", "—", "2025")
        assert [words for words in false if words in text] == []


def test_only_a_quarterly_report_looks_for_cases(app: Flask) -> None:
    """Their working days need the holidays of every year: a tenth of a second to load."""
    asked: list[str] = []

    def note(*said: object) -> None:
        asked.append(str(said[2]))

    event.listen(db.engine, "before_cursor_execute", note)
    draft(ReportKind.YEARLY, Period.parse("2025"))
    assert not [words for words in asked if "problem.detail" in words]
    draft(ReportKind.QUARTERLY, Period.parse("2025Q4"))
    assert [words for words in asked if "problem.detail" in words]
    event.remove(db.engine, "before_cursor_execute", note)


def test_every_duty_names_a_chapter_that_some_report_has(app: Flask) -> None:
    keys = {
        chapter.key
        for kind, slug in ((ReportKind.YEARLY, "2025"), (ReportKind.QUARTERLY, "2025Q4"))
        for chapter in draft(kind, Period.parse(slug))
    }

    assert set(DUTY_OF) - keys == set()
