import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.lib.passwords import one_time, problems_with

SHORT = "密码至少8个字符"
FEW_KINDS = "不足12个字符的密码应含大写字母、小写字母、数字、符号中的至少三种"
COMMON = "密码过于常见，容易被猜到"
OWN = "密码不能包含账号、姓名或手机号码"
HOUSE = "密码不能包含本单位的名称或简称"


def problems(password):
    return problems_with(password, "lx01", "张三丰", "13812341234", ["洪江区", "SJY"])


@pytest.mark.parametrize(
    "password",
    ["Kd8#mmqw", "kd8#mmqw", "KD8mmqwx", "correct horse battery", "山高月小水落石出风清月白天"],
)
def test_good_passwords_have_no_problem(password):
    assert problems(password) == []


@pytest.mark.parametrize(
    "password,expected",
    [
        ("Kd8#mmq", [SHORT]),
        ("kdtwmmqwx", [FEW_KINDS]),
        ("kdtwmmq8xyc", [FEW_KINDS]),
        ("Password2025!", [COMMON]),
        ("P@ssw0rd", [COMMON]),
        ("!!HONGJIANG2025", [COMMON]),
        ("aaaaaaaaaaaaaaaa", [COMMON]),
        ("abababababababab", [COMMON]),
        ("qwertyuiopasdfgh", [COMMON]),
        ("98765432109876", [COMMON]),
        ("xK9lx01#mmqw", [OWN]),
        ("xK9#ZhangSanFeng", [OWN]),
        ("xK9#zsf-mmqw", [OWN]),
        ("我是张三丰呀Kd8#", [OWN]),
        ("xK-13812341234", [OWN]),
        ("xK-12341234-x", [OWN]),
        ("Kd8#mmqw-sjy-ok", [HOUSE]),
        ("热爱洪江区Kd8#mm", [HOUSE]),
        ("x" * 129, ["密码不能超过128个字符"]),
    ],
)
def test_each_weakness_is_named(password, expected):
    assert problems(password) == expected


def test_several_weaknesses_are_named_at_once():
    assert problems("lx01") == [SHORT, COMMON, OWN]


def test_facts_too_short_to_tell_anything_refuse_nothing():
    assert problems_with("Kd8#mmqw", "d8", "王", "", ["mq"]) == []


def test_longest_password_is_taken():
    assert problems(("Kd8#mmqw-" * 15)[:128]) == []


@given(st.text(max_size=140))
def test_any_text_gets_an_answer(password):
    assert all(isinstance(problem, str) for problem in problems(password))


def test_one_time_passwords_are_long_readable_different_and_good():
    made = [one_time() for _ in range(200)]
    assert len(set(made)) == 200
    assert all(len(password) >= 12 for password in made)
    assert not set("0O1lI") & set("".join(made))
    assert [problem for password in made for problem in problems_with(password)] == []
