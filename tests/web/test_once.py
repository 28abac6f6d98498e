"""A form that is sent twice enters one record, whoever or whatever sends it again."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from assist.arrears.models import Repayment
from assist.db import db
from assist.web.once import Submission
from tests.arrears.factories import DebtFactory
from tests.cadres.factories import office
from tests.client import Browser, Page

PAID = {"on": "2025-03-01", "amount": "100", "way": "transfer"}
AGAIN = "这张表刚才已经提交过，没有重复登记。"


@pytest.fixture
def debt(app: Any) -> Any:
    return DebtFactory(owed=500_000, number="QK-0001")


def id_of(page: Page) -> str:
    """The id of the page, as its forms carry it."""
    return str(page.all("main form [name=form_id]")[0]["value"])


def booked() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Repayment)) or 0


def test_sent_again_it_leads_where_it_led_and_says_so(debt: Any, browser_as: Any) -> None:
    browser: Browser = browser_as(office())
    sent = PAID | {"form_id": id_of(browser.get("/arrears/QK-0001"))}

    first = browser.post("/arrears/QK-0001/repay", sent)
    browser.get("/arrears/QK-0001")
    second = browser.post("/arrears/QK-0001/repay", sent)

    assert (booked(), first.location) == (1, second.location)
    assert AGAIN in browser.get("/arrears/QK-0001").said


def test_other_words_or_another_page_are_another_record(debt: Any, browser_as: Any) -> None:
    browser: Browser = browser_as(office())
    first, second = (id_of(browser.get("/arrears/QK-0001")) for _time in range(2))
    browser.post("/arrears/QK-0001/repay", PAID | {"form_id": first})
    browser.post("/arrears/QK-0001/repay", PAID | {"form_id": first, "amount": "200"})
    browser.post("/arrears/QK-0001/repay", PAID | {"form_id": second})

    assert booked() == 3


def test_what_was_refused_may_be_sent_again(debt: Any, browser_as: Any) -> None:
    browser: Browser = browser_as(office())
    sent = PAID | {"form_id": id_of(browser.get("/arrears/QK-0001")), "amount": "9999"}
    browser.post("/arrears/QK-0001/repay", sent, status=422)
    debt.owed = debt.balance = 5_000_000
    db.session.commit()
    browser.post("/arrears/QK-0001/repay", sent)

    assert booked() == 1


def test_anothers_form_of_the_same_words_is_not_mine(debt: Any, browser_as: Any) -> None:
    sent = PAID | {"form_id": "0" * 16}
    for _person in range(2):
        browser_as(office()).post("/arrears/QK-0001/repay", sent)

    assert booked() == 2


def test_what_was_sent_is_forgotten_after_some_days(debt: Any, browser_as: Any) -> None:
    browser: Browser = browser_as(office())
    browser.post("/arrears/QK-0001/repay", PAID | {"form_id": "1" * 16})
    db.session.execute(sa.update(Submission).values(at=sa.func.datetime("now", "-3 days")))
    db.session.commit()
    browser.post("/arrears/QK-0001/repay", PAID | {"form_id": "2" * 16})

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Submission)) == 1


FORMS = (
    "/arrears/new",
    "/policies/new",
    "/policies/deliveries/new",
    "/policies/applications/new",
    "/policies/payments/new",
    "/ledgers/events/new",
    "/ledgers/outreach/new",
    "/inspections/safety/new",
    "/inspections/power/new",
    "/inspections/plan",
    "/petitions/new",
    "/disclosures/new",
    "/planning/tasks/new",
    "/problems/new",
)


@pytest.mark.parametrize("address", FORMS)
def test_every_form_that_enters_a_record_carries_it(address: str, browser_as: Any) -> None:
    from tests.policies.factories import PolicyFactory

    PolicyFactory()
    assert id_of(browser_as(office()).get(address))
