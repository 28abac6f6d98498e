"""What every plain dated record has, and the declaration by which a kind is known."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy import Column, Date, ForeignKey, Integer, String, Table, Text, event, inspect
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from assist.accounts.duties import Duty
from assist.db import EnumCode, Id, Model, Recorded, labelled
from assist.enterprises.models import Enterprise
from assist.lib.figures import Figure
from assist.lib.pinyin import found_by
from assist.lib.standing import Standing

#: Columns that the engine looks after by itself.
OWN = frozenset({"number", "held_on", "standing", "void_why", "note"})


class Dated(Recorded):
    """A record of one day: number, day, standing; a kind adds its labelled columns."""

    number_label: ClassVar[str] = "编号"
    day_label: ClassVar[str] = "日期"
    standing_label: ClassVar[str] = "状态"

    id: Mapped[Id]
    void_why: Mapped[str] = labelled("作废原因", String(300), default="", sort_order=80)
    note: Mapped[str] = labelled("备注", Text, default="", sort_order=79)
    #: What finds the record, made on every write; enterprises are looked for by themselves.
    sought: Mapped[str] = mapped_column(
        Text, default="", server_default="", active_history=True, sort_order=100
    )

    @declared_attr
    def number(cls) -> Mapped[str]:  # noqa: N805 - declared_attr is given the class
        return labelled(cls.number_label, String(100), unique=True, sort_order=-2)  # type: ignore[no-any-return]

    @declared_attr
    def held_on(cls) -> Mapped[date]:  # noqa: N805 - declared_attr is given the class
        return labelled(cls.day_label, Date, index=True, sort_order=-1)  # type: ignore[no-any-return]

    @declared_attr
    def standing(cls) -> Mapped[Standing]:  # noqa: N805 - declared_attr is given the class
        return labelled(  # type: ignore[no-any-return]
            cls.standing_label, EnumCode(Standing), default=Standing.VALID, sort_order=78
        )

    def __str__(self) -> str:
        return str(self.number)


def at_enterprises(owner: str, label: str) -> Any:
    """A relationship to the enterprises that a record names, over a table of its own."""
    table = Table(
        f"{owner}_enterprise",
        Model.metadata,
        Column(f"{owner}_id", Integer, ForeignKey(f"{owner}.id"), primary_key=True),
        Column("enterprise_id", Integer, ForeignKey("enterprise.id"), primary_key=True, index=True),
    )
    return relationship(
        Enterprise, secondary=table, order_by=Enterprise.code, info={"label": label}
    )


@dataclass(frozen=True)
class Kind:
    """A kind of ledger: its words, its table, and what a list of it offers."""

    #: In the address and as the kind's key in the audit log.
    word: str
    #: The name of menu, page and sheet.
    label: str
    model: Any
    #: Before the running number; "" where the number is typed (a plan's name, a paper's 文号).
    prefix: str
    #: Whose work it is: specialists write the kinds assigned to them.
    duty: Duty
    #: What a record is called on a page.
    title: Callable[[Any], str]
    #: Columns of list and sheet, in order; by default all of the table's own.
    columns: tuple[str, ...]
    #: The column by which a list calls a record; its number stands small beneath.
    head: str = "number"
    filters: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    #: Whether the bureau's own workbook has this sheet (its columns come first there).
    own: bool = False
    #: Whether a visit may book a record (`visit_id`, `visit`): it says then what the visit says,
    #: and is amended and withdrawn there.
    booked: bool = False

    def __post_init__(self) -> None:
        """Whoever writes a record, by page, visit or workbook, writes what finds it."""
        for moment in ("before_insert", "before_update"):
            event.listen(self.model, moment, self._write_sought)

    def _write_sought(self, _mapper: Any, _connection: Any, row: Any) -> None:
        named = tuple(dict.fromkeys(("number", *self.search)))
        state: Any = inspect(row)
        if any(state.attrs[name].history.has_changes() for name in named):
            row.sought = found_by((row.number,), [getattr(row, name) or "" for name in named[1:]])

    @cached_property
    def labels(self) -> dict[str, str]:
        """The Chinese name of every column, the engine's own too."""
        names = (*self.columns, "standing", "void_why", "note")
        return {name: self.label_of(name) for name in names}

    @property
    def listed(self) -> tuple[str, ...]:
        """The columns that fit a list, what a record is called first; its page shows all."""
        rest = [name for name in self.columns[:9] if name not in {self.head, "number"}]
        return (*dict.fromkeys((self.head, "number")), *rest)

    @property
    def searched(self) -> str:
        """Where a search looks, in words: 活动编号、名称、地点、企业或拼音首字母."""
        names = [self.labels[name] for name in dict.fromkeys(("number", *self.search))]
        names += ["企业"] if "enterprises" in self.columns else []
        return f"{'、'.join(names)}或拼音首字母"

    @cached_property
    def numbers(self) -> frozenset[str]:
        """The columns that hold numbers, which stand at the right."""
        table = self.model.__table__.columns
        return frozenset(
            n for n in self.columns if n in table and isinstance(table[n].type, Integer)
        )

    def label_of(self, name: str) -> str:
        """The Chinese name of a column or of the enterprises."""
        attribute = getattr(self.model, name).property
        info = attribute.info if hasattr(attribute, "mapper") else attribute.columns[0].info
        return str(info["label"])

    def href(self, number: str) -> str:
        """The page of one record."""
        return f"/ledgers/{self.word}/{number}"
