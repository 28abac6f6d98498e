"""Two texts compared: whichever side one reads holds that text whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.lib.differences import Change, Part, compared, stretches

LINES = st.lists(st.text("走访企业12〖｜〗。", max_size=12), max_size=6)


@given(LINES, LINES)
def test_a_difference_holds_both_texts(before: list[str], after: list[str]) -> None:
    old, new = "\n".join(before), "\n".join(after)
    lines = compared(old, new)

    def text(without: Change) -> str:
        sides = [
            "".join(words for change, words in line.parts if change is not without)
            for line in lines
            if any(change is not without for change, _ in line.parts)
        ]
        return "\n".join(sides)

    def said(words: str) -> str:
        return "".join(words.split("\n"))

    assert said(text(Change.NEW)) == said(old)
    assert said(text(Change.GONE)) == said(new)


def test_a_changed_line_is_compared_by_characters() -> None:
    line = compared("走访12次，解决问题3条。", "走访14次，解决问题3条。")[0]
    same, gone, new = Change.SAME, Change.GONE, Change.NEW

    assert line.parts == [
        (same, "走访1"), (gone, "2"), (new, "4"), (same, "次，解决问题3条。"),
    ]  # fmt: skip


def marked(parts: list[Part]) -> str:
    """The text with what it lost in 〈〉 and what it gained in ［］."""
    around = {Change.SAME: "{}", Change.GONE: "〈{}〉", Change.NEW: "［{}］"}
    return "".join(around[change].format(words) for change, words in parts)


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("订单比上月多两成", "订单比上月少一成", "订单比上月〈多两〉［少一］成"),
        (
            "设备已经到货，等电力增容；订单多一成。",
            "设备已经安装，等电力增容；订单多两成。",
            "设备已经〈到货〉［安装］，等电力增容；订单多〈一〉［两］成。",
        ),
        ("上门走访", "电话", "〈上门走访〉［电话］"),
        ("", "李总", "［李总］"),
        ("aa", "aaa", "aa［a］"),
        ("看了甲、乙车间", "看了丙、丁车间", "看了〈甲、乙〉［丙、丁］车间"),
        ("", "", ""),
    ],
)
def test_each_change_of_a_text_is_in_one_piece(old: str, new: str, expected: str) -> None:
    assert marked(stretches(old, new)) == expected


@given(st.text("走访企业12，。", max_size=20), st.text("走访企业12，。", max_size=20))
def test_stretches_hold_both_texts(old: str, new: str) -> None:
    parts = stretches(old, new)
    assert "".join(words for change, words in parts if change is not Change.NEW) == old
    assert "".join(words for change, words in parts if change is not Change.GONE) == new
