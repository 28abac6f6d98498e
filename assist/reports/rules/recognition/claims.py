"""Which figure a number of a text speaks of, and for which period; others are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assist.lib.figures import Figure
from assist.lib.periods import Period
from assist.reports.rules.numbers import Number, NumberKind, kin
from assist.reports.rules.recognition.cues import INNER, TOPICS, Cue, cue_of
from assist.reports.rules.recognition.phrases import Phrase, phrases
from assist.reports.rules.recognition.times import DIFFERENCE, When, when

#: Settings that a text names beside its figures.
BASE_DATE, SMALL_DEBT = "base_date", "small_debt"
#: Figures that fit the words about equally well; the number is true if one of them says so.
CLOSE = 8.0
_TOPIC = re.compile("|".join(f"(?P<{name}>{words})" for name, words in TOPICS.items()))
#: A phrase about a part of the whole: of a kind, of one enterprise, on an average.
_PART = re.compile(
    "其中|(?<![各这此两多])类(?:问题|别)?|全[市省国]|有限公司|股份|集团|合作社|(?<![户家人])均|平均|人均|最多|最少|最大|最长|首[次批家]|"
    "每[次家人户月个]|单[笔个]|以上(?:的)?$|不含|另有|除.{1,8}外|同一"
)
_LISTED = re.compile("其中[^,，;；。()（）]*$")
_OF_ONE = re.compile("(?:有限公司|集团|合作社)(?!等)|对标|借鉴|兄弟(?:县|区|单位)|外地")
_AMONG = re.compile("等$|等(?:企业|重点企业)?$")
_BASE = re.compile("^(?:前|以前|之前|止)?(?:形成)?的?(?:存量|拖欠|历史)?(?:中小企业)?(?:欠款|账款)")
_BASED = re.compile("基准日[为是]?$")
_SMALL = re.compile("^的?(?:小额|存量|中小企业)?(?:欠款|账款|债务|拖欠)")


@dataclass(frozen=True)
class Names:
    """What the phrases of a place may name: its parts, whose share is not the whole."""

    parts: frozenset[str] = frozenset()
    base_day: date = date(2024, 6, 30)

    def part(self, words: str) -> bool:
        """Whether the phrase is about one of the parts."""
        return any(name in words for name in self.parts)

    def begins(self, sentence: str) -> bool:
        """Whether one of the parts is what the sentence is about."""
        return sentence.startswith(tuple(self.parts))


@dataclass(frozen=True)
class Claim:
    """A number with the figures (or the setting) that it may state, best first."""

    number: Number
    figures: tuple[Figure, ...] = ()
    when: When | None = None
    setting: str = ""


def claims(
    text: str, numbers: Sequence[Number], figures: Sequence[Figure], report: Period, names: Names
) -> Iterator[Claim]:
    """Every number with what it claims, in order."""
    known = [(figure, cue_of(figure)) for figure in figures]
    last, spoken = Claim(numbers[0]) if numbers else None, None
    for phrase in phrases(text, numbers):
        full = _joined(phrase, spoken)
        claim = _claim(phrase, full, known, report, names, last)
        yield claim
        if phrase.number.kind in (NumberKind.COUNT, NumberKind.MONEY, NumberKind.RATE):
            last, spoken = claim, full


def _joined(phrase: Phrase, spoken: Phrase | None) -> Phrase:
    """A phrase of joining words alone says what the one before it said."""
    if not phrase.follows or spoken is None:
        return phrase
    return replace(phrase, own=spoken.own, after=phrase.after or spoken.after, before=spoken.before)


def _claim(
    phrase: Phrase,
    full: Phrase,
    known: Sequence[tuple[Figure, Cue]],
    report: Period,
    names: Names,
    last: Claim | None,
) -> Claim:
    number = phrase.number
    if number.kind is NumberKind.NAME or phrase.coming:
        return Claim(number)
    setting = _setting(phrase, report)
    if setting:
        return Claim(number, setting=setting)
    moment = when(_timed(phrase, full), report, names.base_day)
    if moment is None:
        return Claim(number)
    if moment.against:
        return Claim(number, last.figures if last else (), moment)
    return Claim(number, tuple(_best(full, known, names)), moment)


def _timed(phrase: Phrase, full: Phrase) -> str:
    """Where the period is named: in the phrase, or alone in the one before (第四季度，走访…)."""
    if phrase.number.kind in (NumberKind.DAY, NumberKind.MONTHS):
        return ""
    if DIFFERENCE.search(phrase.own) or not phrase.own.strip():
        return phrase.own or full.own
    found = re.search(r"(?:^|[。;；\n])([^,，。;；\n]{2,18})[,，]$", phrase.before)
    return f"{found[1]},{phrase.own}" if found and not phrase.follows else phrase.own


def _setting(phrase: Phrase, report: Period) -> str:
    number = phrase.number
    dated = number.kind is NumberKind.DAY and number.on != report.cut_off
    if dated and (_BASE.match(phrase.after) or _BASED.search(phrase.own)):
        return BASE_DATE
    if re.search("以下$|以内$", number.text) and _SMALL.match(phrase.after):
        money = number.kind is NumberKind.MONEY or "万" in number.text
        return SMALL_DEBT if money else ""
    return ""


def _best(phrase: Phrase, known: Sequence[tuple[Figure, Cue]], names: Names) -> list[Figure]:
    found = [
        (score, place, figure)
        for place, (figure, cue) in enumerate(known)
        if _may(phrase, figure, cue) and (score := _score(phrase, figure, cue, names))
    ]
    found.sort(key=lambda one: (-one[0], one[1]))
    return [figure for score, _, figure in found if score >= found[0][0] - CLOSE]


def _may(phrase: Phrase, figure: Figure, cue: Cue) -> bool:
    """By kind and unit; a number without a unit stands alone, as in a table."""
    number = phrase.number
    if number.kind is NumberKind.COUNT and not number.unit:
        if figure.money:
            return number.text.rstrip("以上下余多").endswith(("万", "亿"))
        return not phrase.after and kin(number, figure)
    if cue.units and number.kind is NumberKind.COUNT:
        return number.unit in cue.allowed
    return kin(number, figure)


def _score(phrase: Phrase, figure: Figure, cue: Cue, names: Names) -> float:
    """How well the words fit; 0 where they do not. A label alone is the figure's, as in a table."""
    if phrase.own.strip("为共: \t") == figure.label:
        return 0 if cue.whole and _is_part(phrase, "", names) else 200
    dated = not figure.unit or figure.unit == "月"
    near, words = _dated(phrase, cue) if dated else _near(phrase, cue)
    if not near or (cue.never_words and cue.never_words.search(words)):
        return 0
    if cue.whole and _is_part(phrase, words, names):
        return 0
    if cue.unless_words and cue.unless_words.search(_sentence(phrase)):
        return 0
    topic = _topic(phrase, cue)
    return 0 if topic is None else near + topic


def _dated(phrase: Phrase, cue: Cue) -> tuple[float, str]:
    """A day or months: the words stand on both sides; 前 and 截至 make it another day."""
    other = re.match("前|之前|以前|起|至", phrase.after) or phrase.own.endswith(("截至", "截止"))
    found = None if other else cue.near_words.search(phrase.around)
    return (100 + len(found[0]) if found else 0), phrase.around


def _near(phrase: Phrase, cue: Cue) -> tuple[float, str]:
    """The nearer and the longer the better, before the number rather than behind; and where."""
    before = list(cue.near_words.finditer(phrase.own))
    if before:
        gap = len(phrase.own) - before[-1].end()
        return 100 + min(len(before[-1][0]), 8) - 0.5 * gap, phrase.own
    behind = cue.near_words.search(phrase.after)
    if behind is None or behind.start() > 12:
        return 0, ""
    gap = behind.start()
    return 90 + min(len(behind[0]), 8) - 0.5 * gap, phrase.after[: behind.end() + 2]


def _is_part(phrase: Phrase, words: str, names: Names) -> bool:
    """Whether it speaks of a share: by its own words, in a list behind 其中, or of one company."""
    if _AMONG.search(words):
        return False
    if _PART.search(words) or names.part(words):
        return True
    sentence = _sentence(phrase)
    if _LISTED.search(sentence + phrase.own) or _OF_ONE.search(sentence):
        return True
    return names.begins(sentence)


def _topic(phrase: Phrase, cue: Cue) -> float | None:
    """0 to 40 for a topic that is named; None where another one is spoken of."""
    if not cue.topic:
        return 0
    if re.search(TOPICS[cue.topic], phrase.own) or re.search(TOPICS[cue.topic], phrase.after):
        return 40
    spoken = [m for m in _TOPIC.finditer(phrase.before) if m.lastgroup not in INNER]
    if cue.topic in INNER:
        spoken = list(re.finditer(f"(?P<{cue.topic}>{TOPICS[cue.topic]})", phrase.before))
    nearest = spoken[-1] if spoken else None
    if nearest is None or nearest.lastgroup != cue.topic:
        other = nearest is not None and nearest[0] in _sentence(phrase)
        return 5 if cue.loose and not other else None
    way = phrase.before[nearest.end() :]
    return max(5.0, 35 - 0.1 * len(way) - 8 * sum(way.count(sign) for sign in "。;；"))


def _sentence(phrase: Phrase) -> str:
    """What the sentence has said before the phrase."""
    return phrase.before[max(phrase.before.rfind(sign) for sign in "。;；") + 1 :]
