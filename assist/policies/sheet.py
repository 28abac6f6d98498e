"""The sheet 政策."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from assist.db import Origin, db
from assist.policies.models import Policy, PolicyLevel
from assist.web.access import Permission
from assist.web.forms import DayField, EnumField, Form, TextField, at_most, optional, required
from assist.web.sheet import Book, Column, Finding, Incoming, Key, Row, Sheet, chunks, put


class PolicyRow(Form):
    """A row of 政策."""

    number = TextField("文号", [required("请填写文号。"), at_most(100)])
    title = TextField("标题", [required("请填写标题。"), at_most(200)])
    level = EnumField("级别", kind=PolicyLevel)
    kind = TextField("类别", [optional(), at_most(40)])
    issuer = TextField("发文机关", [optional(), at_most(100)])
    issued_on = DayField("发布日期")
    valid_until = DayField("有效期至")


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
    db.session.flush()


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
    ),
    door=Permission.EXCHANGE_USE,
    existing=existing,
    records=records,
    take_over=take_over,
    check=check,
)
