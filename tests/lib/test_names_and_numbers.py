import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.lib.phones import check_phone
from assist.lib.pinyin import full, initials
from assist.lib.uscc import check_uscc


@pytest.mark.parametrize(
    "name,letters",
    [
        ("示例企业001有限公司", "slqy001yxgs"),
        ("洪江区Ａ科技（集团）", "hjqakjjt"),
        ("ABC", "abc"),
        ("——", ""),
        ("", ""),
    ],
)
def test_initials(name, letters):
    assert initials(name) == letters


def test_full_pinyin_has_no_tones_or_blanks():
    assert full("张三 Ab1") == "zhangsanab1"


@pytest.mark.parametrize(
    "text,number",
    [
        ("13812341234", "13812341234"),
        (" 138-1234-1234", "13812341234"),
        ("+86 138 1234 1234", "13812341234"),
        ("１３８１２３４１２３４", "13812341234"),
        ("0745-7623456", "0745-7623456"),
        ("(0745)7623456", "0745-7623456"),
        ("（0745）7623456", "0745-7623456"),
        ("07457623456", "0745-7623456"),
        ("010-62345678", "010-62345678"),
        ("021—62345678转801", "021-62345678-801"),
    ],
)
def test_check_phone_gives_one_form(text, number):
    assert check_phone(text) == number
    assert check_phone(number) == number


@pytest.mark.parametrize(
    "text,words",
    [
        ("", "请填写电话号码"),
        ("1381234123", "手机号码应为11位，现为10位"),
        ("138123412345", "手机号码应为11位，现为12位"),
        ("12812341234", "号段不存在"),
        ("7623456", "应含区号"),
        ("0745-123", "应含区号"),
        ("138123412ab", "只能含数字"),
        ("138****1234", "只能含数字"),
        ("٣٨٣٨٣٨٣٨٣٨٣", "只能含数字"),
    ],
)
def test_what_is_no_phone_is_refused_in_words(text, words):
    with pytest.raises(ValueError, match=words):
        check_phone(text)


EXAMPLES = ["910000000000001183", "9100000000000012AA", "91110000600037341L"]


@pytest.mark.parametrize("code", EXAMPLES)
def test_check_uscc_accepts_real_and_example_codes(code):
    assert check_uscc(code) == code
    assert check_uscc(f" {code[:8].lower()} {code[8:].lower()}\n") == code


@pytest.mark.parametrize(
    "text,words",
    [
        ("", "请填写"),
        ("91000000000000118", "应为18位，现为17位"),
        ("91000000000000118300", "应为18位，现为20位"),
        ("9100000000000O1183", "不该出现的字符"),
        ("A10000000000001183", "不该出现的字符"),
        ("910000000000001184", "校验位不对"),
        ("910000000000001138", "校验位不对"),
    ],
)
def test_check_uscc_says_what_is_wrong(text, words):
    with pytest.raises(ValueError, match=words):
        check_uscc(text)


@given(
    st.sampled_from(EXAMPLES),
    st.integers(8, 17),
    st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"),
)
def test_one_wrong_character_is_always_noticed(code, place, other):
    changed = code[:place] + other + code[place + 1 :]
    if changed == code:
        assert check_uscc(changed) == code
    else:
        with pytest.raises(ValueError, match="校验位不对"):
            check_uscc(changed)
