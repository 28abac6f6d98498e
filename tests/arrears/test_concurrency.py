"""Twenty repayments at once against one debt: exact, none beyond zero."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

from flask import Flask
from sqlalchemy.orm.exc import StaleDataError

from assist.accounts.models import User
from assist.arrears import actions
from assist.arrears.models import Debt, Way
from assist.db import db
from assist.lib.errors import Invalid
from assist.web.transaction import writing_transaction
from tests.arrears.factories import DebtFactory
from tests.cadres.factories import office

AT_ONCE = 20


def test_twenty_at_once_never_pay_more_than_is_owed(app: Flask) -> None:
    debt_id, clerk_id = DebtFactory(owed=100_000_00).id, office().id
    db.session.remove()
    gate = threading.Barrier(AT_ONCE)

    def pay(n: int) -> str:
        with app.app_context():
            gate.wait()
            try:
                with writing_transaction():
                    actions.repay(
                        by=db.session.get_one(User, clerk_id),
                        on=date(2025, 12, 31),
                        debt=db.session.get_one(Debt, debt_id),
                        day=date(2025, 3, 1),
                        amount=7_000_00,
                        way=Way.TRANSFER,
                    )
                return "paid"
            except (Invalid, StaleDataError) as error:
                return type(error).__name__
            finally:
                db.session.remove()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(pay, range(AT_ONCE)))
    debt = db.session.get_one(Debt, debt_id)
    assert results.count("paid") == 14, results
    assert debt.balance == 100_000_00 - 14 * 7_000_00
    assert debt.balance == debt.owed - sum(one.amount for one in debt.repayments)
