"""Whatever is written: the box finds what the texts themselves say, on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, or_, select

from assist.accounts.models import User
from assist.db import db, every_word, holds_words
from assist.enterprises.models import Enterprise
from assist.lib.text import clean, folded, like_pattern
from assist.search import queries
from assist.search.models import KEPT
from assist.search.rules import read
from tests.arrears.factories import DebtFactory
from tests.cadres.factories import office
from tests.petitions.factories import PetitionFactory
from tests.problems.factories import ProblemFactory
from tests.search.index import computed, stored
from tests.visits.factories import VisitFactory

ON = date(2025, 12, 31)
MAKE: dict[str, tuple[type[Any], str]] = {
    "problems": (ProblemFactory, "title"),
    "visits": (VisitFactory, "met"),
    "arrears": (DebtFactory, "contract"),
    "petitions": (PetitionFactory, "matter"),
}
SIGNS = st.sampled_from(
    [*"水电企业站园示范Aa１19-é İıIß%_\\'，\n😀𠮷", "停电", "ab", "2025-0", "示范0", "企业"]
)
TEXTS = st.lists(SIGNS, min_size=1, max_size=8).map(lambda some: clean("".join(some)))
RECORDS = st.lists(st.tuples(st.sampled_from(list(MAKE)), TEXTS), min_size=2, max_size=6)


def by_texts(key: str, words: str) -> set[int]:
    """The records that say each word, or are of an enterprise that it means, text by text."""
    kept = KEPT[key]

    def says(word: str) -> ColumnElement[bool]:
        held = holds_words(word.lower(), *kept.texts)
        meant = select(Enterprise.id).where(
            holds_words(folded(word), Enterprise.sought, folded=True)
        )
        return or_(held, kept.model.enterprise_id.in_(meant)) if kept.of_enterprise else held

    return set(db.session.scalars(select(kept.model.id).where(every_word(words, says))))


def by_list(key: str, words: str) -> set[int]:
    """Those that a list's LIKE finds in the same texts."""
    texts, model = KEPT[key].texts, KEPT[key].model

    def says(word: str) -> ColumnElement[bool]:
        return or_(*(text.like(like_pattern(word), escape="\\") for text in texts))

    return set(db.session.scalars(select(model.id).where(every_word(words, says))))


def by_box(reader: User, words: str) -> dict[str, tuple[int, bool, set[str]]]:
    """How many are found of each kind, whether of the newest alone, and the addresses shown."""
    return {
        group.key: (group.count, group.partly, {str(hit.href) for hit in group.hits})
        for group in queries.found(reader, ON, read(words))
    }


def emptied() -> None:
    for key in MAKE:
        for row in db.session.scalars(select(KEPT[key].model)):
            db.session.delete(row)
        db.session.commit()


@settings(
    max_examples=15, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(data=st.data(), written=RECORDS, amended=TEXTS, most=st.sampled_from([1, 2, 1000]))
def test_the_box_finds_what_the_texts_say(
    app: Flask, data: st.DataObject, written: list[Any], amended: str, most: int
) -> None:
    emptied()
    made = []
    for key, text in written:
        factory, field = MAKE[key]
        made.append((factory(**{field: text or "无"}), field))
    row, field = made[0]
    setattr(row, field, amended or "无")
    db.session.commit()
    assert stored() == computed()
    said = " ".join(text for _key, text in [*written, ("", amended)]).replace("\n", " ")
    start = data.draw(st.integers(0, max(len(said) - 2, 0)))
    words = said[start : start + data.draw(st.integers(2, 9))]
    assume(read(words).looks and not read(words).phone)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "LOOKED_AT", most)
        found = by_box(reader(), words)
    for key in MAKE:
        compared(key, read(words).words, found.get(key), most)


def reader() -> User:
    found = db.session.scalar(select(User).where(User.account == "office-reader"))
    return found or office(account="office-reader")


def compared(key: str, words: str, found: tuple[int, bool, set[str]] | None, most: int) -> None:
    """All is found, or it is said that the newest alone were looked at."""
    count, partly, hrefs = found or (0, False, set())
    said, model = by_texts(key, words), KEPT[key].model
    numbers = db.session.scalars(select(model.number).where(model.id.in_(said)))
    assert hrefs <= {f"/{key}/{number}" for number in numbers}
    assert count <= len(said) if partly else count == len(said)
    if words.isascii() or words.lower() == words.upper():  # databases leave É as it is
        assert by_list(key, words) <= said
