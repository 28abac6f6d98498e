"""Two taps at once, on either engine."""

from __future__ import annotations

import contextvars
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from assist.db import db
from assist.problems.models import Problem
from assist.visits.models import Draft, Visit
from tests.cadres.factories import cadre
from tests.client import Browser
from tests.enterprises.factories import paired
from tests.problems.factories import category
from tests.visits.factories import sent, told

TAPS = 6


def at_once(
    app: Flask, browsers: list[Browser], path: str, fields: list[dict[str, Any]]
) -> list[Any]:
    """What each browser is answered when all of them send in the same moment."""
    tokens = [browser.token() for browser in browsers]
    db.session.remove()
    barrier = Barrier(len(browsers))

    def tap(place: int) -> Any:
        barrier.wait()
        data = fields[place] | {"csrf_token": tokens[place]}
        return contextvars.Context().run(browsers[place].http.post, path, data=data)

    with ThreadPoolExecutor(len(browsers)) as pool:
        return list(pool.map(tap, range(len(browsers))))


def count(model: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_taps_at_once_store_one_visit(app: Flask, browser_as: Any) -> None:
    me = cadre()
    category()
    browsers = [browser_as(me) for _ in range(TAPS)]
    fields = sent(paired(me), **told(0, "甲"))
    answers = at_once(app, browsers, "/visits/new", [fields] * TAPS)
    assert {answer.status_code for answer in answers} == {303}
    assert len({answer.headers["Location"] for answer in answers}) == 1
    assert (count(Visit), count(Problem)) == (1, 1)


def test_visits_at_once_have_numbers_of_their_own(app: Flask, browser_as: Any) -> None:
    people = [cadre() for _ in range(TAPS)]
    browsers = [browser_as(person) for person in people]
    fields = [sent(paired(person)) for person in people]
    answers = at_once(app, browsers, "/visits/new", fields)
    assert {answer.status_code for answer in answers} == {303}
    numbers = sorted(db.session.scalars(select(Visit.number)))
    assert numbers == [f"ZF-2025-{n:04d}" for n in range(1, TAPS + 1)]


def test_autosaves_at_once_keep_one_draft(app: Flask, browser_as: Any) -> None:
    me = cadre()
    browsers = [browser_as(me) for _ in range(TAPS)]
    fields = sent(paired(me))
    answers = at_once(app, browsers, "/visits/drafts", [fields] * TAPS)
    assert {answer.status_code for answer in answers} == {303}
    assert count(Draft) == 1
