"""Pure rules of written text: moved marks, paragraphs, taking a report apart."""

from __future__ import annotations

from typing import Any

import pytest

from assist.lib.figures import Value
from assist.reports.catalogue import BY_KEY
from assist.reports.rules.chapters import ReportKind
from assist.reports.rules.moved import counted, new_words, with_words
from assist.reports.rules.paragraphs import paragraphs
from assist.reports.rules.splitting import KEYS, split

VISITS = BY_KEY["visit.count"]
TEXT = "走访〖12次｜上门走访〗，一季度〖3次｜上门走访｜2025Q1〗，〖率先｜需人工佐证〗。"


def found(value: Value) -> list[Any]:
    marks = counted(TEXT, lambda name: VISITS if name == VISITS.label else None, lambda *_: value)
    return [(at, one.words, one.moved) for at, one in marks.items()]


def test_a_mark_has_moved_when_its_words_no_longer_agree() -> None:
    assert found(12) == [(0, "12次", False), (1, "12次", True)]
    assert found(14) == [(0, "14次", True), (1, "14次", True)]


@pytest.mark.parametrize(
    "old,value,expected",
    [
        ("12次", 14, "14次"),
        ("12", 14, "14"),
        ("十五次", 16, "16次"),
        ("百余次", 203, "203次"),
        ("全部", 3, "3家次"),
    ],
)
def test_new_words_keep_the_unit_that_was_written(old: str, value: int, expected: str) -> None:
    assert new_words(old, VISITS, value) == expected


def test_one_mark_changes_and_everything_else_stays() -> None:
    assert with_words(TEXT, 1, "5次") == TEXT.replace("〖3次｜", "〖5次｜")
    assert with_words(TEXT, 9, "5次") == TEXT


def test_headings_run_in_up_to_their_first_stop() -> None:
    lines = paragraphs(
        "（一）健全机制。先后走访〖12次｜上门走访〗。\n\n1.发布信息\n正文〖3次｜上门走访〗"
    )

    assert [line.level for line in lines] == [2, 3, 0]
    assert [line.heading for line in lines] == [["（一）健全机制。"], ["1.发布信息"], []]
    places = [part.at for line in lines for part in line.body if not isinstance(part, str)]
    assert places == [0, 1]


def test_a_report_is_taken_apart_at_its_chapter_titles() -> None:
    text = (
        "导语如下：\n一、加强领导\n（一）坚持。\n一、二、三季度均已完成。\n二、深化学习\n三、执法"
    )
    found = split(text, KEYS[ReportKind.YEARLY])

    assert [(one.key, one.title) for one in found] == [
        ("lead", ""),
        ("organisation", "一、加强领导"),
        ("study", "二、深化学习"),
        ("enforcement", "三、执法"),
    ]
    assert found[1].text == "（一）坚持。\n一、二、三季度均已完成。"
