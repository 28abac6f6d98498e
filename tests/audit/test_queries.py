"""Finding events: by whom, about what, when; and that a long log costs no more than a short one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier
from time import sleep

import pytest
import time_machine
from flask import Flask
from sqlalchemy import event

from assist import audit
from assist.accounts.models import User
from assist.audit import queries
from assist.audit.queries import Filter, remembered
from assist.audit.rules import Group
from assist.db import db, writing
from assist.web.transaction import writing_transaction
from tests.cadres.factories import cadre

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def note(verb: str, key: str = "1", kind: str = "visit", by: User | None = None) -> None:
    with writing_transaction():
        audit.record(verb=verb, kind=kind, key=key, sentence=f"做了{verb}", by=by)


def keys(asked: Filter, before: int | None = None) -> list[str]:
    return [row.key for row in queries.events(asked, before).rows]


def test_the_newest_come_first_and_pages_follow_each_other(app: Flask) -> None:
    for n in range(60):
        note("visit.record", key=str(n))
    first = queries.events(Filter(), None)
    second = queries.events(Filter(), first.next_before)
    assert [row.key for row in [*first.rows, *second.rows]] == [str(n) for n in range(59, -1, -1)]
    assert (first.partial, second.partial, second.next_before) == (False, False, None)


@pytest.mark.parametrize(
    "asked, found",
    [
        (Filter(group=Group.EXPORT), ["b"]),
        (Filter(group=Group.REVEAL), ["c"]),
        (Filter(group=Group.VISITS), ["d", "a"]),
        (Filter(kind="problem"), ["e"]),
        (Filter(kind="visit", key="d"), ["d"]),
        (Filter(words="contact"), ["c"]),
        (Filter(words="%"), []),
        (Filter(account="nobody"), []),
    ],
)
def test_filters(app: Flask, asked: Filter, found: list[str]) -> None:
    note("visit.record", "a")
    note("export", "b")
    note("contact.reveal", "c", kind="enterprise")
    note("visit.amend", "d")
    note("problem.assign", "e", kind="problem")
    assert keys(asked) == found


def test_by_account(app: Flask) -> None:
    one, two = cadre(), cadre()
    note("visit.record", "a", by=one)
    note("visit.record", "b", by=two)
    assert keys(Filter(account=one.account)) == ["a"]


def test_by_day(app: Flask) -> None:
    with time_machine.travel(START, tick=False) as clock:
        for key in "abc":
            note("visit.record", key)
            clock.shift(timedelta(days=1))
    assert keys(Filter(since=START + timedelta(hours=1))) == ["c", "b"]
    assert keys(Filter(until=START + timedelta(hours=30))) == ["b", "a"]
    assert keys(Filter(since=START + timedelta(days=9))) == []


def test_where_no_index_leads_a_page_looks_through_a_bounded_stretch(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "WINDOW", 10)
    note("export", "early")
    for n in range(25):
        note("visit.record", str(n))
    asked, before, seen, pages = Filter(group=Group.EXPORT), None, [], 0
    while pages < 10:
        shown = queries.events(asked, before)
        seen += [row.key for row in shown.rows]
        pages += 1
        if shown.next_before is None:
            break
        assert shown.partial
        before = shown.next_before
    assert seen == ["early"]
    assert pages == 3


def test_a_page_takes_few_statements(app: Flask) -> None:
    for n in range(60):
        note("visit.record", key=str(n))
    statements: list[str] = []

    def count(*args: object) -> None:
        statements.append(str(args[2]))

    event.listen(db.engine, "before_cursor_execute", count)
    queries.events(Filter(since=START, until=START + timedelta(days=999)), None)
    event.remove(db.engine, "before_cursor_execute", count)
    assert len([one for one in statements if one.startswith("SELECT")]) <= 4


def test_what_a_writing_request_counts_is_for_itself_alone(app: Flask) -> None:
    note("visit.create")
    token = writing.set(True)
    try:
        assert remembered("alone", lambda: 1) == 1
        assert remembered("alone", lambda: 2) == 1
    finally:
        writing.reset(token)
    with app.app_context():
        assert remembered("alone", lambda: 3) == 3
        assert remembered("alone", lambda: 4) == 3


def test_who_asks_while_it_is_counted_waits_for_it(app: Flask) -> None:
    note("visit.create")
    together, counted = Barrier(4), []

    def slowly() -> int:
        counted.append(1)
        sleep(0.2)
        return len(counted)

    def ask() -> int:
        with app.app_context():
            together.wait()
            return remembered("together", slowly)

    with ThreadPoolExecutor(4) as readers:
        found = [one.result() for one in [readers.submit(ask) for _ in range(4)]]
    assert found == [1, 1, 1, 1]


def test_a_count_that_fails_keeps_nobody_waiting(app: Flask) -> None:
    note("visit.create")
    with pytest.raises(ZeroDivisionError):
        remembered("failing", lambda: 1 // 0)
    assert remembered("failing", lambda: 7) == 7


def test_nothing_is_remembered_by_an_empty_log(app: Flask) -> None:
    assert [remembered("empty", lambda: 1), remembered("empty", lambda: 2)] == [1, 2]
