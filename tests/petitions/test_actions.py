"""What is done to a petition, and that the log never says who asked or what."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from assist.audit.models import AuditEvent
from assist.db import db
from assist.lib.errors import Invalid, Refused
from assist.lib.standing import Standing
from assist.petitions import actions
from assist.petitions.models import Opinion, Petition, PetitionChannel
from assist.problems.states import Satisfaction
from tests.cadres.factories import handler, leader, office
from tests.petitions.factories import PetitionFactory

ON = date(2025, 12, 31)


def facts(**values: Any) -> dict[str, Any]:
    return {
        "received_on": date(2025, 12, 1),
        "channel": PetitionChannel.VISIT,
        "field": "劳动",
        "matter": "反映欧阳小明的工资没有结清",
        "accepted_on": None,
        "petitioner": "欧阳小明",
        "petitioner_phone": "13712345678",
        "due_on": None,
        "handler": None,
        "leader": None,
        "answered": "",
    } | values


ANSWER = {
    "done_on": ON,
    "opinion": Opinion.SUPPORTED,
    "answer": "工资已经补发。",
    "result": "化解",
    "satisfaction": Satisfaction.SATISFIED,
}


def logged() -> list[AuditEvent]:
    db.session.commit()
    return list(db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id)))


def test_a_matter_gets_number_and_limit_by_its_channel(app: Flask) -> None:
    by = office()
    plain = actions.record(by=by, on=ON, facts=facts())
    hotline = actions.record(by=by, on=ON, facts=facts(channel=PetitionChannel.HOTLINE))
    accepted = actions.record(by=by, on=ON, facts=facts(accepted_on=date(2025, 12, 5)))
    ordered = actions.record(by=by, on=ON, facts=facts(due_on=date(2025, 12, 3)))
    assert [plain.number, hotline.number] == ["XF-2025-0001", "XF-2025-0002"]
    assert plain.due_on == date(2026, 1, 30)
    assert hotline.due_on == date(2025, 12, 8)
    assert accepted.due_on == date(2026, 2, 3)
    assert ordered.due_on == date(2025, 12, 3)


@pytest.mark.parametrize(
    "values, name",
    [
        ({"received_on": date(2026, 1, 1)}, "received_on"),
        ({"accepted_on": date(2025, 11, 30)}, "accepted_on"),
        ({"due_on": date(2025, 11, 30)}, "due_on"),
        ({"petitioner": "王***"}, "petitioner"),
    ],
)
def test_impossible_facts_are_refused_at_their_field(
    app: Flask, values: dict[str, Any], name: str
) -> None:
    with pytest.raises(Invalid) as error:
        actions.record(by=office(), on=ON, facts=facts(**values))
    assert error.value.field == name


def test_the_log_says_neither_who_asked_nor_what(app: Flask) -> None:
    by = office()
    row = actions.record(by=by, on=ON, facts=facts())
    actions.finish(by=by, on=ON, row=row, facts=ANSWER | {"answer": "已答复欧阳小明"})
    actions.reopen(by=by, row=row, words="欧阳小明不服")
    actions.reveal(by=by, row=row, why="给欧阳小明回电话 13712345678")
    actions.void(by=by, row=row, words="欧阳小明重复来访")
    events = logged()
    text = "".join(event.sentence + event.changes for event in events)
    assert [event.verb for event in events] == [
        "petition.record", "petition.finish", "petition.reopen", "petition.reveal",
        "petition.void",
    ]  # fmt: skip
    assert [word for word in ("欧阳小明", "13712345678", "工资") if word in text] == []


def test_a_masked_name_stays_what_it_was(app: Flask) -> None:
    row = PetitionFactory()
    actions.amend(
        by=office(), on=ON, row=row,
        facts=facts(petitioner="欧***", petitioner_phone="137****5678", field="账款"),
    )  # fmt: skip
    assert (row.petitioner, row.petitioner_phone, row.field) == ("欧阳小明", "13712345678", "账款")


def test_the_named_handler_answers_and_nobody_else(app: Flask) -> None:
    person = handler()
    row = PetitionFactory(handler_id=person.id, leader_id=leader().id)
    with pytest.raises(Refused):
        actions.finish(by=row.leader, on=ON, row=row, facts=ANSWER)
    actions.tell(by=person, on=ON, row=row, told_on=date(2025, 12, 9))
    actions.finish(by=person, on=ON, row=row, facts=ANSWER)
    assert (row.told_on, row.done_on, row.result) == (date(2025, 12, 9), ON, "化解")
    with pytest.raises(Refused, match="已经办结"):
        actions.finish(by=person, on=ON, row=row, facts=ANSWER)


def test_an_extension_is_noted_with_reason_and_the_day_of_telling(app: Flask) -> None:
    row, by = PetitionFactory(), office()
    more = {
        "extended_to": date(2026, 2, 20),
        "extended_why": "案情复杂",
        "extension_told_on": ON,
    }
    with pytest.raises(Invalid):
        actions.extend(by=by, on=ON, row=row, **more | {"extended_to": date(2026, 3, 2)})
    actions.extend(by=by, on=ON, row=row, **more)
    assert row.limit == date(2026, 2, 20)
    with pytest.raises(Refused, match="只能延期一次"):
        actions.extend(by=by, on=ON, row=row, **more)


def test_an_answer_taken_back_runs_the_clock_again(app: Flask) -> None:
    row, by = PetitionFactory(), office()
    actions.finish(by=by, on=ON, row=row, facts=ANSWER)
    actions.reopen(by=by, row=row, words="信访人不服")
    assert (row.done_on, row.opinion, row.result) == (None, None, "")
    actions.void(by=by, row=row, words="重复登记")
    db.session.commit()
    assert db.session.get_one(Petition, row.id).standing is Standing.VOID
    with pytest.raises(Refused):
        actions.void(by=by, row=row, words="再来")


def test_a_review_names_a_matter_that_was_there_before_it(app: Flask) -> None:
    by = office()
    first = PetitionFactory(done_on=date(2025, 12, 10))
    late = PetitionFactory(received_on=date(2025, 12, 20))
    gone = PetitionFactory(standing=Standing.VOID)
    review = facts(channel=PetitionChannel.REVIEW, received_on=date(2025, 12, 15))
    row = actions.record(by=by, on=ON, facts=review | {"answered": first.number})
    assert row.answered is first
    assert any("原信访编号" in str(one.changes) for one in logged())
    for wrong in (late.number, gone.number, "XF-absent", row.number):
        with pytest.raises(Invalid, match="信访"):
            actions.amend(by=by, on=ON, row=row, facts=review | {"answered": wrong})
    with pytest.raises(Invalid, match="渠道"):
        actions.record(by=by, on=ON, facts=facts(answered=first.number))
    with pytest.raises(Invalid, match="复查"):
        actions.amend(
            by=by,
            on=ON,
            row=first,
            facts=facts(channel=PetitionChannel.REVIEW, received_on=ON, answered=row.number),
        )
