"""What is done to policies: taken into the library, amended, told outside a visit, applied for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.exc import InvalidRequestError

from assist import audit
from assist.accounts.models import User
from assist.db import Origin, db, lock, next_number
from assist.enterprises.models import Enterprise
from assist.lib.days import chinese_day
from assist.lib.errors import Invalid, Refused
from assist.lib.money import wan
from assist.policies import queries
from assist.policies.models import Application, Delivery, Payment, Policy, Way
from assist.policies.rules import (
    PolicyFacts,
    check_application,
    check_delivery,
    check_first_payment,
    check_payment,
    check_reversal,
)


def create(*, by: User, on: date, facts: PolicyFacts) -> Policy:
    """Take a policy into the library."""
    _claim(facts.number)
    policy = Policy(created_by_id=by.id, origin=Origin.WEB, **facts.columns)
    db.session.add(policy)
    changes = audit.changes_of(policy)
    db.session.flush()
    _record(by, policy, "policy.create", "登记了政策", changes)
    return policy


def amend(*, by: User, on: date, policy: Policy, facts: PolicyFacts) -> None:
    """Change what is written down; nothing is noted where nothing changes."""
    if facts.number != policy.number:
        _claim(facts.number)
    for key, value in facts.columns.items():
        setattr(policy, key, value)
    changes = audit.changes_of(policy)
    if changes:
        db.session.flush()
        _record(by, policy, "policy.amend", "修改了政策", changes)


def record_delivery(
    *,
    by: User,
    on: date,
    policy: Policy,
    enterprises: Sequence[Enterprise],
    held_on: date,
    way: Way,
) -> int:
    """Note whom the policy was told outside a visit; who was told that day already counts once."""
    check_delivery(policy, held_on, on)
    lock(f"deliveries of {policy.id}")
    ids = [enterprise.id for enterprise in enterprises]
    already = queries.told_already(policy.id, held_on, ids)
    fresh = [enterprise for enterprise in enterprises if enterprise.id not in already]
    for enterprise in fresh:
        db.session.add(
            Delivery(
                policy_id=policy.id,
                enterprise_id=enterprise.id,
                held_on=held_on,
                way=way,
                told_by_id=by.id,
            )
        )
    db.session.flush()
    if fresh:
        names = "、".join(enterprise.brief for enterprise in fresh)
        words = f"登记了{chinese_day(held_on)}{way.label}送达 {len(fresh)} 家（{names}）"
        _record(by, policy, "policy.deliver", words, [])
    return len(fresh)


def withdraw_delivery(*, by: User, on: date, delivery: Delivery) -> None:
    """Take back a delivery that was recorded by itself and by mistake."""
    policy, enterprise = delivery.policy, delivery.enterprise
    words = f"撤回了{chinese_day(delivery.held_on)}对“{enterprise.name}”的送达登记"
    db.session.delete(delivery)
    db.session.flush()
    _record(by, policy, "policy.withdraw_delivery", words, [])


def apply(
    *, by: User, on: date, policy: Policy, enterprises: Sequence[Enterprise], applied_on: date
) -> int:
    """Note who applied under the policy; who applied that day already is noted once."""
    check_application(policy, applied_on, on)
    lock(f"applications of {policy.id}")
    already = queries.applied_already(policy.id, applied_on)
    fresh = [enterprise for enterprise in enterprises if not _stands(already, enterprise)]
    for enterprise in fresh:
        if (taken_back := already.get(enterprise.id)) is not None:
            taken_back.valid = True
            continue
        db.session.add(
            Application(
                policy_id=policy.id,
                enterprise_id=enterprise.id,
                applied_on=applied_on,
                created_by_id=by.id,
                origin=Origin.WEB,
            )
        )
    db.session.flush()
    if fresh:
        names = "、".join(enterprise.brief for enterprise in fresh)
        words = f"登记了{chinese_day(applied_on)}申报 {len(fresh)} 家（{names}）"
        _record(by, policy, "policy.apply", words, [])
    return len(fresh)


def _stands(already: Mapping[int, Application], enterprise: Enterprise) -> bool:
    found = already.get(enterprise.id)
    return found is not None and found.valid


def amend_application(*, by: User, on: date, application: Application, applied_on: date) -> None:
    """Correct the day of an application."""
    policy, enterprise = application.policy, application.enterprise
    check_application(policy, applied_on, on)
    _hold(application)
    moved = applied_on != application.applied_on
    if moved and enterprise.id in queries.applied_already(policy.id, applied_on):
        raise Invalid("applied_on", "这家企业当天的申报已经登记过。")
    first = min((payment.paid_on for payment in application.standing_payments), default=None)
    check_first_payment(applied_on, first)
    application.applied_on = applied_on
    changes = audit.changes_of(application)
    if changes:
        db.session.flush()
        _record(by, policy, "policy.amend_application", f"修改了“{enterprise.name}”的申报", changes)


def pay(
    *, by: User, on: date, application: Application, paid_on: date, amount: int, words: str = ""
) -> Payment:
    """Note money that arrived; there may be several payments under an application."""
    _hold(application)
    _refuse_withdrawn(application)
    check_payment(application.applied_on, paid_on, amount, on)
    payment = _paid(by, application, paid_on, amount, words)
    told = f"登记了“{application.enterprise.name}”兑现{wan(amount)}万元（{payment.number}）"
    _record(by, application.policy, "policy.pay", told, [])
    return payment


def reverse(*, by: User, on: date, payment: Payment, reversed_on: date, words: str) -> Payment:
    """冲销 a wrong payment: a counter-entry of its amount, once; nothing is changed or removed."""
    application = payment.application
    _hold(application)
    if payment.reverses_id is not None:
        raise Refused("冲销记录不能再冲销。")
    if payment not in application.standing_payments:
        raise Refused("这笔兑现已经冲销过。")
    check_reversal(payment.paid_on, reversed_on, on)
    counter = _paid(by, application, reversed_on, payment.amount, words, payment)
    told = (
        f"冲销了“{application.enterprise.name}”的兑现{payment.number}（{wan(payment.amount)}万元）"
    )
    _record(by, application.policy, "policy.reverse", f"{told}：{words}", [])
    return counter


def _paid(
    by: User,
    application: Application,
    paid_on: date,
    amount: int,
    words: str,
    of: Payment | None = None,
) -> Payment:
    payment = Payment(
        number=next_number(f"DX-{paid_on.year}-"),
        application_id=application.id,
        paid_on=paid_on,
        amount=amount,
        words=words,
        reverses_id=of and of.id,
        created_by_id=by.id,
    )
    db.session.add(payment)
    db.session.flush()
    db.session.expire(application, ["payments"])
    return payment


def withdraw_application(*, by: User, on: date, application: Application) -> None:
    """Take back an application that was noted by mistake; with what was paid under it and reversed
    it stays and counts no longer."""
    policy, enterprise = application.policy, application.enterprise
    words = f"撤回了{chinese_day(application.applied_on)}“{enterprise.name}”的申报登记"
    _hold(application)
    _refuse_withdrawn(application)
    if application.standing_payments:
        raise Refused("已经登记兑现的申报不能撤回。请先冲销兑现。")
    if application.payments:
        application.valid = False
    else:
        db.session.delete(application)
    db.session.flush()
    _record(by, policy, "policy.withdraw_application", words, [])


def _hold(application: Application) -> None:
    """Keep everybody else from the policy's applications, and see what stands by now."""
    lock(f"applications of {application.policy_id}")
    try:
        db.session.refresh(application, ["valid", "applied_on", "payments"])
    except InvalidRequestError:  # withdrawn, and its row gone, while this one waited
        raise Refused("这条申报登记已经撤回。") from None


def _refuse_withdrawn(application: Application) -> None:
    if not application.valid:
        raise Refused("这条申报登记已经撤回。")


def _claim(number: str) -> None:
    """Make sure that the number is no other policy's, also while others are writing."""
    lock("policy numbers")
    with db.session.no_autoflush:
        same = db.session.scalars(select(Policy).where(Policy.number == number)).first()
    if same is not None:
        raise Invalid("number", f"这个文号已经登记为《{same.title}》。")


def _record(by: User, policy: Policy, verb: str, words: str, changes: list[audit.Change]) -> None:
    audit.record(
        verb=verb,
        kind="policy",
        key=policy.number,
        sentence=f"{words}：《{policy.title}》",
        changes=changes,
        by=by,
    )
