"""Cleaning, splitting, masking and searching of text."""

import re
import unicodedata

# Invisible or direction-turning characters: they make two equal-looking words differ,
# or show a text in another order than it is stored.
_UNSEEN = {ord(c) for c in "\u200b\u2060\ufeff\u200e\u200f"} | {
    *range(0x202A, 0x202F),
    *range(0x2066, 0x206A),
}
_HALF_WIDTH = {**{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}, 0x3000: 0x20}
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_SEPARATORS = re.compile("[、,，;；\n]")
_BLANKS = re.compile(r"\s+")

_D = "[0-9０-９]"
_MOBILE = re.compile(
    rf"(?<!{_D})((?:[+＋]?(?:86|８６)[- ]?)?[1１][3-9３-９]{_D})"  # 138, with or without +86
    rf"[- ]?{_D}{{4}}[- ]?({_D}{{4}})(?!{_D})"
)
_LANDLINE = re.compile(r"(0(?:10|2[0-9]|[3-9][0-9]{2}))[-— ]?([0-9]{7,8})(?:[-— 转]+[0-9]{1,6})?")
_WITH_AREA = re.compile(
    rf"(?<!{_D})(?:[0０]{_D}{{2,3}}[-— ]?{_D}{{7,8}}"  # 0745-7331234
    rf"|[48４８][0０][0０][-— ]?{_D}{{3,4}}[-— ]?{_D}{{3,4}})"  # 400-800-1234
    rf"(?:[-— 转]+{_D}{{1,6}})?(?!{_D})"
)
_NAMED = re.compile(rf"((?:电话|座机|热线|手机|号码|致电|拨打)[:：是为]?\s*){_D}{{5,8}}(?!{_D})")
_LEFT_OUT = "（号码略）"
_MASK = re.compile(r"[*＊]{3,}")
# Signs that would break the address of a record whose number is typed.
_NOT_IN_NUMBERS = frozenset("/\\?#%")


def clean(text: str) -> str:
    """Compose (NFC), drop control and invisible characters but newlines, trim."""
    composed = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text)).replace("\t", " ")
    return "".join(c for c in composed if c == "\n" or _is_kept(c)).strip()


def _is_kept(character: str) -> bool:
    point = ord(character)
    if point in _UNSEEN or point & 0xFFFE == 0xFFFE:
        return False
    return unicodedata.category(character) not in {"Cc", "Cs"}


def half_width(text: str) -> str:
    """Turn full-width letters, digits and signs into their ASCII twins; nothing else changes."""
    return text.translate(_HALF_WIDTH)


def folded(text: str) -> str:
    """The form in which words are compared: half-width and lower case."""
    return half_width(text).lower()


def code(text: str) -> str:
    """Bring a code (credit code, number, account) to its one form: half-width, upper, no blanks."""
    return _BLANKS.sub("", half_width(clean(text))).upper()


#: Each word more narrows a list, and costs as much as the first.
WORDS = 3


def words_of(text: str) -> list[str]:
    """The words that a search asks for, all of which must be found; blanks part them.

    Of more than `WORDS` the last ones stay together as they were typed.
    """
    return text.split(maxsplit=WORDS - 1)


def split_list(text: str) -> list[str]:
    """Split a cell with several things in it; blanks and repetitions fall away, order stays."""
    parts = (part.strip() for part in _SEPARATORS.split(clean(text)))
    return list(dict.fromkeys(part for part in parts if part))


def mask_phone(phone: str) -> str:
    """Hide the middle of a phone number: 138****1234, 0745-****456."""
    plain = clean(phone)
    if is_masked(plain) or not plain:
        return plain
    landline = _LANDLINE.fullmatch(half_width(plain))
    if landline is not None:
        return f"{landline[1]}-****{landline[2][4:]}"
    digits = re.sub(r"[^0-9]", "", half_width(plain))
    if len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else f"****{digits[-2:]}"


def mask_name(name: str) -> str:
    """Leave a person's first character alone: 王***."""
    plain = clean(name)
    return plain if is_masked(plain) or not plain else f"{plain[0]}***"


def is_masked(text: str) -> bool:
    """Tell whether a value is a mask, which on the way back in means "unchanged"."""
    return _MASK.search(text) is not None


def mask_phones_in(text: str) -> str:
    """Mask every mobile number that stands inside free text."""
    return _MOBILE.sub(r"\1****\2", text)


def without_phones(text: str) -> str:
    """Leave out every phone number: what is passed on outside says whom to ask in words."""
    plain = _MOBILE.sub(_LEFT_OUT, text)
    plain = _WITH_AREA.sub(_LEFT_OUT, plain)
    return _NAMED.sub(rf"\1{_LEFT_OUT}", plain)


#: SQLite refuses a pattern of more than 50,000 bytes.
_LONGEST_PATTERN = 1000


def like_pattern(q: str) -> str:
    r"""Make a contains-pattern for ``LIKE … ESCAPE '\'`` in which % and _ mean themselves."""
    escaped = q[:_LONGEST_PATTERN].replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
    return f"%{escaped}%"


def record_number(text: str) -> str:
    """Take a number that can stand in an address, or say why it cannot."""
    plain = clean(text)
    if _NOT_IN_NUMBERS & set(plain) or len(plain) > 32 or plain == "new":
        raise ValueError("最多 32 个字，且不能含有 / \\ ? # % 等符号。")
    return plain


def shorten(text: str, length: int = 40) -> str:
    """Put a text on one line of at most ``length`` characters, ending in "…" where it was cut."""
    line = _BLANKS.sub(" ", text).strip()
    return line if len(line) <= length else line[: max(length - 1, 0)].rstrip() + "…"
