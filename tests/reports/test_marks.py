"""Marks in a report's text are read, written back and left out of print."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.reports.catalogue import FIGURES
from assist.reports.rules.marks import Mark, MarkKind, loose, marks, pieces, plain

LINE = "联企干部入企走访〖103次｜上门走访〗，较上季度〖12次｜上门走访｜2025Q3〗有所增加。"
WORDS = st.text(st.characters(exclude_characters="〖〗｜\n", codec="utf-8"), max_size=12)
NAMES = WORDS.filter(bool)


def test_a_line_is_words_and_marks_in_order() -> None:
    assert list(pieces(LINE)) == [
        "联企干部入企走访",
        Mark("103次", "上门走访"),
        "，较上季度",
        Mark("12次", "上门走访", "2025Q3"),
        "有所增加。",
    ]


def test_a_mark_of_a_record_leads_to_it() -> None:
    assert Mark("13个工作日", "问题台账", "WT-0011").record == "/problems/WT-0011"
    assert Mark("QK/1", "清欠台账").record == "/arrears/QK%2F1"
    assert Mark("103次", "上门走访").record == ""


def test_print_shows_the_words_alone() -> None:
    assert plain(LINE) == "联企干部入企走访103次，较上季度12次有所增加。"
    assert plain("〖表｜按类别〗\n〖图｜按月份〗") == "\n"


@pytest.mark.parametrize(
    "mark, kind",
    [
        (Mark("103次", "上门走访"), MarkKind.FIGURE),
        (Mark("率先在全市", "需人工佐证"), MarkKind.PROOF),
        (Mark("请写明原因", "待填写"), MarkKind.BLANK),
        (Mark("13个工作日", "问题台账", "WT-0011"), MarkKind.RECORD),
        (Mark("表", "按类别"), MarkKind.TABLE),
        (Mark("图", "按月份"), MarkKind.CHART),
    ],
)
def test_what_stands_behind_a_mark(mark: Mark, kind: MarkKind) -> None:
    assert mark.kind is kind
    assert marks(str(mark)) == [mark]


@given(WORDS, WORDS, NAMES, WORDS, WORDS)
def test_a_written_mark_is_read_back(
    before: str, words: str, name: str, period: str, after: str
) -> None:
    mark = Mark(words, name, period)
    assert [piece for piece in pieces(f"{before}{mark}{after}") if piece] == [
        piece for piece in (before, mark, after) if piece
    ]


@pytest.mark.parametrize(
    "text", ["走访103次｜上门走访〗。", "走访〖103次｜上门走访。", "〖103次〗"]
)
def test_a_mark_cut_through_is_noticed(text: str) -> None:
    assert loose(text)
    assert not loose(LINE)


def test_every_figure_can_be_named_in_a_mark() -> None:
    labels = [figure.label for figure in FIGURES]

    assert sorted({label for label in labels if labels.count(label) > 1}) == []
    assert [label for label in labels if set(label) & set("〖〗｜")] == []
