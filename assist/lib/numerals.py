"""Numbers as Chinese texts write them: 一百零三, 两万, 1.6亿, 10170万, １６，２３２."""

from __future__ import annotations

import re
from decimal import Decimal

from assist.lib.text import half_width

DIGITS = {
    **{word: value for value, word in enumerate("〇一二三四五六七八九")},
    **{word: value for value, word in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "两": 2,
}
SCALES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
#: The characters of a Chinese numeral, for a class of a regular expression.
LETTERS = "".join((*DIGITS, *SCALES, *MYRIADS))

_D = "[" + "".join(word for word, value in DIGITS.items() if value) + "]"
_ZERO = "[零〇]*"
_SECTION = re.compile(
    rf"(?:(?P<k>{_D}?)[千仟])?(?:{_ZERO}(?P<h>{_D}?)[百佰])?(?:{_ZERO}(?P<t>{_D}?)[十拾])?"
    rf"(?P<zero>{_ZERO})(?P<ones>{_D})?"
)
_ARABIC = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?")
_MIXED = re.compile(rf"({_ARABIC.pattern})\s?([十百千万亿]*)")
#: No quantity that people write is longer; what is, is a row of signs.
LONGEST = 40
_POSITIONAL = re.compile("[" + "".join(DIGITS) + "]{3,}")


def chinese(text: str) -> Decimal | None:
    """The value of a numeral in characters; None for what is none, as 三五 and 十四五 are."""
    if len(text) > LONGEST:
        return None
    whole, point, behind = text.partition("点")
    if point:
        if not behind or any(letter not in DIGITS for letter in behind):
            return None
        start = _whole(whole)
        decimals = "".join(str(DIGITS[letter]) for letter in behind)
        return None if start is None else start + Decimal(f"0.{decimals}")
    found = _whole(whole)
    return None if found is None else Decimal(found)


def _whole(text: str) -> int | None:
    if text in ("零", "〇"):
        return 0
    if _POSITIONAL.fullmatch(text):
        return int("".join(str(DIGITS[letter]) for letter in text))
    for letters, scale in (("亿億", 10**8), ("万萬", 10**4)):
        head, found, tail = _parted(text, letters)
        if found:
            return _joined(head, tail, scale)
    return _section(text)


def _parted(text: str, letters: str) -> tuple[str, bool, str]:
    at = max(text.rfind(letter) for letter in letters)
    return (text[:at], True, text[at + 1 :]) if at >= 0 else (text, False, "")


def _joined(head: str, tail: str, scale: int) -> int | None:
    many = _whole(head) if head else 1
    if many is None or (many == 0 and head):
        return None
    if not tail:
        return many * scale
    if DIGITS.get(tail):
        return many * scale + DIGITS[tail] * scale // 10  # 两万三 is 23000
    rest = _whole(tail.lstrip("零〇"))
    return None if rest is None or rest >= scale else many * scale + rest


def _section(text: str) -> int | None:
    """Below ten thousand; a digit may be left out before the first scale only (十五, 百二十)."""
    found = _SECTION.fullmatch(text)
    if found is None or not text or text[-1] in "零〇":
        return None
    total, last = 0, 1
    for name, scale in (("k", 1000), ("h", 100), ("t", 10)):
        digit = found[name]
        if digit is None:
            continue
        if not digit and found.start(name) != 0 and scale != 10:
            return None
        total, last = total + (DIGITS[digit] if digit else 1) * scale, scale
    if found["ones"]:
        colloquial = last > 10 and not found["zero"]  # 一百二 is 120
        total += DIGITS[found["ones"]] * (last // 10 if colloquial else 1)
    return total


def arabic(text: str) -> Decimal | None:
    """The value of digits with or without thousands separators and 十百千万亿: 10170万."""
    found = _MIXED.fullmatch(half_width(text)) if len(text) <= LONGEST else None
    if found is None:
        return None
    return Decimal(found[1].replace(",", "")) * scale_of(found[2])


def scale_of(letters: str) -> int:
    """What 千万 multiplies by; 1 for nothing."""
    product = 1
    for letter in letters:
        product *= SCALES.get(letter) or MYRIADS[letter]
    return product
