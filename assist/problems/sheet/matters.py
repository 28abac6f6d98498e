"""The sheet 一类事: causes shared by problems of several enterprises."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from assist.db import db
from assist.problems.actions.history import take_over_matters
from assist.problems.models import Matter
from assist.web.access import Permission
from assist.web.forms import (
    CheckedField,
    DayField,
    Form,
    LongTextField,
    TextField,
    at_most,
    optional,
    required,
)
from assist.web.sheet import Column, Key, Sheet, chunks


class MatterRow(Form):
    """A row of 一类事."""

    number = CheckedField("一类事编号", [required("请填写一类事编号。"), at_most(32)])
    title = TextField("标题", [required("请填写标题。"), at_most(100)])
    cause = LongTextField("共同原因", [optional(), at_most(20_000)])
    unit = TextField("牵头单位", [optional()])
    reply = LongTextField("统一答复", [optional(), at_most(20_000)])
    replied_on = DayField("答复日期")


def existing(keys: Sequence[str]) -> Mapping[Key, Matter]:
    """The matters of these numbers."""
    return {
        matter.number: matter
        for some in chunks(keys)
        for matter in db.session.scalars(
            select(Matter).options(joinedload(Matter.unit)).where(Matter.number.in_(some))
        )
    }


def records() -> Iterable[Matter]:
    """Every matter, in the order in which they came."""
    return db.session.scalars(select(Matter).options(joinedload(Matter.unit)).order_by(Matter.id))


MATTERS = Sheet(
    title="一类事",
    kind="matter",
    form=MatterRow,
    key=("number",),
    columns=(
        Column("number", lambda matter: matter.number),
        Column("title", lambda matter: matter.title, width=30),
        Column("cause", lambda matter: matter.cause, width=40),
        Column("unit", lambda matter: matter.unit and matter.unit.name, refers="单位", width=24),
        Column("reply", lambda matter: matter.reply, width=40),
        Column("replied_on", lambda matter: matter.replied_on, kind="day"),
    ),
    door=Permission.EXCHANGE_USE,
    existing=existing,
    records=records,
    take_over=take_over_matters,
    own=True,
)
