"""Sentences as other desks write them: each number gets what a careful clerk would say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from assist.lib.periods import Period
from assist.reports.queries.checking import Checked, Verdict, check
from tests.reports.example import GOLDEN, take_example_year

SENTENCES = (GOLDEN / "sentences.txt").read_text(encoding="utf-8").splitlines()
MARKED = re.compile(r"\{([^{}|]+)\|([=!?])([^{}]*)\}")
VERDICTS = {"=": Verdict.AGREES, "!": Verdict.DIFFERS, "?": Verdict.UNKNOWN}
NEXT = dict(zip("一二三四五六七八九两", "二三四五六七八九一三", strict=True))


@dataclass(frozen=True)
class Told:
    """A number of a sentence, and what has to be said to it."""

    start: int
    words: str
    verdict: Verdict
    ledger: str


@pytest.fixture
def year(app: Flask) -> None:
    take_example_year()


def sentences() -> Iterator[tuple[Period, str, list[Told]]]:
    for line in SENTENCES:
        if not line or line.startswith("#"):
            continue
        quarter = re.match("Q([1-4]): ", line)
        period = Period.of_quarter(2025, int(quarter[1])) if quarter else Period.of_year(2025)
        text, told, at = "", [], quarter.end() if quarter else 0
        for found in MARKED.finditer(line):
            text += line[at : found.start()]
            told.append(Told(len(text), found[1], VERDICTS[found[2]], found[3]))
            text, at = text + found[1], found.end()
        yield period, text + line[at:], told


def said(found: list[Checked], start: int, words: str) -> tuple[Verdict, str]:
    """What was said to the number there, and the ledger's words."""
    there = [
        one for one in found if one.number.start < start + len(words) and one.number.end > start
    ]
    verdicts = {one.verdict for one in there}
    order = (Verdict.DIFFERS, Verdict.AGREES, Verdict.UNKNOWN)
    shown = " ".join(one.shown for one in there)
    return next((one for one in order if one in verdicts), Verdict.UNKNOWN), shown


@pytest.mark.usefixtures("year")
def test_a_careful_clerk_says_the_same() -> None:
    wrong, seen = [], 0
    for period, text, told in sentences():
        found = check(text, period)
        for one in told:
            seen += 1
            verdict, shown = said(found, one.start, one.words)
            if verdict is not one.verdict or one.ledger not in shown:
                wrong.append((text, one.words, verdict.label, shown))
        places = [range(one.start, one.start + len(one.words)) for one in told]
        wrong += [
            (text, one.number.text, one.verdict.label, one.shown)
            for one in found
            if one.verdict is Verdict.DIFFERS
            and not any(
                one.number.start < place.stop and one.number.end > place.start for place in places
            )
        ]

    assert wrong == []
    assert seen > 250


def changed(words: str) -> Iterator[str]:
    """A digit, a numeral or the unit made another, a digit dropped or doubled."""
    for place, sign in enumerate(words):
        other = NEXT.get(sign) or ("3" if sign in "7７" else "7" if sign.isdecimal() else "")
        if other:
            yield words[:place] + other + words[place + 1 :]
    whole = re.search("[0-9]+", words)
    if whole and not re.search("[月日年.,]", words):
        yield words[: whole.end()] + whole[0][-1] + words[whole.end() :]
        if len(whole[0]) > 1:
            yield words[: whole.end() - 1] + words[whole.end() :]
    if "万元" in words:
        yield words.replace("万元", "亿元")
        yield words.replace("万元", "元")


@pytest.mark.usefixtures("year")
def test_whatever_agrees_is_called_different_once_it_is_changed() -> None:
    missed, tried = [], 0
    for period, text, told in sentences():
        for one in told:
            if one.verdict is not Verdict.AGREES or re.search("[余多约近上几至—]|左右", one.words):
                continue
            for words in changed(one.words):
                tried += 1
                behind = text[one.start + len(one.words) :]
                found = check(text[: one.start] + words + behind, period)
                if said(found, one.start, words)[0] is not Verdict.DIFFERS:
                    missed.append((text, one.words, words))

    assert missed == []
    assert tried > 900
