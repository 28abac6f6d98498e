"""Marks, meetings and what the pages read after them, on both engines."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from assist.dashboard import actions, queries
from assist.dashboard.queries import sheet as sheets
from assist.dashboard.rules import Change
from assist.db import db
from assist.lib.errors import Invalid
from assist.problems.states import Act
from tests.cadres.factories import handler, leader
from tests.dashboard.full import TODAY, full, said
from tests.problems.factories import ProblemFactory


@pytest.mark.parametrize("scope", ["own", "all"])
def test_everything_is_read_after_a_mark_and_a_meeting(app: Flask, scope: str) -> None:
    reader, other = leader(), handler()
    actions.look(by=reader, newest=0)
    actions.issue(by=reader, on=TODAY, held_on=date(2025, 12, 30), title="第3次")
    db.session.commit()
    full(reader)
    with app.test_request_context():
        view = queries.view_of(reader, TODAY, scope)
        since, paper = queries.since_looked(view), sheets.sheet(view)
        read, table = queries.reading(view, None, 2), queries.table(view)
        called = queries.holders(ProblemFactory(lead_unit=other.unit), TODAY)

    assert since.counted == [(Change.MOVED, 30)]
    assert (paper.counts.overdue, len(paper.red), paper.asked, len(paper.questions)) == (
        30, 10, 10, 5,
    )  # fmt: skip
    assert paper.last is not None
    assert paper.changed == [(Change.MOVED, 30)]
    assert (read.day, read.place, read.total) == (TODAY, 2, 30)
    assert sum(part.overdue for part in table.classes) == 30
    assert [part.registered for part in table.leaders] == [41]
    assert len(called) == 1  # registered: the office has it


def test_a_meeting_moves_its_mark_when_it_is_issued_again(app: Flask) -> None:
    reader, other = leader(), handler()
    first = actions.issue(by=reader, on=TODAY, held_on=TODAY).step_id
    db.session.commit()
    said(ProblemFactory(), "清理完了", other, Act.ANSWER)

    again = actions.issue(by=reader, on=TODAY, held_on=TODAY, title="第4次")

    assert (first, again.step_id > first) == (0, True)
    assert [meeting.title for meeting in sheets.meetings()] == ["第4次"]


def test_a_meeting_far_from_today_is_refused(app: Flask) -> None:
    with pytest.raises(Invalid, match="31 天"):
        actions.issue(by=leader(), on=TODAY, held_on=date(2026, 3, 1))
