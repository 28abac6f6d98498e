"""A merger and what others write of the swallowed enterprise in the same moment."""

from __future__ import annotations

import contextvars
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from assist.accounts.models import User
from assist.arrears.models import Debt
from assist.db import db
from assist.enterprises import queries
from assist.enterprises.actions import merge
from assist.enterprises.models import MERGED, Enterprise, KeyYear, Pairing
from assist.policies.models import Delivery
from assist.problems.models import Problem
from assist.visits.models import Draft, Promise, Visit
from assist.web.transaction import writing_transaction
from tests.arrears.factories import DebtFactory
from tests.cadres.factories import cadre, leader, office
from tests.enterprises.factories import EnterpriseFactory
from tests.problems.factories import category
from tests.visits.factories import VisitFactory, sent, told

ON = date(2025, 12, 31)
DEBT = {
    "debtor": "区示例局", "debtor_kind": "agency", "creditor": "示例公司", "contract": "管网",
    "kind": "works", "owed": "1234.56", "stock": "new", "dispute": "none",
    "formed_on": "2025-02-01", "delivered_on": "2025-02-01",
}  # fmt: skip


@contextmanager
def merging(winner: str, loser: str, by: int) -> Iterator[None]:
    """A merger that is written, and committed when the block ends."""
    with writing_transaction():
        stays, goes, user = (
            queries.by_code(winner),
            queries.by_code(loser),
            db.session.get(User, by),
        )
        assert stays is not None
        assert goes is not None
        assert user is not None
        seen = queries.stamp(stays, goes, queries.moved(stays, goes))
        merge(by=user, on=ON, winner=stays, loser=goes, seen=seen)
        yield


def writes(enterprise: Enterprise) -> list[tuple[str, dict[str, Any]]]:
    """What somebody may be writing of an enterprise just now."""
    person = cadre()
    paired = {"leader": leader().account, "lead_unit": person.unit.name}
    promise = {"promises-0-words": "送材料", "promises-0-due_on": "2026-01-10"}
    return [
        ("/visits/new", sent(enterprise, person)),
        ("/visits/new", sent(enterprise, person, **promise)),
        ("/visits/new", sent(enterprise, person, **told(0, "甲"))),
        ("/visits/drafts", sent(enterprise, person)),
        ("/arrears/new", DEBT | {"enterprise": enterprise.code}),
        (
            "/pairings/new",
            paired
            | {"enterprise": enterprise.code, "liaisons": person.account, "start_on": "2025-12-01"},
        ),
    ]


def test_nothing_is_written_of_the_loser_while_a_merger_ends(app: Any, browser_as: Any) -> None:
    winner, loser, by = EnterpriseFactory(), EnterpriseFactory(), office()
    category()
    asked = writes(loser)
    codes, ids, office_id = (winner.code, loser.code), (winner.id, loser.id), by.id
    browsers = [browser_as(by) for _ in asked]
    tokens = [browser.token() for browser in browsers]
    db.session.remove()

    def send(place: int) -> Any:
        path, fields = asked[place]
        data = fields | {"csrf_token": tokens[place]}
        return contextvars.Context().run(browsers[place].http.post, path, data=data)

    with ThreadPoolExecutor(len(asked)) as pool:
        with merging(*codes, office_id):
            answers = [pool.submit(send, place) for place in range(len(asked))]
            time.sleep(1)  # each has come as far as it can before the merger is committed
            assert not any(answer.done() for answer in answers)
        told_them = [answer.result().status_code for answer in answers]

    # The draft alone is kept, and as the winner's where it is read behind the merger.
    assert set(told_them[:3] + told_them[4:]) <= {409, 422}, told_them
    assert told_them[3] in {303, 409}
    for kind in (Visit, Problem, Debt, Pairing, Promise):
        assert db.session.scalars(select(kind.enterprise_id)).unique().all() == [], kind
    assert set(db.session.scalars(select(Draft.enterprise_id))) <= {ids[0]}


def test_what_is_written_first_is_looked_at_again(app: Any, browser_as: Any) -> None:
    """The other way round: somebody writes, and the merger that was previewed comes behind."""
    winner, loser, by = EnterpriseFactory(), EnterpriseFactory(), office()
    browser, path = browser_as(by), f"/enterprises/{winner.code}/merge"
    page = browser.post(path, {"other": loser.code}, status=200)
    seen = str(page.one("main form [name=seen]")["value"])
    fields = {"other": loser.code, "seen": seen, "step": "confirm", "csrf_token": browser.token()}
    code, number = loser.code, loser.id
    db.session.remove()
    with ThreadPoolExecutor(1) as pool:
        with writing_transaction():
            found = queries.by_code(code)
            db.session.add(
                Visit(
                    number="ZF-1", enterprise=found, held_on=ON, channel="phone", nothing_new=True
                )
            )
            db.session.flush()
            answer = pool.submit(contextvars.Context().run, browser.http.post, path, data=fields)
            time.sleep(0.5)
            assert not answer.done()
        assert answer.result().status_code == 409
    assert db.session.scalars(select(Visit.enterprise_id)).all() == [number]
    assert db.session.scalars(select(Enterprise.merged_into_id)).all() == [None, None]


def test_no_door_leads_to_a_merged_enterprise(app: Any) -> None:
    winner = EnterpriseFactory()
    loser = EnterpriseFactory()
    loser.merged_into_id = winner.id
    db.session.commit()
    visit, debt = VisitFactory(enterprise=winner), DebtFactory(enterprise_id=winner.id)
    for statement in (
        insert(KeyYear).values(enterprise_id=loser.id, year=2026),
        insert(Delivery).values(enterprise_id=loser.id, policy_id=1, held_on=ON),
        update(Visit).where(Visit.id == visit.id).values(enterprise_id=loser.id),
        update(Debt).where(Debt.id == debt.id).values(enterprise_id=loser.id),
    ):
        with pytest.raises(IntegrityError, match=MERGED):
            db.session.execute(statement)
        db.session.rollback()
    db.session.execute(insert(KeyYear).values(enterprise_id=winner.id, year=2027))
