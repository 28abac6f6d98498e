"""What is done to policies: taken into the library, amended, told outside a visit, applied for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from assist import audit
from assist.accounts.models import User
from assist.db import Origin, db, lock
from assist.enterprises.models import Enterprise
from assist.lib.days import chinese_day
from assist.lib.errors import Invalid, Refused
from assist.policies import queries
from assist.policies.models import Application, Delivery, Policy, Way
from assist.policies.rules import PolicyFacts, check_application, check_delivery


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
    check_application(policy, applied_on, None, None, on)
    lock(f"applications of {policy.id}")
    already = queries.applied_already(policy.id, applied_on)
    fresh = [enterprise for enterprise in enterprises if enterprise.id not in already]
    for enterprise in fresh:
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


def amend_application(
    *,
    by: User,
    on: date,
    application: Application,
    applied_on: date,
    cashed_on: date | None,
    amount: int | None,
) -> None:
    """Correct the day of an application, or note that it was cashed."""
    policy, enterprise = application.policy, application.enterprise
    check_application(policy, applied_on, cashed_on, amount, on)
    lock(f"applications of {policy.id}")
    moved = applied_on != application.applied_on
    if moved and enterprise.id in queries.applied_already(policy.id, applied_on):
        raise Invalid("applied_on", "这家企业当天的申报已经登记过。")
    application.applied_on = applied_on
    application.cashed_on, application.amount = cashed_on, amount
    changes = audit.changes_of(application)
    if changes:
        db.session.flush()
        _record(by, policy, "policy.cash", f"修改了“{enterprise.name}”的申报情况", changes)


def withdraw_application(*, by: User, on: date, application: Application) -> None:
    """Take back an application that was noted by mistake."""
    policy, enterprise = application.policy, application.enterprise
    words = f"撤回了{chinese_day(application.applied_on)}“{enterprise.name}”的申报登记"
    if application.cashed_on is not None:
        raise Refused("已经登记兑现的申报不能撤回。请先清空兑现日期和金额。")
    db.session.delete(application)
    db.session.flush()
    _record(by, policy, "policy.withdraw_application", words, [])


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
