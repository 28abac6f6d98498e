"""Half-width signs become full-width in Chinese text alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.reports.rules.marks import Mark, marks
from assist.reports.rules.punctuation import full_width

#: What a careless typist mixes.
TYPED = st.text(st.sampled_from("中文字，。“”、（）《》0159aZ %.,:;?!()\"'-/〖〗｜\n"), max_size=40)
NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")


@pytest.mark.parametrize(
    "typed, printed",
    [
        ("在区工委的领导下,我局认真工作.", "在区工委的领导下，我局认真工作。"),
        ("现将情况报告如下:", "现将情况报告如下："),
        ("(一)坚持党的领导。", "（一）坚持党的领导。"),
        ("方案(2025-2027年)", "方案（2025-2027年）"),
        ("还款率62.65%,余额1,000.50万元", "还款率62.65%，余额1,000.50万元"),
        ('开展"送解优"行动', "开展“送解优”行动"),
        ("1.开展行动", "1.开展行动"),
        ("会议于14:30召开,共3项;完成了吗?", "会议于14:30召开，共3项；完成了吗？"),
        ("网址https://example.gov.cn/a.html", "网址https://example.gov.cn/a.html"),
        ("GB/T 9704, 2012 (A4)", "GB/T 9704, 2012 (A4)"),
        ("共计50.", "共计50。"),
        ("网址https://a.gov.cn:80/b?c=1,2;d,请看.", "网址https://a.gov.cn:80/b?c=1,2;d，请看。"),
        ("见http://a.gov.cn/?关键词=1,2。", "见http://a.gov.cn/?关键词=1,2。"),
        ("见www.a.gov.cn/b(c).html;", "见www.a.gov.cn/b(c).html；"),
        ("邮箱kgj@a.gov.cn,电话另附.", "邮箱kgj@a.gov.cn，电话另附。"),
        ("比例1:2,共1,036份,9:30开始", "比例1:2，共1,036份，9:30开始"),
        ("型号LY-12,A4纸;Word,Excel等", "型号LY-12,A4纸；Word,Excel等"),
        ("信用代码:91431200MA4L;", "信用代码：91431200MA4L；"),
        ("由20%,升到30%;", "由20%，升到30%；"),
        ("（一)加强(二）规范", "（一）加强（二）规范"),
        ("整改率100%;", "整改率100%；"),
        ("走访〖103次,｜上门走访｜2025-01-01..2025-03-04〗", None),
    ],
)
def test_signs_follow_the_text_around_them(typed: str, printed: str | None) -> None:
    expected = printed or "走访〖103次，｜上门走访｜2025-01-01..2025-03-04〗"

    assert full_width(typed) == expected


@given(TYPED)
def test_it_is_as_long_as_before_and_done_once(typed: str) -> None:
    printed = full_width(typed)

    assert len(printed) == len(typed)
    assert full_width(printed) == printed


@given(TYPED)
def test_letters_digits_and_numbers_stay(typed: str) -> None:
    printed = full_width(typed)
    kept = [(a, b) for a, b in zip(typed, printed, strict=True) if a != b]

    assert {a for a, _ in kept} <= set(",.;:?!()\"'")
    assert NUMBER.findall(printed) == NUMBER.findall(typed)


@given(st.text(st.characters(max_codepoint=0x7F, codec="ascii"), max_size=60))
def test_text_without_chinese_is_left_alone(typed: str) -> None:
    assert full_width(typed) == typed


@given(TYPED.filter(lambda text: not set(text) & set("〖〗｜\n")), TYPED)
def test_what_a_mark_names_is_left_alone(words: str, around: str) -> None:
    around = re.sub("[〖〗｜]", "", around)
    mark = Mark(words, "上门走访,次", "2025Q3")

    assert [(one.name, one.period) for one in marks(full_width(f"{around}{mark}{around}"))] == [
        ("上门走访,次", "2025Q3")
    ]
