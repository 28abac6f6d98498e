"""The sheets 政策, 政策推送 for what was told without a visit, 政策申报 and 政策兑现."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assist.db import Origin, db
from assist.enterprises.models import FourUp, Industry, Size
from assist.lib.text import code, split_list
from assist.policies.forms import DeliveryForm, PolicyForm
from assist.policies.models import Delivery, Policy, Way
from assist.policies.rules import labels_of, members_in
from assist.policies.sheet.applications import APPLICATIONS, PAYMENTS
from assist.web.access import Permission
from assist.web.forms import CheckedField, EnumField, Form, TextField, required
from assist.web.sheet import Book, Column, Finding, Incoming, Key, Row, Sheet, chunks, put


class PolicyRow(Form):
    """A row of 政策: the fields of the page."""

    number = PolicyForm.number
    title = PolicyForm.title
    level = PolicyForm.level
    kind = PolicyForm.kind
    issuer = PolicyForm.issuer
    issued_on = PolicyForm.issued_on
    valid_until = PolicyForm.valid_until
    for_four_up = PolicyForm.for_four_up
    for_industry = PolicyForm.for_industry
    for_size = PolicyForm.for_size
    for_tags = PolicyForm.for_tags


class DeliveryRow(Form):
    """A row of 政策推送: told without a visit."""

    number = TextField("文号", [required("请填写文号。")])
    code = CheckedField("统一社会信用代码", [required("请填写统一社会信用代码。")], check=code)
    held_on = DeliveryForm.held_on
    way = EnumField("方式", kind=Way)


def existing(keys: Sequence[str]) -> Mapping[Key, Policy]:
    """The policies of these numbers."""
    return {
        policy.number: policy
        for some in chunks(keys)
        for policy in db.session.scalars(select(Policy).where(Policy.number.in_(some)))
    }


def records() -> Iterable[Policy]:
    """Every policy, in the order in which they came."""
    return db.session.scalars(select(Policy).order_by(Policy.id).execution_options(yield_per=500))


def check(row: Row, _book: Book) -> Iterator[Finding]:
    """A policy ends after it begins."""
    issued, until = row.values.get("issued_on"), row.values.get("valid_until")
    if issued and until and until < issued:
        yield Finding("valid_until", "有效期至早于发布日期。")
    tags = row.values.get("for_tags") or ()
    if any(len(tag) > 20 for tag in tags) or len("、".join(tags)) > 300:
        yield Finding("for_tags", "每个标签最多 20 个字，合计最多 300 个字。")


def take_over(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the policies."""
    stored = book.stored["政策"]
    for one in incoming:
        policy = one.stored
        if policy is None:
            policy = Policy(origin=Origin.WORKBOOK, created_by_id=by and by.id)
            db.session.add(policy)
            stored[one.row.key] = policy
        put(policy, one.row.values, "number", "title", "level", "kind", "issuer")
        put(policy, one.row.values, "issued_on", "valid_until")
        _aim(policy, one.row.values)
    db.session.flush()


def _aim(policy: Policy, values: Mapping[str, Any]) -> None:
    """Whom it is meant for, where the file says so."""
    kinds = {"for_four_up": FourUp, "for_industry": Industry, "for_size": Size}
    for name, kind in kinds.items():
        if name in values:
            setattr(policy, name, labels_of(kind, values[name] or ()))
    if "for_tags" in values:
        policy.for_tags = "、".join(values["for_tags"] or ())


POLICIES = Sheet(
    title="政策",
    kind="policy",
    form=PolicyRow,
    key=("number",),
    columns=(
        Column("number", lambda policy: policy.number, width=26, example="某政发〔2025〕1号"),
        Column(
            "title", lambda policy: policy.title, width=40, example="关于支持中小企业发展的若干措施"
        ),
        Column("level", lambda policy: policy.level, example="区", width=8),
        Column("kind", lambda policy: policy.kind, example="金融"),
        Column("issuer", lambda policy: policy.issuer, width=24),
        Column("issued_on", lambda policy: policy.issued_on, kind="day"),
        Column("valid_until", lambda policy: policy.valid_until, kind="day"),
        Column(
            "for_four_up",
            lambda policy: split_list(policy.for_four_up),
            note="多个用“、”分隔，空白为不限。",
        ),
        Column(
            "for_industry",
            lambda policy: list(members_in(Industry, policy.for_industry)),
            note="国民经济行业门类的名称或字母 A–T，多个用“、”分隔，空白为不限。",
            width=24,
        ),
        Column(
            "for_size",
            lambda policy: split_list(policy.for_size),
            note="多个用“、”分隔，空白为不限。",
        ),
        Column(
            "for_tags",
            lambda policy: split_list(policy.for_tags),
            note="多个用“、”分隔，空白为不限。",
            width=20,
        ),
    ),
    door=Permission.EXCHANGE_USE,
    existing=existing,
    records=records,
    take_over=take_over,
    check=check,
)


_WHOLE_DELIVERY = (joinedload(Delivery.policy), joinedload(Delivery.enterprise))


def existing_deliveries(keys: Sequence[tuple[str, str, date]]) -> Mapping[Key, Delivery]:
    """What these enterprises were told of these policies on these days without a visit."""
    wanted = set(keys)
    return {
        delivery_key(row): row
        for some in chunks(dict.fromkeys(number for number, _code, _day in keys))
        for row in db.session.scalars(
            select(Delivery)
            .join(Delivery.policy)
            .options(*_WHOLE_DELIVERY)
            .where(Policy.number.in_(some), Delivery.visit_id.is_(None))
        )
        if delivery_key(row) in wanted
    }


def delivery_key(row: Delivery) -> tuple[str, str, date]:
    """Policy, enterprise and day."""
    return row.policy.number, row.enterprise.code, row.held_on


def delivery_records() -> Iterable[Delivery]:
    """Every delivery that no visit booked and that was not withdrawn, in order."""
    statement = select(Delivery).options(*_WHOLE_DELIVERY).order_by(Delivery.id)
    alone = statement.where(Delivery.visit_id.is_(None), Delivery.valid)
    return db.session.scalars(alone.execution_options(yield_per=500))


def take_over_deliveries(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Book the deliveries."""
    for one in incoming:
        values, row = one.row.values, one.stored
        if row is None:
            policy = book.find("政策", values["number"])
            enterprise = book.find("企业", values["code"])
            assert policy is not None  # every reference was checked
            assert enterprise is not None
            row = Delivery(policy_id=policy.id, enterprise_id=enterprise.id)
            db.session.add(row)
        put(row, values, "held_on", "way")
        row.valid = True
    db.session.flush()


DELIVERIES = Sheet(
    title="政策推送",
    kind="delivery",
    form=DeliveryRow,
    key=("number", "code", "held_on"),
    columns=(
        Column("number", lambda row: row.policy.number, refers="政策", width=26),
        Column("code", lambda row: row.enterprise.code, refers="企业", width=24),
        Column("held_on", lambda row: row.held_on, kind="day"),
        Column("way", lambda row: row.way),
    ),
    door=Permission.EXCHANGE_USE,
    existing=existing_deliveries,
    records=delivery_records,
    take_over=take_over_deliveries,
    own=True,
)

__all__ = ["APPLICATIONS", "DELIVERIES", "PAYMENTS", "POLICIES"]
