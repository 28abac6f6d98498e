"""Enterprises, their contacts, the years they are key, and who is paired with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import (
    DDL,
    BigInteger,
    CheckConstraint,
    Connection,
    Date,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
    inspect,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from assist.cadres.models import Cadre, Unit
from assist.db import EnumCode, Fen, Id, Model, Recorded, labelled
from assist.lib.enums import Labelled
from assist.lib.pinyin import found_by
from assist.lib.text import mask_phone, split_list


class Size(Labelled):
    """规模 by 工信部联企业〔2011〕300号, as the bureau records it."""

    LARGE = "large", "大型"
    MEDIUM = "medium", "中型"
    SMALL = "small", "小型"
    MICRO = "micro", "微型"


class Running(Labelled):
    """经营状态."""

    NORMAL = "normal", "正常"
    HALF = "half", "半停产"
    STOPPED = "stopped", "停产"
    LOST = "lost", "失联"
    CLOSED = "closed", "注销"


class Industry(Labelled):
    """门类 of GB/T 4754-2017; the code is the letter."""

    A = "A", "农、林、牧、渔业"
    B = "B", "采矿业"
    C = "C", "制造业"
    D = "D", "电力、热力、燃气及水生产和供应业"
    E = "E", "建筑业"
    F = "F", "批发和零售业"
    G = "G", "交通运输、仓储和邮政业"
    H = "H", "住宿和餐饮业"
    I = "I", "信息传输、软件和信息技术服务业"  # noqa: E741 - the standard's own letter
    J = "J", "金融业"
    K = "K", "房地产业"
    L = "L", "租赁和商务服务业"
    M = "M", "科学研究和技术服务业"
    N = "N", "水利、环境和公共设施管理业"
    O = "O", "居民服务、修理和其他服务业"  # noqa: E741 - the standard's own letter
    P = "P", "教育"
    Q = "Q", "卫生和社会工作"
    R = "R", "文化、体育和娱乐业"
    S = "S", "公共管理、社会保障和社会组织"
    T = "T", "国际组织"


class SizeKind(Labelled):
    """划型行业: the rows of 工信部联企业〔2011〕300号, which are finer than the 门类."""

    FARMING = "farming", "农、林、牧、渔业"
    INDUSTRY = "industry", "工业"
    BUILDING = "building", "建筑业"
    WHOLESALE = "wholesale", "批发业"
    RETAIL = "retail", "零售业"
    TRANSPORT = "transport", "交通运输业"
    STORAGE = "storage", "仓储业"
    POST = "post", "邮政业"
    LODGING = "lodging", "住宿业、餐饮业"
    TELECOM = "telecom", "信息传输业"
    SOFTWARE = "software", "软件和信息技术服务业"
    ESTATE = "estate", "房地产开发经营"
    PROPERTY = "property", "物业管理"
    LEASING = "leasing", "租赁和商务服务业"
    OTHER = "other", "其他未列明行业"


class FourUp(Labelled):
    """四上类别: that an enterprise is in the statistical base, a fact and no computation."""

    INDUSTRY = "industry", "规上工业"
    BUILDING = "building", "资质建筑业"
    TRADE = "trade", "限上批零"
    CATERING = "catering", "限上住餐"
    ESTATE = "estate", "房地产开发"
    SERVICE = "service", "规上服务业"
    NONE = "none", "非四上"


class Enterprise(Recorded, Model):
    """A key enterprise or any other that the campaign meets, named by its credit code."""

    __tablename__ = "enterprise"
    __table_args__ = (
        CheckConstraint("length(code) = 18", name="code_length"),
        # SQLite reads this instead of the wide rows; PostgreSQL holds no such long words in one.
        Index("ix_enterprise_sought", "sought", info={"only": "sqlite"}).ddl_if(dialect="sqlite"),
    )

    id: Mapped[Id]
    code: Mapped[str] = labelled("统一社会信用代码", String(18), unique=True)
    name: Mapped[str] = labelled("企业名称", String(100), index=True)
    short_name: Mapped[str] = labelled("简称", String(40), default="")
    pinyin: Mapped[str] = labelled("拼音首字母", String(100), default="", index=True)
    # What was added later stands last in the table, as the revisions put it.
    #: Former and other names with 、 between, by which it is found too.
    aliases: Mapped[str] = labelled("别名", String(300), default="", sort_order=95)
    #: Members' labels with 、 between, in the order of the enum.
    four_up: Mapped[str] = labelled("四上类别", String(100), default="")
    industry: Mapped[Industry | None] = labelled("行业门类", EnumCode(Industry))
    #: Since when it has been in the statistical base.
    four_up_since: Mapped[date | None] = labelled("入库日期", Date, sort_order=96)
    size: Mapped[Size | None] = labelled("规模", EnumCode(Size))
    #: The year for which the size was found, and what it was found from.
    size_year: Mapped[int | None] = labelled("规模年度", sort_order=97)
    size_kind: Mapped[SizeKind | None] = labelled("划型行业", EnumCode(SizeKind), sort_order=98)
    staff: Mapped[int | None] = labelled("从业人员", sort_order=99)
    revenue: Mapped[Fen | None] = labelled("营业收入", BigInteger, sort_order=100)
    assets: Mapped[Fen | None] = labelled("资产总额", BigInteger, sort_order=101)
    address: Mapped[str] = labelled("地址", String(200), default="")
    area: Mapped[str] = labelled("属地", String(64), default="", index=True)
    running: Mapped[Running | None] = labelled("经营状态", EnumCode(Running))
    tags: Mapped[str] = labelled("标签", String(300), default="")
    withdrawn: Mapped[bool] = labelled("已撤下", default=False)
    withdrawn_why: Mapped[str] = labelled("撤下原因", String(300), default="")
    #: The enterprise that this one turned out to be; everything it had is there.
    merged_into_id: Mapped[int | None] = mapped_column(
        ForeignKey("enterprise.id"), index=True, sort_order=102
    )
    #: What finds it, made from the names on every write; see `enterprises.queries.search`.
    sought: Mapped[str] = mapped_column(
        Text, default="", server_default="", active_history=True, sort_order=103
    )

    merged_into: Mapped[Enterprise | None] = relationship(remote_side="Enterprise.id")
    key_years: Mapped[list[KeyYear]] = relationship(
        cascade="all, delete-orphan", order_by="KeyYear.year", lazy="select"
    )
    contacts: Mapped[list[Contact]] = relationship(
        cascade="all, delete-orphan", order_by="Contact.position, Contact.id", lazy="select"
    )
    pairings: Mapped[list[Pairing]] = relationship(
        back_populates="enterprise",
        order_by="Pairing.start_on.desc(), Pairing.id.desc()",
        lazy="select",
    )

    def __str__(self) -> str:
        return self.name

    @property
    def brief(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    @property
    def tag_list(self) -> list[str]:
        """The tags one by one."""
        return split_list(self.tags)

    @property
    def alias_list(self) -> list[str]:
        """The other names one by one."""
        return split_list(self.aliases)

    @property
    def years(self) -> list[int]:
        """The years in which it is a key enterprise."""
        return [row.year for row in self.key_years]


NAMES = ("name", "short_name", "aliases", "code", "pinyin")


@event.listens_for(Enterprise, "before_insert")
@event.listens_for(Enterprise, "before_update")
def _write_sought(_mapper: Any, _connection: Any, enterprise: Enterprise) -> None:
    """Whoever writes a name, by form, workbook or merging, writes what finds it."""
    state = inspect(enterprise)
    if state.persistent and not any(state.attrs[name].history.has_changes() for name in NAMES):
        return
    others = [enterprise.short_name or "", *split_list(enterprise.aliases or "")]
    named = (enterprise.name, enterprise.pinyin or "", enterprise.code)
    enterprise.sought = found_by(named, others)


class KeyYear(Model):
    """A year in which an enterprise is a 重点企业."""

    __tablename__ = "key_year"
    __table_args__ = (Index("ix_key_year_year_enterprise_id", "year", "enterprise_id"),)

    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)


class Contact(Model):
    """A person at the enterprise; the phone is masked on every page and shown by a logged click."""

    __tablename__ = "contact"

    id: Mapped[Id]
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"), index=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = labelled("联系人", String(64))
    post: Mapped[str] = labelled("联系人职务", String(64), default="")
    phone: Mapped[str] = labelled("联系电话", String(32), default="")
    #: What to call this person about, for instance 财务; the first contact is the preferred one.
    role: Mapped[str] = labelled("分工", String(40), default="")

    @property
    def masked_phone(self) -> str:
        """136****0000."""
        return mask_phone(self.phone) if self.phone else ""


class Pairing(Recorded, Model):
    """One enterprise : one leader : one lead unit : liaisons, from a day on until another."""

    __tablename__ = "pairing"
    __table_args__ = (
        UniqueConstraint("enterprise_id", "start_on"),
        CheckConstraint("end_on IS NULL OR end_on >= start_on", name="order"),
    )

    id: Mapped[Id]
    enterprise_id: Mapped[int] = labelled(
        "企业", None, ForeignKey("enterprise.id"), refers="enterprise"
    )
    leader_id: Mapped[int] = labelled(
        "联系领导", None, ForeignKey("cadre.id"), index=True, refers="leader"
    )
    lead_unit_id: Mapped[int] = labelled(
        "牵头部门", None, ForeignKey("unit.id"), index=True, refers="lead_unit"
    )
    start_on: Mapped[date] = labelled("开始日期", Date)
    end_on: Mapped[date | None] = labelled("结束日期", Date)
    basis: Mapped[str] = labelled("依据文件", String(200), default="")

    enterprise: Mapped[Enterprise] = relationship(back_populates="pairings")
    leader: Mapped[Cadre] = relationship(foreign_keys=[leader_id])
    lead_unit: Mapped[Unit] = relationship()
    liaisons: Mapped[list[Cadre]] = relationship(
        secondary="pairing_liaison", order_by="Cadre.account"
    )
    passings: Mapped[list[PairingPassing]] = relationship(
        cascade="all, delete-orphan", order_by="PairingPassing.who_id", back_populates="pairing"
    )

    def in_force(self, on: date) -> bool:
        """Whether it holds on that day; the end day still belongs to it."""
        return self.start_on <= on and (self.end_on is None or on <= self.end_on)


class PairingLiaison(Model):
    """A 联络员 of a pairing."""

    __tablename__ = "pairing_liaison"
    __table_args__ = (Index("ix_pairing_liaison_cadre_id", "cadre_id"),)

    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairing.id"), primary_key=True)
    cadre_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"), primary_key=True)


class PairingPassing(Model):
    """移交 with which a pairing begins: what is promised passes on its first day; gone then."""

    __tablename__ = "pairing_passing"
    __table_args__ = (
        Index("ix_pairing_passing_who_id", "who_id"),
        Index("ix_pairing_passing_to_id", "to_id"),
        CheckConstraint("who_id <> to_id", name="two_people"),
    )

    pairing_id: Mapped[int] = mapped_column(ForeignKey("pairing.id"), primary_key=True)
    who_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"), primary_key=True)
    to_id: Mapped[int] = mapped_column(ForeignKey("cadre.id"))

    pairing: Mapped[Pairing] = relationship(back_populates="passings")
    who: Mapped[Cadre] = relationship(foreign_keys=[who_id])
    to: Mapped[Cadre] = relationship(foreign_keys=[to_id])

    @property
    def words(self) -> str:
        """For who reads it beforehand."""
        return f"{self.who.name} → {self.to.name}"


class Substitution(Recorded, Model):
    """请假代理: somebody does for a time what an absent one may do for their pairings."""

    __tablename__ = "substitution"
    __table_args__ = (
        UniqueConstraint("absent_id", "start_on"),
        Index("ix_substitution_substitute_id_start_on", "substitute_id", "start_on"),
        CheckConstraint("end_on >= start_on", name="order"),
        CheckConstraint("absent_id <> substitute_id", name="two_people"),
    )

    id: Mapped[Id]
    absent_id: Mapped[int] = labelled("请假人", None, ForeignKey("cadre.id"), refers="absent")
    substitute_id: Mapped[int] = labelled(
        "代理人", None, ForeignKey("cadre.id"), refers="substitute"
    )
    start_on: Mapped[date] = labelled("开始日期", Date)
    end_on: Mapped[date] = labelled("结束日期", Date)
    reason: Mapped[str] = labelled("事由", String(100), default="")
    #: From this day on it holds no more, whatever was agreed at first.
    ended_on: Mapped[date | None] = labelled("提前结束日期", Date)

    absent: Mapped[Cadre] = relationship(foreign_keys=[absent_id])
    substitute: Mapped[Cadre] = relationship(foreign_keys=[substitute_id])


#: What the database says where a row would be written for an enterprise that is another by now.
MERGED = "enterprise is merged"

#: The row is kept from a merger that runs at this moment, or waits for it and then sees it.
_REFUSE = """
CREATE OR REPLACE FUNCTION enterprise_refuse_merged() RETURNS trigger AS $$
DECLARE gone integer;
BEGIN
  SELECT merged_into_id INTO gone FROM enterprise WHERE id = NEW.enterprise_id FOR KEY SHARE;
  IF gone IS NOT NULL THEN
    RAISE EXCEPTION 'enterprise is merged' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$ LANGUAGE plpgsql"""
_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS {table}_of_merged_{name} BEFORE {verb} ON {table} "
    "WHEN EXISTS (SELECT 1 FROM enterprise "
    "WHERE id = NEW.enterprise_id AND merged_into_id IS NOT NULL) "
    "BEGIN SELECT RAISE(ABORT, 'enterprise is merged'); END"
)
_POSTGRESQL = (
    "CREATE OR REPLACE TRIGGER {table}_of_merged BEFORE INSERT OR UPDATE OF enterprise_id "
    "ON {table} FOR EACH ROW EXECUTE FUNCTION enterprise_refuse_merged()"
)
_DROP_SQLITE = "DROP TRIGGER IF EXISTS {table}_of_merged_{name}"
_DROP_POSTGRESQL = "DROP TRIGGER IF EXISTS {table}_of_merged ON {table}"
#: On SQLite a trigger has one occasion.
_EACH = (("insert", "INSERT"), ("update", "UPDATE OF enterprise_id"))


_ID = Model.metadata.tables["enterprise"].c.id


def _naming_one(connection: Connection) -> Iterator[str]:
    """The tables that stand and name an enterprise."""
    look = inspect(connection)
    for table in Model.metadata.sorted_tables:
        named = {key.parent.name for key in table.foreign_keys if key.column is _ID}
        if "enterprise_id" in named and look.has_table(table.name):
            yield table.name


def make_triggers(connection: Connection) -> None:
    """Refuse every row for an enterprise that was merged into another, whatever its door."""
    columns = {column["name"] for column in inspect(connection).get_columns("enterprise")}
    if "merged_into_id" not in columns:
        return  # at an older revision
    if connection.dialect.name == "postgresql":
        connection.execute(DDL(_REFUSE))
    _for_each(connection, _POSTGRESQL, _SQLITE)


def drop_triggers(connection: Connection) -> None:
    """Before tables are rebuilt: a trigger that names a table stands in the way of renaming it."""
    _for_each(connection, _DROP_POSTGRESQL, _DROP_SQLITE)


def _for_each(connection: Connection, postgresql: str, sqlite: str) -> None:
    """Names of our own tables alone go into the statement."""
    for table in _naming_one(connection):
        one = postgresql if connection.dialect.name == "postgresql" else sqlite
        for statement in {one.format(table=table, name=name, verb=verb) for name, verb in _EACH}:
            connection.execute(DDL(statement))


@event.listens_for(Model.metadata, "after_create")
def _after_create(_metadata: Any, connection: Connection, **_options: Any) -> None:
    make_triggers(connection)
