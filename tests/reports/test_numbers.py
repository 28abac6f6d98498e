"""Numbers are found in a text with their units, and held against a figure's value."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assist.lib.figures import Figure, Value, display_with_unit
from assist.reports.catalogue import BY_KEY, FIGURES
from assist.reports.rules.numbers import NumberKind, agrees, moved, read, unwrapped
from tests.lib.test_numerals import written
from tests.reports.example import GOLDEN

VISITS, REPAID = BY_KEY["visit.count"], BY_KEY["arrears.repaid_amount"]
RATE, STUDY = BY_KEY["problem.resolution_rate"], BY_KEY["study.rule_of_law_months"]
MET_ON = BY_KEY["arrears.plan_met_on"]


def value_like(figure: Figure, number: int) -> Value:
    """A value of the figure's own sort."""
    if figure.money:
        return number * 100
    if figure.rate:
        return Decimal(number % 10_001) / 10_000
    if figure.unit == "月":
        return sorted({number % 12 + 1, number % 7 + 1})
    return number if figure.unit else date.fromordinal(730_000 + number % 9_000)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
@given(number=st.integers(0, 20_000_000))
@settings(max_examples=20)
def test_what_a_page_shows_agrees_with_itself(figure: Figure, number: int) -> None:
    value = value_like(figure, number)
    words = display_with_unit(value, figure)

    assert agrees(words, figure, value), words
    assert len(read(words)) == 1


@given(st.integers(0, 99_999_999))
def test_a_count_in_characters_is_read(number: int) -> None:
    assert agrees(f"{written(number)}次", VISITS, number)
    assert not agrees(f"{written(number)}次", VISITS, number + 1)


@given(st.integers(1, 10**11))
def test_money_is_read_in_every_unit(fen: int) -> None:
    yuan = Decimal(fen) / 100
    units = (("元", 0), ("万元", 4), ("亿元", 8))
    for words in (f"{yuan.scaleb(-more):,.{more + 2}f}{unit}" for unit, more in units):
        assert agrees(words, REPAID, fen), words
        assert not agrees(words, REPAID, fen + 1), words


@pytest.mark.parametrize(
    "words,value",
    [
        ("103次", 103),
        ("103家次", 103),
        ("１０３ 次", 103),
        ("1,036次", 1036),
        ("百余次", 103),
        ("一百余次", 150),
        ("上百次", 100),
        ("近百次", 96),
        ("约100次", 103),
        ("100次左右", 97),
        ("超过100次", 103),
        ("100次以上", 100),
        ("至少2次", 3),
        ("1000余次", 1036),
        ("千余次", 1999),
        ("130多次", 139),
        ("十几次", 13),
        ("几十次", 56),
        ("数百次", 256),
        ("100至110次", 103),
        ("100-110次", 103),
        ("100次—110次", 103),
        ("一百至一百一十次", 103),
        ("两三次", 3),
        ("十五六次", 15),
        ("三四百次", 356),
        ("0次", 0),
        ("没有", 0),
    ],
)
def test_words_that_agree_with_a_count(words: str, value: int) -> None:
    assert agrees(words, VISITS, value)


@pytest.mark.parametrize(
    "words,value",
    [
        ("104次", 103),
        ("百余次", 100),
        ("百余次", 203),
        ("上百次", 99),
        ("近百次", 103),
        ("约100次", 110),
        ("超过100次", 100),
        ("至少3次", 2),
        ("1000余次", 2036),
        ("1036余次", 1036),
        ("130多次", 140),
        ("十几次", 10),
        ("几十次", 103),
        ("100至102次", 103),
        ("90-99次", 103),
        ("两三次", 4),
        ("三四百次", 103),
        ("103%", 103),
        ("103万元", 103),
        ("没有", 1),
        ("许多", 103),
        ("103次", None),
    ],
)
def test_words_that_do_not(words: str, value: int | None) -> None:
    assert not agrees(words, VISITS, value)


@pytest.mark.parametrize(
    "words,figure,value,said",
    [
        ("10170万元", REPAID, 10_170_000_000, True),
        ("1.02亿元", REPAID, 10_170_000_000, True),
        ("1.01亿元", REPAID, 10_170_000_000, False),
        ("一亿零一百七十万元", REPAID, 10_170_000_000, True),
        ("1亿余元", REPAID, 10_170_000_000, True),
        ("10100余万元", REPAID, 10_170_000_000, True),
        ("近1.1亿元", REPAID, 10_170_000_000, True),
        ("1亿零170万元", REPAID, 10_170_000_000, True),
        ("1亿170万元", REPAID, 10_170_000_000, True),
        ("1亿零180万元", REPAID, 10_170_000_000, False),
        ("1.02亿余元", REPAID, 10_170_000_000, False),
        ("1亿多元", REPAID, 10_170_000_000, True),
        ("50万元（含）以下", REPAID, 5_000_000, True),
        ("10170次", REPAID, 10_170_000_000, False),
        ("79.17%", RATE, Decimal(19) / 24, True),
        ("79.2％", RATE, Decimal(19) / 24, True),
        ("百分之七十九点一七", RATE, Decimal(19) / 24, True),
        ("79.18%", RATE, Decimal(19) / 24, False),
        ("100%", RATE, Decimal("0.9999"), False),
        ("百分之百", RATE, Decimal(1), True),
        ("全部", RATE, Decimal(1), True),
        ("9月、12月", STUDY, [9, 12], True),
        ("2025年9月、12月", STUDY, [9, 12], True),
        ("九月和十二月", STUDY, [9, 12], True),
        ("9月", STUDY, [9, 12], False),
        ("11月26日", MET_ON, date(2025, 11, 26), True),
        ("二〇二五年十一月二十六日", MET_ON, date(2025, 11, 26), True),
        ("2024年11月26日", MET_ON, date(2025, 11, 26), False),
        ("提前完成", MET_ON, date(2025, 11, 26), True),
        ("提前35天", MET_ON, date(2025, 11, 26), True),
        ("提前完成", MET_ON, None, False),
    ],
)
def test_money_rates_months_and_days(words: str, figure: Figure, value: Value, said: bool) -> None:
    assert agrees(words, figure, value) is said


@pytest.mark.parametrize(
    "text,found",
    [
        ("一、总体情况\n（一）走访103次。", ["103次"]),
        ("一是走访；二是普法22场次。", ["22场次"]),
        ("党的二十届四中全会、第十五个五年规划、“三重一大”、“四上企业”", []),
        ("每一件、同一家、统一、一致、万元、一起", []),
        ("查处一起，共两名。", ["一起", "两名"]),
        ("万名干部联万企，千家万户", []),
        ("共一百零三家次、12 次、１６条", ["一百零三家次", "12 次", "１６条"]),
        ("组建15人的队伍，余额6062万元", ["15人", "6062万元"]),
        ("签约12家，附近3处，最近5次", ["12家", "3处", "5次"]),
    ],
)
def test_which_numbers_are_found(text: str, found: list[str]) -> None:
    assert [number.text for number in read(text)] == found


@pytest.mark.parametrize(
    "text",
    [
        "1. 办理", "（2）回访", "第12条", "2025年度", "2025-2027年", "1至9月", "2025Q4",
        "洪政发〔2025〕12号", "GB/T 9704-2012", "2026-0001", "12345热线", "4·15", "14:30",
        "《三年攻坚行动方案（2025-2027年）》", "第3批次",
    ],
)  # fmt: skip
def test_names_with_digits_are_no_figures(text: str) -> None:
    assert [number.kind for number in read(text)] == [NumberKind.NAME]


@given(
    st.text(
        "0123456789一二三十百千万亿零点.%％,，余近约年月日次家万元《》（）第号 \n几多", max_size=60
    )
)
def test_any_text_is_read_in_order_and_as_it_stands(text: str) -> None:
    end = 0
    for number in read(text):
        assert number.text == text[number.start : number.end]
        assert end <= number.start < number.end
        end = number.end


@pytest.mark.parametrize(
    "row",
    ["一", "百", "万", "零", "1,", "1、", "9月、", "A1-", "aB", "《", "一百零三万", "1-", "1."],
)
def test_a_row_of_signs_is_read_at_once_and_is_no_quantity(row: str) -> None:
    begun = perf_counter()
    numbers = read(row * 20_000)

    assert perf_counter() - begun < 5
    assert all(len(number.text) <= 60 or not number.span for number in numbers)


@pytest.mark.parametrize("words", ["1.0000000000000000000000000000000次", f"{10**39}次"])
def test_more_places_than_anybody_needs_are_compared_all_the_same(words: str) -> None:
    assert agrees(words, VISITS, 1) is words.startswith("1.")


@pytest.mark.parametrize("width", [18, 20, 28, 33, 45, 56])
@pytest.mark.parametrize("half_widths", [False, True])
def test_lines_broken_at_the_edge_of_a_page_are_made_whole(width: int, half_widths: bool) -> None:
    text = (GOLDEN / "annual-report-2025.txt").read_text(encoding="utf-8")
    broken = "\n".join(wrapped(line, width, half_widths) for line in text.split("\n"))

    whole, kept = unwrapped(broken)
    found = [moved(number, broken, kept) for number in read(whole)]

    assert [one.text.replace("\n", "") for one in found] == [one.text for one in read(text)]
    assert all(broken[one.start : one.end] == one.text for one in found)


def wrapped(line: str, width: int, half_widths: bool) -> str:
    """The line broken after so many letters, or after so many half widths on two."""
    out, filled = "", 0
    for sign in line:
        size = 1 if half_widths and sign.isascii() else 2
        if filled + size > 2 * width:
            out, filled = f"{out}\n", 0
        out, filled = out + sign, filled + size
    return out


@pytest.mark.parametrize(
    "text",
    [
        "走访企业103家次\n解决问题20件\n收到信访14件",
        "一、走访企业一百零三家次并且解决问题二十件\n二、收到信访十四件全部按期办结并已经答复\n三、完。",
        "上门走访\t103家次\t上季度\t21家次\t较上季度\n解决问题\t20件\t上季度\t4件\t较上季度\n完",
        "字" * 70 + "\n" + "字" * 70 + "\n完",
    ],
)
def test_lists_tables_and_paragraphs_keep_their_lines(text: str) -> None:
    assert unwrapped(text) == (text, [])
