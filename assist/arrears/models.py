"""Debts and the movements of money on them; a movement is only ever added (design 5)."""

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
    Integer,
    String,
    Table,
    Text,
    event,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assist.arrears import rules
from assist.db import EnumCode, Id, Model, Recorded, append_only, labelled
from assist.enterprises.models import Enterprise, Size
from assist.lib.enums import Labelled

#: What the files of a repayment are kept under; those of a debt under "debt".
VOUCHER = "repayment"


class DebtorKind(Labelled):
    """债务单位类别; 团体组织 as 机关 by §36 of the 条例."""

    AGENCY = "agency", "机关"
    INSTITUTION = "institution", "事业单位"
    STATE_FIRM = "state_firm", "国有企业"
    LARGE_FIRM = "large_firm", "其他大型企业"
    GROUP = "group", "团体组织"

    @property
    def pays_in_thirty_days(self) -> bool:
        """Whether 30 days are its term: 机关, 事业单位 (§9), 团体组织 (§36); firms have 60."""
        return self in {DebtorKind.AGENCY, DebtorKind.INSTITUTION, DebtorKind.GROUP}


class DebtKind(Labelled):
    """款项类别."""

    WORKS = "works", "工程"
    GOODS = "goods", "货物"
    SERVICE = "service", "服务"
    DEPOSIT = "deposit", "保证金"
    OTHER = "other", "其他"


class Stock(Labelled):
    """存量类别 against the base day: in the locked list, found later, or formed after it."""

    BASE = "base", "存量"
    ADDED = "added", "补录"
    NEW = "new", "新增"


class Dispute(Labelled):
    """分歧."""

    NONE = "none", "无分歧"
    WHOLE = "whole", "有分歧"
    PART = "part", "部分分歧"


class Way(Labelled):
    """方式 of a repayment; 票据、以物抵债、债权转让 are not 实质性清偿 (domain 3.3)."""

    substantive: bool

    def __init__(self, _code: str, _label: str, substantive: bool) -> None:
        """Keep whether money has really come in."""
        self.substantive = substantive

    TRANSFER = "transfer", "转账", True
    CASH = "cash", "现金", True
    BILL = "bill", "承兑汇票", False
    ASSIGNMENT = "assignment", "债权转让", False
    IN_KIND = "in_kind", "以物抵债", False
    OTHER = "other", "其他", False
    REVERSAL = "reversal", "冲销", False


#: Stored in fen, read in 元.
MONEY = {"money": True}


class Debt(Recorded, Model):
    """What a public body or large firm owes an enterprise under one contract or project."""

    __tablename__ = "debt"
    __table_args__ = (
        CheckConstraint("owed > 0", name="owed_positive"),
        CheckConstraint("balance >= 0", name="balance_not_negative"),
        CheckConstraint("disputed IS NULL OR disputed >= 0", name="disputed_not_negative"),
        Index("ix_debt_stock_owed", "stock", "owed"),
        Index("ix_debt_enterprise_id", "enterprise_id"),
        Index("ix_debt_debtor", "debtor"),
        Index("ix_debt_creditor", "creditor"),
    )

    id: Mapped[Id]
    number: Mapped[str] = labelled("欠款编号", String(32), unique=True)
    debtor: Mapped[str] = labelled("债务单位", String(100))
    debtor_kind: Mapped[DebtorKind] = labelled("债务单位类别", EnumCode(DebtorKind))
    debtor_dept: Mapped[str] = labelled("主管部门", String(100), default="")
    creditor: Mapped[str] = labelled("债权企业", String(100))
    #: Pinyin initials of creditor and debtor, for the search.
    pinyin: Mapped[str] = mapped_column(String(220), default="", active_history=True)
    #: A copy of the enterprise's, blank where the creditor is no enterprise of ours.
    creditor_code: Mapped[str] = labelled("统一社会信用代码", String(18), default="")
    enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    #: 规模 at signing, which the 条例 goes by (§3): a copy that does not follow the enterprise.
    creditor_size: Mapped[Size | None] = labelled("签约时规模", EnumCode(Size))
    contract: Mapped[str] = labelled("合同项目", String(200))
    contract_number: Mapped[str] = labelled("合同编号", String(64), default="")
    signed_on: Mapped[date | None] = labelled("签订日期", Date)
    kind: Mapped[DebtKind] = labelled("款项类别", EnumCode(DebtKind))
    contract_amount: Mapped[int | None] = labelled("合同金额(元)", BigInteger, info=MONEY)
    owed: Mapped[int] = labelled("欠款金额(元)", BigInteger, info=MONEY)
    formed_on: Mapped[date | None] = labelled("形成日期", Date)
    delivered_on: Mapped[date | None] = labelled("交付日期", Date)
    accepted_on: Mapped[date | None] = labelled("验收日期", Date)
    settled_on: Mapped[date | None] = labelled("结算确认日期", Date)
    pay_days: Mapped[int | None] = labelled("约定付款天数", Integer)
    due_on: Mapped[date | None] = labelled("应付日期", Date)
    #: Hundredths of a percent a year, as agreed in the contract; None where nothing was agreed.
    agreed_rate: Mapped[int | None] = labelled("约定年利率（万分之）", Integer)
    stock: Mapped[Stock] = labelled("存量类别", EnumCode(Stock))
    dispute: Mapped[Dispute] = labelled("分歧", EnumCode(Dispute))
    disputed: Mapped[int | None] = labelled("分歧金额(元)", BigInteger, info=MONEY)
    dispute_reason: Mapped[str] = labelled("分歧原因", Text, default="")
    judicial: Mapped[bool] = labelled("司法程序", Boolean, default=False)
    found_by: Mapped[str] = labelled("发现途径", String(40), default="")
    lead: Mapped[str] = labelled("责任领导", String(64), default="")
    owner: Mapped[str] = labelled("责任人", String(64), default="")
    void: Mapped[bool] = labelled("作废", Boolean, default=False)
    void_why: Mapped[str] = labelled("作废原因", String(300), default="")
    #: owed ± adjustments − repayments + reversals: kept by every movement in the same statement,
    #: so that its CHECK stands in the way of two repayments that are booked at once.
    balance: Mapped[int] = labelled("余额(元)", BigInteger, info=MONEY)

    enterprise: Mapped[Enterprise | None] = relationship()
    repayments: Mapped[list[Repayment]] = relationship(
        back_populates="debt",
        order_by="Repayment.on, Repayment.id",
        foreign_keys="Repayment.debt_id",
    )
    adjustments: Mapped[list[Adjustment]] = relationship(
        back_populates="debt", order_by="Adjustment.on, Adjustment.id"
    )

    def __str__(self) -> str:
        return f"{self.number} {self.debtor}"

    @property
    def moved(self) -> bool:
        """Whether money has moved on it and was not taken back."""
        repaid = sum(one.effect for one in self.repayments)
        return bool(repaid or sum(one.effect for one in self.adjustments))

    @property
    def due_by_law(self) -> rules.Due | None:
        """The 应付日 by the 条例, from what is known of the contract."""
        return rules.due(
            public=self.debtor_kind.pays_in_thirty_days,
            delivered=self.delivered_on,
            accepted=self.accepted_on,
            settled=self.settled_on,
            agreed=self.pay_days,
        )

    @property
    def movements(self) -> list[Repayment | Adjustment]:
        """Repayments, reversals and adjustments by day."""
        every: list[Repayment | Adjustment] = [*self.repayments, *self.adjustments]
        return sorted(every, key=lambda one: (one.on, one.id))


class Repayment(Model):
    """Money paid on a debt, or the counter-entry (冲销) that takes a wrong one back out."""

    __tablename__ = "repayment"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint(
            "(way = 'reversal') = (reverses_id IS NOT NULL)", name="reversal_has_target"
        ),
        Index("ix_repayment_debt_id_on", "debt_id", "on"),
        Index("ix_repayment_on", "on"),
    )

    id: Mapped[Id]
    number: Mapped[str] = labelled("还款编号", String(32), unique=True)
    debt_id: Mapped[int] = labelled("欠款编号", None, ForeignKey("debt.id"), refers="debt")
    on: Mapped[date] = labelled("日期", Date)
    amount: Mapped[int] = labelled("金额(元)", BigInteger, info=MONEY)
    way: Mapped[Way] = labelled("方式", EnumCode(Way))
    source: Mapped[str] = labelled("资金来源", String(40), default="")
    voucher: Mapped[str] = labelled("凭证号", String(64), default="")
    confirmed_on: Mapped[date | None] = labelled("债权人确认日期", Date)
    #: Whether money has really come in: from the way, unless somebody said otherwise.
    substantive: Mapped[bool] = labelled("实质性清偿", Boolean)
    #: The repayment that this one cancels; once each.
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("repayment.id"), unique=True)
    words: Mapped[str] = labelled("备注", Text, default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    origin: Mapped[str] = mapped_column(String(16), default="web")

    debt: Mapped[Debt] = relationship(back_populates="repayments", foreign_keys=[debt_id])
    reverses: Mapped[Repayment | None] = relationship(
        remote_side="Repayment.id", foreign_keys=[reverses_id]
    )

    def __str__(self) -> str:
        return self.number

    @property
    def effect(self) -> int:
        """What it does to the balance, in fen."""
        return self.amount if self.reverses_id is not None else -self.amount


class Adjustment(Model):
    """A signed correction of what is owed (核减 or 调增); never a repayment."""

    __tablename__ = "adjustment"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        Index("ix_adjustment_debt_id_on", "debt_id", "on"),
    )

    id: Mapped[Id]
    number: Mapped[str] = labelled("调整编号", String(32), unique=True)
    debt_id: Mapped[int] = labelled("欠款编号", None, ForeignKey("debt.id"), refers="debt")
    on: Mapped[date] = labelled("日期", Date)
    amount: Mapped[int] = labelled("金额(元)", BigInteger, info=MONEY)
    reason: Mapped[str] = labelled("原因", Text)
    basis: Mapped[str] = labelled("依据", String(200), default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    origin: Mapped[str] = mapped_column(String(16), default="web")

    debt: Mapped[Debt] = relationship(back_populates="adjustments")

    def __str__(self) -> str:
        return self.number

    @property
    def effect(self) -> int:
        """What it does to the balance, in fen."""
        return self.amount


class PlanYear(Recorded, Model):
    """计划清偿金额 of a year; compared cumulatively."""

    __tablename__ = "plan_year"
    __table_args__ = (CheckConstraint("amount >= 0", name="amount_not_negative"),)

    year: Mapped[int] = labelled("年度", Integer, primary_key=True)
    amount: Mapped[int] = labelled("计划清偿金额(元)", BigInteger, info=MONEY)


MOVEMENTS = (Repayment.__tablename__, Adjustment.__tablename__)


def make_triggers(connection: Connection) -> None:
    """Refuse every change and removal of a movement: a wrong one is reversed by a counter-entry."""
    for table in MOVEMENTS:
        for statement in append_only(table, connection.dialect.name):
            connection.execute(DDL(statement))


def _after_create(_table: Table, connection: Connection, **_options: Any) -> None:
    for statement in append_only(_table.name, connection.dialect.name):
        connection.execute(DDL(statement))


for _name in MOVEMENTS:
    event.listen(Model.metadata.tables[_name], "after_create", _after_create)
