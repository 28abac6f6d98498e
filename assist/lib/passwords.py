"""What a password has to be, and passwords made for one use."""

import secrets
import string
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from assist.lib.pinyin import full, initials
from assist.lib.text import clean, half_width

SHORTEST = 8
LONG_ENOUGH = 12
LONGEST = 128
KINDS_WHEN_SHORT = 3

# Without the letters and digits that look alike on paper.
_READABLE = "abcdefghijkmnpqrstuvwxyz" + "ABCDEFGHJKLMNPQRSTUVWXYZ" + "23456789"
_GROUPS, _GROUP_LENGTH = 4, 4
_FEWEST_DIFFERENT = 5
_SHORTEST_WORD = 3
_ROWS = (string.ascii_lowercase, string.digits, "qwertyuiopasdfghjklzxcvbnm")


def problems_with(
    password: str,
    account: str = "",
    name: str = "",
    phone: str = "",
    words: Iterable[str] = (),
) -> list[str]:
    """List every reason to refuse a password; none means that it will do.

    ``words`` are those of the house (the bureau's name, its abbreviation) that people reach for.
    """
    if len(password) > LONGEST:
        return [f"密码不能超过{LONGEST}个字符"]
    problems = []
    if len(password) < SHORTEST:
        problems.append(f"密码至少{SHORTEST}个字符")
    elif len(password) < LONG_ENOUGH and _kinds(password) < KINDS_WHEN_SHORT:
        problems.append(
            f"不足{LONG_ENOUGH}个字符的密码应含大写字母、小写字母、数字、符号中的至少三种"
        )
    if _is_common(password):
        problems.append("密码过于常见，容易被猜到")
    plain = password.casefold()
    if any(fact in plain for fact in _own_facts(account, name, phone)):
        problems.append("密码不能包含账号、姓名或手机号码")
    if any(word in plain for word in _telling(words)):
        problems.append("密码不能包含本单位的名称或简称")
    return problems


def one_time() -> str:
    """Make a random password that can be read from paper: four groups, over 90 bits."""
    while True:
        groups = (
            "".join(secrets.choice(_READABLE) for _ in range(_GROUP_LENGTH)) for _ in range(_GROUPS)
        )
        password = "-".join(groups)
        if not problems_with(password):
            return password


def _kinds(password: str) -> int:
    return sum(
        (
            any(c.islower() for c in password),
            any(c.isupper() for c in password),
            any(c.isdigit() for c in password),
            any(not c.isalnum() or not c.isascii() for c in password),
        )
    )


def _is_common(password: str) -> bool:
    plain = password.casefold()
    # "Password2025!" is "password" with what everybody adds to it.
    bare = plain.strip(string.digits + string.punctuation + " ")
    if plain in _common() or bare in _common():
        return True
    return len(set(plain)) < _FEWEST_DIFFERENT or _runs_along_keys(plain)


def _runs_along_keys(plain: str) -> bool:
    """Tell whether a password is one walk along the alphabet, the digits or the keyboard."""
    return any(plain in row * 3 or plain in row[::-1] * 3 for row in _ROWS)


def _own_facts(account: str, name: str, phone: str) -> list[str]:
    return _telling([account, phone, phone[-8:], name, full(name), initials(name)])


def _telling(words: Iterable[str]) -> list[str]:
    """Keep the words long enough to tell something: two Chinese characters, three letters."""
    plain = (half_width(clean(word)).casefold() for word in words)
    return [word for word in plain if len(word) >= (_SHORTEST_WORD if word.isascii() else 2)]


@cache
def _common() -> frozenset[str]:
    lines = Path(__file__).with_name("common_passwords.txt").read_text("utf-8").splitlines()
    return frozenset(line.casefold() for line in lines if line and not line.startswith("# "))
