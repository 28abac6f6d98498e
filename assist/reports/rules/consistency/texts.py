"""The words of a report: marks, dates, names, signs, units, numerals, what must not go out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from assist.lib.days import chinese_day
from assist.lib.numerals import chinese
from assist.reports.rules.consistency.checked import Checked, Fault, Sentence, sentences
from assist.reports.rules.marks import MarkKind, loose, marks, plain
from assist.reports.rules.punctuation import full_width

_PAIRS = {"》": "《", "）": "（", ")": "（", "”": "“", "’": "‘", "〕": "〔", "】": "【"}
#: A bracket of either width closes one of either.
_SAME = {"(": "（"}
#: 1) at the beginning of a line numbers it.
_NUMBERED = re.compile(r"(?m)^[ 　]*[0-9a-z]{1,2}[)）]")
#: Rates of a whole; what is completed or grows may be more than all of it.
_RATE = re.compile("(?<=率)(?:为|达到|达|是|至)*([0-9.]+)%")
_OPEN_RATES = ("完成率", "增长率", "周转率")
_NOW = re.compile("截[至止](?:目前|今|现在)|目前为止|迄今")
_STOPPED = re.compile(r"截止(?=[0-9]{4}年|[0-9]{1,2}月)")
_ZERO = re.compile(r"[0-9]{4}年(?:0[0-9]月|[0-9]{1,2}月0[0-9]日)")
_SLASH = re.compile("(人|家|户|场|车|批)/次")
_NUMERAL = re.compile(
    "(?<![第每前后余几数这那一二三四五六七八九十百千])(?!一[次条家名人份笔场篇起件])"
    "([两二三四五六七八九十百千][二三四五六七八九十百千零]*)"
    "(人次|家次|场次|次(?!性)|件(?!套)|条(?!例|款)|家(?!庭)|名(?!单)|笔|份(?!额)|篇|场|起(?!来))"
)
_PHONE = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}|0[0-9]{2,3}-[0-9]{7,8})(?![0-9])")
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])"
    r"(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx](?![0-9A-Za-z])"
)
#: 《中华人民共和国保守国家秘密法》 may be named.
_LAW = re.compile("《[^《》]*(?:法|条例|规定|办法)》")
_BASE = re.compile("([共计]*清理欠款)[0-9]")
_INLINE = re.compile("一是[^。]*。二是|一是[^；]*；二是")


def complaints(checked: Checked) -> Iterator[Fault]:
    """Everything about the words."""
    for sentence in sentences(checked):
        yield from _marks(checked, sentence)
        yield from _days(checked, sentence)
        yield from _style(sentence)
        yield from _private(checked, sentence)
        yield from _bureau(checked, sentence)
    yield from _pairs(checked)
    yield from _whole(checked)


def _marks(checked: Checked, sentence: Sentence) -> Iterator[Fault]:
    if loose(sentence.raw):
        yield sentence.fault(
            sentence.raw.strip(), "标记不完整。", "删去单独的〖或〗，或恢复整个标记。", stops=True
        )
    for mark in marks(sentence.raw):
        if mark.kind is MarkKind.BLANK:
            fix = "写明内容，替换这处标记。"
            yield sentence.fault(mark.words, "还有待填写的内容。", fix, stops=True)
        elif mark.kind is MarkKind.PROOF and mark.words not in checked.proved:
            what, fix = "没有台账，也没有佐证材料。", "上传佐证材料，或改写这句话。"
            yield replace(sentence.fault(mark.words, what, fix, stops=True), claim=True)
        elif mark.kind is MarkKind.FIGURE and mark.name not in checked.by_label:
            what = f"没有“{mark.name}”这一指标。"
            yield sentence.fault(mark.words, what, "改正指标名称，或删去标记。", stops=True)
        elif mark.kind is MarkKind.TABLE and mark.name not in checked.tables:
            yield _unknown(sentence, mark.name, "表")
        elif mark.kind is MarkKind.CHART and mark.name not in checked.charts:
            yield _unknown(sentence, mark.name, "图")


def _unknown(sentence: Sentence, name: str, what: str) -> Fault:
    return sentence.fault(name, f"没有“{name}”这张{what}。", "改正名称，或删去这一行。", stops=True)


def _days(checked: Checked, sentence: Sentence) -> Iterator[Fault]:
    text = sentence.text
    for found in _NOW.finditer(text):
        fix = f"改为“截至{chinese_day(checked.period.cut_off)}”。"
        yield sentence.fault(found[0], "截止时点没有写明日期。", fix, stops=True)
    for found in _STOPPED.finditer(text):
        yield sentence.fault(found[0], "“截止”后面不接时间。", "改为“截至”。", stops=False)
    for found in _ZERO.finditer(text):
        better = re.sub(r"(?<=[年月])0", "", found[0])
        what = "日期中的月、日不编虚位。"
        yield sentence.fault(found[0], what, f"改为“{better}”。", stops=False)


def _style(sentence: Sentence) -> Iterator[Fault]:
    text = sentence.text
    for found in _SLASH.finditer(text):
        what = f"“{found[0]}”不是规范的计量单位。"
        yield sentence.fault(found[0], what, f"改为“{found[1]}次”。", stops=False)
    for found in _NUMERAL.finditer(text):
        number = chinese(found[1])
        if number is not None:
            what = "统计数字应使用阿拉伯数字。"
            yield sentence.fault(found[0], what, f"改为“{number}{found[2]}”。", stops=False)
    for found in _BASE.finditer(text):
        what = "“清理欠款”容易误读为已经还款。"
        yield sentence.fault(found[1], what, "改为“存量欠款共”。", stops=False)
    for found in _RATE.finditer(text):
        of_a_whole = not text[: found.start()].endswith(_OPEN_RATES)
        if of_a_whole and re.fullmatch("[0-9]+([.][0-9]+)?", found[1]) and float(found[1]) > 100:
            what = f"比率{found[1]}%不在0至100%之间。"
            yield sentence.fault(found[0], what, "核对分子和分母。", stops=True)
    better = full_width(text)
    if better != text:
        words = "".join(sorted({one for one, new in zip(text, better, strict=True) if one != new}))
        what = f"有半角标点{words}。"
        yield sentence.fault(text, what, f"改为：{better}", stops=False)


def _private(checked: Checked, sentence: Sentence) -> Iterator[Fault]:
    """What 保密审查 answers by name before the report is signed; it does not stop a freeze."""
    for pattern, what in ((_PHONE, "电话号码"), (_IDENTITY, "公民身份号码")):
        for found in pattern.finditer(sentence.text):
            fix = "删去，或遮盖中间几位；确需保留的由保密审查人核对。"
            yield sentence.fault(found[0], f"文中有{what}。", fix, stops=False)
    text = _LAW.sub("", sentence.text)
    for word in checked.secret:
        if word in text:
            what = f"有保密审查提示词“{word}”。"
            fix = "删去或改写；确需保留的由保密审查人核对。"
            yield sentence.fault(word, what, fix, stops=False)


def _bureau(checked: Checked, sentence: Sentence) -> Iterator[Fault]:
    """A name that was cut short: 洪江区科技和工业信息化."""
    bureau, text = checked.bureau, sentence.text
    if len(bureau) < 6:
        return
    start = bureau[: max(5, len(bureau) - 4)]
    for found in re.finditer(re.escape(start), text):
        if not text.startswith(bureau, found.start()):
            what = "单位名称不完整。"
            yield sentence.fault(found[0], what, f"改为“{bureau}”。", stops=True)


def _pairs(checked: Checked) -> Iterator[Fault]:
    """Signs that come in pairs, within a paragraph; a title may hold a full stop."""
    for chapter in checked.chapters:
        for line in chapter.text.split("\n"):
            alone = _alone(line)
            if alone:
                where = Sentence(chapter, line)
                what = f"“{alone}”没有成对。"
                yield where.fault(alone, what, "补上缺少的一半。", stops=True)


def _alone(line: str) -> str:
    """The first sign without its other half."""
    stack: list[str] = []
    if line.count('"') % 2:
        return '"'
    for letter in _NUMBERED.sub("", line):
        if _SAME.get(letter, letter) in _PAIRS.values():
            stack.append(letter)
        elif letter in _PAIRS:
            half = stack.pop() if stack else ""
            if _SAME.get(half, half) != _PAIRS[letter]:
                return letter
    return stack[0] if stack else ""


def _whole(checked: Checked) -> Iterator[Fault]:
    """What concerns the report and no sentence of it."""
    text = "\n".join(chapter.text for chapter in checked.chapters)
    first = checked.chapters[0].key if checked.chapters else ""
    day = chinese_day(checked.period.cut_off)
    if f"截至{day}" not in "".join(plain(text).split()):
        fix = f"在导语中写明“截至{day}”。"
        yield Fault(first, "", "", "全文没有写明数据截至日期。", fix, stops=True)
    bureau = checked.bureau
    if checked.title and bureau not in checked.title:
        what = "标题中没有单位全称。"
        yield Fault(first, checked.title, checked.title, what, f"写上“{bureau}”。", stops=True)
    if checked.signer and checked.signer != bureau:
        what = "署名不是单位全称。"
        yield Fault(first, checked.signer, checked.signer, what, f"改为“{bureau}”。", stops=True)
    inline = [one for one in checked.chapters if _INLINE.search(one.text)]
    if inline and any(re.search("(?m)^（一）", one.text) for one in checked.chapters):
        found = _INLINE.search(inline[0].text)
        words = found[0] if found else ""
        what = "有的层次用“（一）”，有的用“一是”，前后不一致。"
        yield Fault(inline[0].key, words, "一是", what, "统一为“（一）”“1.”。", stops=False)
