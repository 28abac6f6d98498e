"""Repayments, reversals and adjustments: the balance is exact and never negative."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError

from assist.arrears import actions
from assist.arrears.models import Debt, DebtKind, DebtorKind, Dispute, Stock, Way
from assist.db import db
from assist.lib.errors import Invalid, Refused
from tests.arrears.factories import DebtFactory
from tests.cadres.factories import office

ON = date(2025, 12, 31)


def paying(**more: Any) -> dict[str, Any]:
    return {"by": office(), "on": ON, "day": date(2025, 3, 1), "way": Way.TRANSFER} | more


def test_a_repayment_lowers_the_balance(app: Flask) -> None:
    debt = DebtFactory()
    repayment = actions.repay(**paying(debt=debt, amount=40_000_00))
    assert (debt.balance, repayment.number, repayment.substantive) == (
        60_000_00,
        "HK-2025-0001",
        True,
    )


def test_a_bill_is_no_real_money(app: Flask) -> None:
    assert actions.repay(**paying(debt=DebtFactory(), amount=1, way=Way.BILL)).substantive is False


def test_more_than_the_balance_is_refused(app: Flask) -> None:
    debt = DebtFactory()
    with pytest.raises(Invalid, match="超过余额"):
        actions.repay(**paying(debt=debt, amount=100_000_01))


def test_more_than_the_balance_of_an_earlier_day_is_refused(app: Flask) -> None:
    debt = DebtFactory()
    raised = paying(debt=debt)
    del raised["way"]
    actions.adjust(**raised | {"day": date(2025, 6, 1), "amount": 50_000_00, "reason": "补充协议"})
    actions.repay(**paying(debt=debt, amount=120_000_00, day=date(2025, 7, 1)))
    with pytest.raises(Invalid, match="2025年7月1日"):
        actions.repay(**paying(debt=debt, amount=40_000_00, day=date(2025, 2, 1)))


def test_a_reversal_gives_the_amount_back_once(app: Flask) -> None:
    debt, clerk = DebtFactory(), office()
    repayment = actions.repay(**paying(debt=debt, amount=30_000_00))
    counter = actions.reverse(
        by=clerk, on=ON, repayment=repayment, day=date(2025, 4, 1), words="重复登记"
    )
    assert (debt.balance, counter.way, counter.reverses_id) == (
        100_000_00,
        Way.REVERSAL,
        repayment.id,
    )
    with pytest.raises(Refused, match="已经冲销"):
        actions.reverse(by=clerk, on=ON, repayment=repayment, day=date(2025, 4, 2), words="再冲")
    with pytest.raises(Refused, match="不能再冲销"):
        actions.reverse(by=clerk, on=ON, repayment=counter, day=date(2025, 4, 2), words="冲冲销")


def test_a_reversal_before_its_repayment_is_refused(app: Flask) -> None:
    repayment = actions.repay(**paying(debt=DebtFactory(), amount=1_00))
    with pytest.raises(Invalid, match="早于原还款"):
        actions.reverse(by=office(), on=ON, repayment=repayment, day=date(2025, 2, 28), words="错")


def test_what_is_owed_is_not_rewritten_once_money_has_moved(app: Flask) -> None:
    debt, clerk = DebtFactory(stock=Stock.ADDED), office()
    actions.amend_debt(by=clerk, on=ON, debt=debt, fields={"owed": 90_000_00})
    assert debt.balance == 90_000_00
    actions.repay(**paying(debt=debt, amount=1_00))
    with pytest.raises(Invalid, match="登记调整"):
        actions.amend_debt(by=clerk, on=ON, debt=debt, fields={"owed": 80_000_00})


@pytest.mark.parametrize("statement", ["UPDATE repayment SET amount = 1", "DELETE FROM repayment"])
def test_the_database_refuses_to_change_a_movement(app: Flask, statement: str) -> None:
    actions.repay(**paying(debt=DebtFactory(), amount=5_00))
    db.session.commit()
    with pytest.raises(DBAPIError, match="append-only"):
        db.session.execute(sa.text(statement))
    db.session.rollback()


def test_the_database_itself_refuses_a_negative_balance(app: Flask) -> None:
    debt = DebtFactory()
    with pytest.raises(DBAPIError):
        db.session.execute(sa.update(Debt).where(Debt.id == debt.id).values(balance=-1))
    db.session.rollback()


FACTS: dict[str, Any] = {
    "debtor": "示例债务单位",
    "debtor_kind": DebtorKind.AGENCY,
    "creditor": "示范企业有限公司",
    "contract": "道路工程",
    "kind": DebtKind.WORKS,
    "owed": 50_000_00,
    "stock": Stock.NEW,
    "dispute": Dispute.NONE,
}


def record(**more: Any) -> Debt:
    return actions.record_debt(by=office(), on=ON, fields=FACTS | more)


def test_a_blank_due_day_follows_from_delivery(app: Flask) -> None:
    debt = record(delivered_on=date(2025, 3, 1))
    assert (debt.number, debt.balance, debt.due_on) == (
        "QK-2025-0001",
        50_000_00,
        date(2025, 3, 31),
    )
    assert debt.pinyin == "sfqyyxgs slzwdw"


@pytest.mark.parametrize(
    "wrong, field",
    [
        ({"formed_on": date(2026, 1, 1)}, "formed_on"),
        ({"formed_on": date(2024, 6, 30)}, "stock"),
        ({"stock": Stock.BASE}, "stock"),
        ({"dispute": Dispute.PART, "disputed": 50_000_01}, "disputed"),
        ({"disputed": 1}, "disputed"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    app: Flask, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        record(**wrong)
    assert refused.value.field == field


def test_the_locked_list_keeps_its_debts_and_amounts(app: Flask) -> None:
    debt, clerk = DebtFactory(), office()
    for fields in ({"owed": 1_00}, {"stock": Stock.ADDED}):
        with pytest.raises(Invalid, match="已锁定"):
            actions.amend_debt(by=clerk, on=ON, debt=debt, fields=fields)
        db.session.rollback()
    with pytest.raises(Refused, match="已锁定"):
        actions.void_debt(by=clerk, debt=debt, words="多报")


def test_a_mistake_is_voided_once_nothing_is_left_of_its_money(app: Flask) -> None:
    debt, clerk = DebtFactory(stock=Stock.ADDED), office()
    repayment = actions.repay(**paying(debt=debt, amount=1_00))
    with pytest.raises(Refused, match="请先冲销"):
        actions.void_debt(by=clerk, debt=debt, words="登记错误")
    actions.reverse(by=clerk, on=ON, repayment=repayment, day=date(2025, 4, 1), words="错")
    actions.void_debt(by=clerk, debt=debt, words="登记错误")
    with pytest.raises(Refused, match="已作废"):
        actions.repay(**paying(debt=debt, amount=1_00))


@pytest.mark.parametrize("amount", [0, -1])
def test_a_repayment_is_more_than_nothing(app: Flask, amount: int) -> None:
    with pytest.raises(Invalid, match="大于 0"):
        actions.repay(**paying(debt=DebtFactory(), amount=amount))
