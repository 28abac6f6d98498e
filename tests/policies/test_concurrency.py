"""Several people at one policy application at the same moment: what cannot both be, is not."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm.exc import StaleDataError

from assist.accounts.models import User
from assist.db import db
from assist.lib.errors import Invalid, Refused
from assist.policies import actions, queries
from assist.policies.models import Application, Payment
from assist.web.transaction import writing_transaction
from tests.cadres.factories import office
from tests.policies.factories import ApplicationFactory, PaymentFactory

ON = date(2025, 12, 31)
Act = Callable[[User, Application], Any]


def at_once(app: Flask, row: Application, acts: Sequence[Act]) -> list[str]:
    """Do all at once, each in a transaction of its own; where the engine lets several write, each
    has read the application before any of them acts."""
    row_id, clerk_id = row.id, office().id
    several = db.session.get_bind().dialect.name == "postgresql"
    db.session.remove()
    gate = threading.Barrier(len(acts), timeout=60)

    def do(act: Act) -> str:
        with app.app_context():
            if not several:
                gate.wait()
            try:
                with writing_transaction():
                    clerk = db.session.get_one(User, clerk_id)
                    found = db.session.get_one(Application, row_id)
                    assert found.payments is not None
                    if several:
                        gate.wait()
                    act(clerk, found)
                return "done"
            except (Invalid, StaleDataError) as error:
                return type(error).__name__
            except (Refused, NoResultFound):  # the page of a withdrawn one is not found
                return "Refused"
            finally:
                db.session.remove()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def paying(day: date, amount: int) -> Act:
    return lambda by, found: actions.pay(
        by=by, on=ON, application=found, paid_on=day, amount=amount
    )


def moving(day: date) -> Act:
    return lambda by, found: actions.amend_application(
        by=by, on=ON, application=found, applied_on=day
    )


def late(act: Act) -> Act:
    """The same once whoever was quicker has ended: it acts on what it read before."""

    def wait(by: User, found: Application) -> None:
        time.sleep(0.5)
        act(by, found)

    return wait


def withdrawing(by: User, found: Application) -> None:
    actions.withdraw_application(by=by, on=ON, application=found)


def reversing(by: User, found: Application) -> None:
    actions.reverse(
        by=by, on=ON, payment=found.payments[0], reversed_on=date(2025, 8, 1), words="记错"
    )


def claimed() -> tuple[int, int, int]:
    """How many applications, how many cashed, how many fen: as the list counts them."""
    return queries.claimed(office(), ON, queries.Asked())


def test_payments_at_once_are_all_booked_to_the_fen(app: Flask) -> None:
    row = ApplicationFactory()
    results = at_once(app, row, [paying(date(2025, 6, 1), 1_01 * n) for n in range(1, 9)])
    assert results == ["done"] * 8
    assert claimed() == (1, 1, 36_36)
    numbers = db.session.scalars(select(Payment.number)).all()
    assert sorted(numbers) == [f"DX-2025-{n:04d}" for n in range(1, 9)]


@pytest.mark.parametrize("slower", ["paying", "withdrawing"])
def test_a_payment_and_a_withdrawal_exclude_each_other(app: Flask, slower: str) -> None:
    row = ApplicationFactory()
    acts = {"paying": paying(date(2025, 6, 1), 5_00), "withdrawing": withdrawing}
    acts[slower] = late(acts[slower])
    results = at_once(app, row, list(acts.values()))
    assert sorted(results) == ["Refused", "done"]
    assert claimed() == ((1, 1, 5_00) if results[0] == "done" else (0, 0, 0))


def test_an_application_once_paid_and_reversed_is_withdrawn_or_paid_again(app: Flask) -> None:
    paid = PaymentFactory()
    row = paid.application
    PaymentFactory(application=row, reverses=paid, amount=paid.amount, paid_on=date(2025, 7, 1))
    results = at_once(app, row, [paying(date(2025, 8, 1), 5_00), withdrawing, withdrawing])
    assert results.count("done") == 1
    assert results.count("Refused") == 2
    assert claimed() == ((1, 1, 5_00) if results[0] == "done" else (0, 0, 0))


def test_of_two_amendments_one_passes(app: Flask) -> None:
    row = ApplicationFactory()
    days = [date(2025, 4, 1), date(2025, 5, 1)]
    results = at_once(app, row, [moving(day) for day in days])
    stored = db.session.scalars(select(Application)).one()
    if db.session.get_bind().dialect.name == "postgresql":
        assert sorted(results) == ["StaleDataError", "done"]
        assert stored.applied_on == days[results.index("done")]
    else:  # one after the other, each having read what stands: the form's version says the rest
        assert results == ["done", "done"]
        assert stored.applied_on in days


@pytest.mark.parametrize("slower", ["paying", "moving"])
def test_a_payment_is_never_before_an_application_moved_at_once(app: Flask, slower: str) -> None:
    row = ApplicationFactory()
    acts = {"paying": paying(date(2025, 6, 1), 5_00), "moving": moving(date(2025, 7, 1))}
    acts[slower] = late(acts[slower])
    results = at_once(app, row, list(acts.values()))
    assert results.count("done") == 1, results
    stored = db.session.scalars(select(Application)).one()
    assert all(stored.applied_on <= one.paid_on for one in stored.payments)


def test_a_payment_is_taken_back_once(app: Flask) -> None:
    row = PaymentFactory(amount=7_00).application
    results = at_once(app, row, [reversing, reversing, paying(date(2025, 9, 1), 3_00)])
    assert results[2] == "done"
    assert sorted(results[:2]) == ["Refused", "done"]
    assert claimed() == (1, 1, 3_00)
