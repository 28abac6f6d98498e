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
from assist.reports.rules.recognition.times import DIFFERENCE, FEWER, When, when

#: Settings that a text names beside its figures.
BASE_DATE, SMALL_DEBT = "base_date", "small_debt"
#: Figures that fit the words about equally well; the number is true if one of them says so.
CLOSE = 8.0
_TOPIC = re.compile("|".join(f"(?P<{name}>{words})" for name, words in TOPICS.items()))
#: A phrase about a part of the whole: of a kind, of one enterprise, on an average.
_PART = re.compile(
    "其中|(?<![各这此两多])类(?:问题|别)?|全[市省国]|有限公司|股份|集团|合作社|(?<![户家人])均|平均|人均|最多|最少|最大|最长|首[次批家]|"
    "每[次家人户月个]|单[笔个]|以上(?:的)?(?:$|欠款|账款|拖欠)|不含|另有|除.{1,8}外|同一"
)
#: 其中四季度28家次: a part of the time, and the whole of that.
_OF_TIME = re.compile(
    "其中[,，]?(?=(?:20[0-9]{2}年)?第?[一二三四1-4]季度|[0-9]{1,2}月|[上下]半年|[本今当]|20)"
)
#: One kind of those who owe; two of them stand for all.
_DEBTOR = re.compile("政府部门|机关|事业单位|国有企业|国企|大型企业|平台公司|央企")
#: Who did it, where that is another body: 市应急管理局检查企业23家.
_BODY = re.compile(
    "^(?:其中|此外|另外|同时|例如|[(（]?[一二三四五六七八九十]+[)）、是])?[,，]?"
    "(?P<body>(?:省|市|区|县|消防|公安|交警|税务|供电)[^,，。;；、]{0,12}?(?:局|厅|发改委|纪委|委办"
    "|政府办|大队|支队|服务中心|执法中心|监测中心|供电公司|法院|检察院|监管所|派出所|司法所|税务所))"
)
#: 洪江 of 洪江区科技和工业信息化局.
_PLACE = re.compile("(.+?)[省市县区旗]")
_LISTED = re.compile("其中[^,，;；。()（）]*$")
_OF_ONE = re.compile("(?:有限公司|集团|合作社)(?!等)|对标|借鉴|兄弟(?:县|区|单位)|外地")
_AMONG = re.compile("等$|等(?:企业|重点企业)?$|等[^,，]{0,6}(?:问题|难题|困难|诉求|需求)")
#: 区级领导、联络员共走访: the parts together.
_TOGETHER = re.compile("[、和及与].*共")
#: What a sentence goes on about once it has said so.
_AHEAD = re.compile("力争|预计|明年|下一步|下季度|下一季度")
_BASE = re.compile("^(?:前|以前|之前|止)?(?:形成)?的?(?:存量|拖欠|历史)?(?:中小企业)?(?:欠款|账款)")
_BASED = re.compile("基准日[为是]?$")
_SMALL = re.compile("^的?(?:小额|存量|中小企业)?(?:欠款|账款|债务|拖欠)")


@dataclass(frozen=True)
class Names:
    """What the phrases of a place may name: its parts, whose share is not the whole."""

    parts: frozenset[str] = frozenset()
    #: Words of the classes of problems: 用地 of 用地与厂房.
    kinds: frozenset[str] = frozenset()
    base_day: date = date(2024, 6, 30)
    #: Whose text it is, and who leads them: 区工委, 区管委.
    bureau: str = ""
    leaders: frozenset[str] = frozenset()

    def others(self, sentence: str) -> bool:
        """Whether another body did it, or came to this place: 市应急管理局检查企业23家."""
        place = _PLACE.match(self.bureau)
        if re.search("来(?:我[省市县区旗局]" + (f"|{place[1]}" if place else "") + ")", sentence):
            return True
        found = _BODY.search(sentence)
        if found is None or any(name in sentence for name in self.leaders):
            return False
        return not self._is_own(found["body"])

    def _is_own(self, body: str) -> bool:
        """Whether it is this bureau, as long or as short as it is called: 区科工局."""
        signs = iter(self.bureau)
        return all(sign in signs for sign in body)

    def part(self, words: str) -> bool:
        """Whether the phrase is about one of the parts."""
        return any(name in words for name in self.parts)

    def kind(self, words: str) -> bool:
        """Whether the phrase is about problems of one class."""
        return any(name in words for name in self.kinds)

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


class Known:
    """The figures, with those that a number of a kind and unit may be at all kept at hand."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self.all = [(at, figure, cue_of(figure)) for at, figure in enumerate(figures)]
        self.found: dict[tuple[NumberKind, str, bool, bool], list[tuple[int, Figure, Cue]]] = {}

    def of(self, phrase: Phrase) -> list[tuple[int, Figure, Cue]]:
        """By kind and unit; a number without a unit stands alone, as in a table."""
        number = phrase.number
        alone, myriads = not phrase.after, number.text.rstrip("以上下余多").endswith(("万", "亿"))
        key = (number.kind, number.unit, alone, myriads)
        if key not in self.found:
            self.found[key] = [
                one for one in self.all if _may(number, alone, myriads, one[1], one[2])
            ]
        return self.found[key]


def _may(number: Number, alone: bool, myriads: bool, figure: Figure, cue: Cue) -> bool:
    if number.kind is NumberKind.COUNT and not number.unit:
        return myriads if figure.money else alone and kin(number, figure)
    if cue.units and number.kind is NumberKind.COUNT:
        return number.unit in cue.allowed
    return kin(number, figure)


def claims(
    text: str, numbers: Sequence[Number], figures: Sequence[Figure], report: Period, names: Names
) -> Iterator[Claim]:
    """Every number with what it claims, in order."""
    known = Known(figures)
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
    known: Known,
    report: Period,
    names: Names,
    last: Claim | None,
) -> Claim:
    number = phrase.number
    if number.kind is NumberKind.NAME or _is_limit(phrase) or _AHEAD.search(_sentence(phrase)):
        return Claim(number)
    setting = _setting(phrase, report)
    if setting:
        return Claim(number, setting=setting)
    moment = when(_timed(phrase, full), report, names.base_day) or _compared(phrase, report, last)
    if moment is None:
        return Claim(number)
    if moment.against:
        return Claim(number, last.figures if last and not phrase.coming else (), moment)
    return Claim(number, tuple(_best(full, known, names)), moment)


def _compared(phrase: Phrase, report: Period, last: Claim | None) -> When | None:
    """增长33.3% behind 比上季度增加7家次, or behind （上季度21家次）, is against the same."""
    difference = DIFFERENCE.fullmatch(phrase.own.strip("了"))
    if not (difference and phrase.follows and last and last.when):
        return None
    against = last.when.against or (last.when.period if last.when.other else None)
    fewer = bool(FEWER.search(phrase.own))
    return When(report, against, fewer, other=True) if against else None


def _is_limit(phrase: Phrase) -> bool:
    """10万元以上的欠款 says which are counted."""
    above = phrase.number.text.endswith(("以上", "以上的"))
    return above and _SMALL.match(phrase.after) is not None


def _timed(phrase: Phrase, full: Phrase) -> str:
    """Where the period is named: in the phrase, or alone in the one before (第四季度，走访…)."""
    if phrase.number.kind in (NumberKind.DAY, NumberKind.MONTHS):
        return ""
    if DIFFERENCE.search(phrase.own) or not phrase.own.strip("、,， "):
        return phrase.own.strip("、,， ") or full.own
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


def _best(phrase: Phrase, known: Known, names: Names) -> list[Figure]:
    if not (phrase.own.strip() or phrase.after.strip()):
        return []
    found = [
        (score, place, figure)
        for place, figure, cue in known.of(phrase)
        if (cue.stands or not phrase.coming) and (score := _score(phrase, figure, cue, names))
    ]
    found.sort(key=lambda one: (-one[0], one[1]))
    return [figure for score, _, figure in found if score >= found[0][0] - CLOSE]


def _score(phrase: Phrase, figure: Figure, cue: Cue, names: Names) -> float:
    """How well the words fit; 0 where they do not. A label alone is the figure's, as in a table."""
    if phrase.own.strip("为共: \t") == figure.label:
        return 0 if cue.whole and _is_part(phrase, "", names, cue) else 200
    dated = not figure.unit or figure.unit == "月"
    near, words = _dated(phrase, cue) if dated else _near(phrase, cue)
    if not near or (cue.never_words and cue.never_words.search(words)):
        return 0
    if cue.whole and _is_part(phrase, words, names, cue):
        return 0
    if cue.unless_words and cue.unless_words.search(_sentence(phrase) + phrase.own):
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
    before = [] if cue.behind else list(cue.near_words.finditer(phrase.own))
    if before:
        gap = len(phrase.own) - before[-1].end()
        return 100 + min(len(before[-1][0]), 8) - 0.5 * gap, phrase.own
    behind = cue.near_words.search(phrase.after)
    if behind is None or behind.start() > 12:
        return 0, ""
    if phrase.runs_on and behind.end() == len(phrase.after):
        return 0, ""  # 24件问题已解决20件: 解决 is what the 20 are
    gap = behind.start()
    return 90 + min(len(behind[0]), 8) - 0.5 * gap, phrase.after[: behind.end() + 2]


def _is_part(phrase: Phrase, words: str, names: Names, cue: Cue) -> bool:
    """Whether it speaks of a share: by its own words, in a list behind 其中, or of one body."""
    sentence = _sentence(phrase)
    whole = sentence + phrase.own
    if names.others(whole.lstrip(" 　")):
        return True
    if _AMONG.search(words):
        return False
    words = _OF_TIME.sub("", words)
    if (
        _PART.search(words)
        or (names.part(words) and not _TOGETHER.search(words))
        or _is_kind(words, names, cue)
    ):
        return True
    if _LISTED.search(_OF_TIME.sub("", whole)) or _OF_ONE.search(sentence):
        return True
    return names.begins(sentence)


def _is_kind(words: str, names: Names, cue: Cue) -> bool:
    """Whether it speaks of problems of one class, or of one kind of those who owe."""
    if cue.topic == "problem":
        return names.kind(words)
    return cue.topic == "arrears" and len(set(_DEBTOR.findall(words))) == 1


def _topic(phrase: Phrase, cue: Cue) -> float | None:
    """0 to 40 for a topic that is named; None where another one is spoken of."""
    if not cue.topic:
        return 0
    if cue.sure_words and cue.sure_words.search(phrase.own):
        return 20
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
