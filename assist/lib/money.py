"""Money: integer fen inside, 元 in workbook and JSON, 万元 for people."""

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# A trillion 元 is beyond any district, and far within a 64-bit integer of fen.
MOST_FEN = 10**14

_WRITTEN = re.compile(r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]*)?|[+-]?\.[0-9]+")
_CENT = Decimal("0.01")
# What a spreadsheet's binary number may be off by; more than this was meant as a third decimal.
_FLOAT_NOISE = Decimal("0.00001")


def parse_yuan(text: str | int | float | Decimal) -> int:
    """Read an amount in 元 (text, or the number of a spreadsheet cell) as fen."""
    amount = _from_text(text) if isinstance(text, str) else _from_number(text)
    if not amount.is_finite():
        raise ValueError("请填写金额，单位为元")
    if abs(amount) * 100 >= MOST_FEN:
        raise ValueError("金额过大，请核对单位是否为元")
    rounded = amount.quantize(_CENT, ROUND_HALF_UP)
    allowed = _FLOAT_NOISE if isinstance(text, float) else 0
    if abs(rounded - amount) > allowed:
        raise ValueError("金额最多保留两位小数")
    return int(rounded * 100)


def _from_number(number: int | float | Decimal) -> Decimal:
    if isinstance(number, bool):
        raise ValueError("请填写金额，单位为元")
    return Decimal(repr(number)) if isinstance(number, float) else Decimal(number)


def _from_text(text: str) -> Decimal:
    plain = unicodedata.normalize("NFKC", text).replace("−", "-").replace(" ", "").strip()
    if plain.endswith(("万", "万元", "亿", "亿元")):
        raise ValueError("请以元为单位填写金额")
    plain = plain.removeprefix("人民币").removeprefix("¥").removesuffix("元")
    if not _WRITTEN.fullmatch(plain):
        raise ValueError("请填写金额，单位为元，例如12000.50")
    try:
        return Decimal(plain.replace(",", ""))
    except InvalidOperation:
        raise ValueError("请填写金额，单位为元，例如12000.50") from None


def yuan(fen: int) -> Decimal:
    """Give fen as 元 with exactly two decimals."""
    return Decimal(fen).scaleb(-2)


def yuan_json(fen: int) -> int | float:
    """Give fen as the number JSON carries: whole 元 as an integer."""
    return fen // 100 if fen % 100 == 0 else fen / 100


def wan(fen: int) -> str:
    """Write fen in 万元: rounded half up to two decimals, no trailing zeros, no separators."""
    return plain_number(Decimal(fen) / 1_000_000)


def plain_number(number: Decimal, places: int = 2) -> str:
    """Write a number rounded half up, without trailing zeros and never as "-0"."""
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    written = f"{rounded:f}"
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written
