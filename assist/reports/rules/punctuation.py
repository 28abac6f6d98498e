"""Half-width signs become full-width in Chinese text, and nowhere else."""

from __future__ import annotations

import re
import unicodedata

_WIDE = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！"}
_BRACKETS = {"(": "（", ")": "）"}
_QUOTES = {'"': "“”", "'": "‘’"}
#: Signs that stand in Chinese text although their width is told by the font.
_CHINESE_SIGNS = frozenset("“”‘’…—")
#: Addresses stay as they are; Chinese in one stands behind one of its own signs.
_ADDRESS = re.compile(
    r"(?:(?<![a-z])[a-z]{2,12}://|www\.)[!-~]*(?:(?<=[/?&=#])[\u4e00-\u9fff]+[!-~]*)*|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+",
    re.ASCII | re.IGNORECASE,
)
#: What a mark says besides its words: its brackets, its figure's name, its period.
_MARK = re.compile(r"〖([^〖〗｜\n]*)((?:｜[^〖〗｜\n]+){1,2}〗)")


def full_width(text: str) -> str:
    """The text, as long as it was: numbers, English, addresses and the names in marks stay."""
    places = _readable(text)
    shown = "".join(text[place] for place in places)
    while (better := _converted(shown)) != shown:  # a sign that became wide is a neighbour
        shown = better
    letters = list(text)
    for place, letter in zip(places, shown, strict=True):
        letters[place] = letter
    return "".join(letters)


def _readable(text: str) -> list[int]:
    """The places of what is printed: everything but what marks say besides their words."""
    hidden = set()
    for found in _MARK.finditer(text):
        hidden.add(found.start())
        hidden.update(range(*found.span(2)))
    return [place for place in range(len(text)) if place not in hidden]


def _converted(text: str) -> str:
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    letters, kept = list(line), _addresses(line)
    for place, letter in enumerate(line):
        if place in kept:
            continue
        if letter in _WIDE and _in_chinese(line, place) and not _in_number(line, place):
            letters[place] = _WIDE[letter]
        elif letter == "." and _ends_sentence(line, place):
            letters[place] = "。"
    _pair_brackets(line, letters, kept)
    for sign, pair in _QUOTES.items():
        _pair_quotes(line, letters, sign, pair)
    return "".join(letters)


def _addresses(line: str) -> set[int]:
    """The places of addresses; a sign at the end of one is the sentence's."""
    kept: set[int] = set()
    for found in _ADDRESS.finditer(line):
        kept.update(range(found.start(), found.start() + len(found[0].rstrip(",;:.!?)'\""))))
    return kept


def _is_wide(letter: str) -> bool:
    if letter in _CHINESE_SIGNS:
        return True
    return bool(letter) and unicodedata.east_asian_width(letter) in "WF"


def _near(line: str, place: int, step: int) -> str:
    """The next letter on that side that is no blank."""
    place += step
    while 0 <= place < len(line) and line[place] == " ":
        place += step
    return line[place] if 0 <= place < len(line) else ""


def _in_chinese(line: str, place: int) -> bool:
    before, after = _near(line, place, -1), _near(line, place, 1)
    if line[place - 1 : place] == "%" and any(map(_is_wide, line)):
        return True
    return _is_wide(before) or _is_wide(after) or (not after and _behind_number(line, place))


def _behind_number(line: str, place: int) -> bool:
    """Whether a number or a name of a Chinese line ends here: 整改率100%, 型号LY-12B."""
    before = line[place - 1 : place]
    ends = before.isdigit() or before == "%" or (before.isalpha() and line[place] != ".")
    return ends and any(map(_is_wide, line[:place]))


def _in_number(line: str, place: int) -> bool:
    """1,000 and 12:30 and http://: no sign of the sentence."""
    before, after = line[place - 1 : place], line[place + 1 : place + 2]
    return (before.isdigit() and after.isdigit()) or line.startswith("://", place)


def _ends_sentence(line: str, place: int) -> bool:
    before, after = line[place - 1 : place], line[place + 1 : place + 2]
    if after == "." or before in {".", ""} or (after.isascii() and after.isalnum()):
        return False
    if _is_wide(before):
        return True
    return not line[place + 1 :].strip() and _behind_number(line, place)


def _pair_brackets(line: str, letters: list[str], kept: set[int]) -> None:
    """Both of a pair or none: Chinese around it or in it, or a half of it, makes it Chinese."""
    stack: list[int] = []
    for place, letter in enumerate(line):
        if place in kept:
            continue
        if letter in "(（":
            stack.append(place)
        elif letter in ")）" and stack:
            start = stack.pop()
            within = any(map(_is_wide, line[start : place + 1]))
            if within or _is_wide(_near(line, start, -1)) or _is_wide(_near(line, place, 1)):
                letters[start], letters[place] = _BRACKETS["("], _BRACKETS[")"]


def _pair_quotes(line: str, letters: list[str], sign: str, pair: str) -> None:
    places = [place for place, letter in enumerate(line) if letter == sign]
    if len(places) % 2 or not any(_in_chinese(line, place) for place in places):
        return
    for turn, place in enumerate(places):
        letters[place] = pair[turn % 2]
