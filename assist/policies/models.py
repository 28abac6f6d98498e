"""Policies, and which enterprise was told of which."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    Boolean,
    CheckConstraint,
    Connection,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assist.db import EnumCode, Fen, Id, Model, Recorded, append_only, labelled
from assist.enterprises.models import Enterprise
from assist.lib.enums import Labelled


class PolicyLevel(Labelled):
    """级别."""

    STATE = "state", "国家"
    PROVINCE = "province", "省"
    CITY = "city", "市"
    DISTRICT = "district", "区"


class Way(Labelled):
    """方式 of a delivery that no visit booked."""

    WECHAT = "wechat", "微信"
    PHONE = "phone", "电话"
    LECTURE = "lecture", "宣讲会"
    POCKET_BOOK = "pocket_book", "口袋书"
    POST = "post", "邮寄"
    OTHER = "other", "其他"


class Claim(Labelled):
    """申报情况 of an enterprise under a policy; no application is 未申报."""

    NONE = "none", "未申报"
    APPLIED = "applied", "已申报"
    CASHED = "cashed", "已兑现"


class Policy(Recorded, Model):
    """A policy that enterprises are told of, named by its 文号."""

    __tablename__ = "policy"

    id: Mapped[Id]
    number: Mapped[str] = labelled("文号", String(100), unique=True)
    title: Mapped[str] = labelled("标题", String(200))
    level: Mapped[PolicyLevel | None] = labelled("级别", EnumCode(PolicyLevel))
    kind: Mapped[str] = labelled("类别", String(40), default="")
    issuer: Mapped[str] = labelled("发文机关", String(100), default="")
    issued_on: Mapped[date | None] = labelled("发布日期", Date)
    valid_until: Mapped[date | None] = labelled("有效期至", Date)
    # Whom it is meant for: labels with 、 between, as enterprises have them; empty is everybody.
    # What was added later stands last in the table, as the revisions put it.
    for_four_up: Mapped[str] = labelled("适用四上类别", String(100), default="", sort_order=95)
    for_industry: Mapped[str] = labelled("适用行业门类", String(300), default="", sort_order=96)
    for_size: Mapped[str] = labelled("适用规模", String(40), default="", sort_order=97)
    for_tags: Mapped[str] = labelled("适用标签", String(300), default="", sort_order=98)

    def __str__(self) -> str:
        return self.title

    def in_force(self, on: date) -> bool:
        """Whether it may be handed over on that day."""
        return (self.issued_on is None or self.issued_on <= on) and (
            self.valid_until is None or on <= self.valid_until
        )


class Delivery(Model):
    """One enterprise told of one policy on one day; a visit books it, and never twice."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("visit_id", "policy_id"),
        Index(
            "uq_delivery_outside_a_visit",
            "policy_id",
            "enterprise_id",
            "held_on",
            unique=True,
            sqlite_where=text("visit_id IS NULL"),
            postgresql_where=text("visit_id IS NULL"),
        ),
        Index("ix_delivery_held_on", "held_on"),
        Index("ix_delivery_enterprise_id", "enterprise_id"),
        Index("ix_delivery_policy_id", "policy_id"),
    )

    id: Mapped[Id]
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    held_on: Mapped[date] = labelled("日期", Date)
    #: The visit that booked it; None for a delivery recorded by itself.
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visit.id"))
    #: How it was told without a visit; a visit has its own channel.
    way: Mapped[Way | None] = labelled("方式", EnumCode(Way))
    told_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    #: False when the visit was voided: kept, never counted.
    valid: Mapped[bool] = mapped_column(default=True)

    policy: Mapped[Policy] = relationship()
    enterprise: Mapped[Enterprise] = relationship()


class Application(Recorded, Model):
    """An enterprise applied for what a policy offers; cashed once money has arrived."""

    __tablename__ = "policy_application"
    __table_args__ = (
        UniqueConstraint("policy_id", "enterprise_id", "applied_on"),
        Index("ix_policy_application_enterprise_id", "enterprise_id"),
    )

    id: Mapped[Id]
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    applied_on: Mapped[date] = labelled("申报日期", Date)
    #: False when it was taken back though payments under it had been noted and reversed.
    valid: Mapped[bool] = labelled("有效", Boolean, default=True, sort_order=95)

    policy: Mapped[Policy] = relationship()
    enterprise: Mapped[Enterprise] = relationship()
    payments: Mapped[list[Payment]] = relationship(
        back_populates="application", order_by="Payment.id"
    )

    @property
    def standing_payments(self) -> list[Payment]:
        """The payments that nothing has reversed."""
        reversed_ids = {payment.reverses_id for payment in self.payments}
        return [
            payment
            for payment in self.payments
            if payment.reverses_id is None and payment.id not in reversed_ids
        ]

    @property
    def amount(self) -> int:
        """What has arrived, in fen."""
        return sum(payment.amount for payment in self.standing_payments)

    @property
    def claim(self) -> Claim:
        """How far it has come."""
        return Claim.CASHED if self.standing_payments else Claim.APPLIED


class Payment(Model):
    """兑现: money that arrived under an application, or the counter-entry that takes it back."""

    __tablename__ = "policy_payment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="something"),
        Index("ix_policy_payment_application_id", "application_id"),
        Index("ix_policy_payment_paid_on", "paid_on"),
    )

    id: Mapped[Id]
    number: Mapped[str] = labelled("兑现编号", String(32), unique=True)
    application_id: Mapped[int] = mapped_column(ForeignKey("policy_application.id"))
    paid_on: Mapped[date] = labelled("兑现日期", Date)
    amount: Mapped[Fen] = labelled("兑现金额", BigInteger)
    words: Mapped[str] = labelled("说明", String(200), default="")
    #: The payment that this one cancels; once each.
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("policy_payment.id"), unique=True)
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    application: Mapped[Application] = relationship(back_populates="payments")
    reverses: Mapped[Payment | None] = relationship(remote_side="Payment.id")

    def __str__(self) -> str:
        return self.number


def make_triggers(connection: Connection) -> None:
    """Refuse every change and removal of a payment: a wrong one is reversed by a counter-entry."""
    for statement in append_only(Payment.__tablename__, connection.dialect.name):
        connection.execute(DDL(statement))


@event.listens_for(Model.metadata.tables[Payment.__tablename__], "after_create")
def _after_create(_table: Table, connection: Connection, **_options: Any) -> None:
    make_triggers(connection)
