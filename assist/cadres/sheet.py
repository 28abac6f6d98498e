"""The sheets 单位 and 干部."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from assist.accounts.duties import set_duties
from assist.accounts.models import User, UserRole
from assist.accounts.policy import ALONE, BUSINESS, Role
from assist.cadres.forms import NewPersonForm, PersonForm, UnitForm
from assist.cadres.models import Cadre, Unit
from assist.cadres.rules import duty_complaint
from assist.db import Origin, db
from assist.lib.pinyin import initials
from assist.web.access import Permission
from assist.web.forms import (
    EnumsField,
    Form,
    TextField,
    YesField,
    at_most,
    optional,
    required,
)
from assist.web.sheet import KEEP, Book, Column, Finding, Incoming, Key, Row, Sheet, chunks, put


class UnitRow(Form):
    """A row of 单位: the fields of the page."""

    name = UnitForm.name
    short_name = UnitForm.short_name
    kind = UnitForm.kind
    active = YesField("启用")


class CadreRow(Form):
    """A row of 干部: the fields of the page, and references by their key alone."""

    account = NewPersonForm.account
    name = PersonForm.name
    unit = TextField("单位", [required("请填写单位。")])
    post = PersonForm.post
    phone = PersonForm.phone
    #: Every role can be read, so that the check can say why two are never granted.
    roles = EnumsField("角色", [required("请填写角色。")], kind=Role)
    exam_passed_on = PersonForm.exam_passed_on
    rescue_team = YesField("应急救援队员")
    on_duty = YesField("在岗")
    pinyin = TextField("拼音首字母", [optional(), at_most(64)])
    enabled = YesField("账号启用")
    duties = PersonForm.duties


def existing_units(keys: Sequence[str]) -> Mapping[Key, Unit]:
    """The units of these names."""
    return {
        unit.name: unit
        for some in chunks(keys)
        for unit in db.session.scalars(select(Unit).where(Unit.name.in_(some)))
    }


def unit_records() -> Iterable[Unit]:
    """Every unit, in the order in which they came."""
    return db.session.scalars(select(Unit).order_by(Unit.id).execution_options(yield_per=500))


def take_over_units(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the units."""
    stored = book.stored["单位"]
    for one in incoming:
        unit = one.stored
        if unit is None:
            unit = Unit(origin=Origin.WORKBOOK, created_by_id=by and by.id)
            db.session.add(unit)
            stored[one.row.key] = unit
        put(unit, one.row.values, "name", "short_name", "kind", "active")
    db.session.flush()


UNITS = Sheet(
    title="单位",
    kind="unit",
    form=UnitRow,
    key=("name",),
    columns=(
        Column("name", lambda unit: unit.name, width=28, example="区发展和改革局"),
        Column("short_name", lambda unit: unit.short_name, example="发改局"),
        Column("kind", lambda unit: unit.kind, example="区直部门"),
        Column("active", lambda unit: unit.active, blank=True, note="空白即“是”。", width=8),
    ),
    door=Permission.UNIT_MANAGE,
    existing=existing_units,
    records=unit_records,
    take_over=take_over_units,
)


def existing_cadres(keys: Sequence[str]) -> Mapping[Key, Cadre]:
    """The business people of these accounts."""
    return {
        person.account: person
        for some in chunks(keys)
        for person in db.session.scalars(
            select(Cadre)
            .options(joinedload(Cadre.unit), selectinload(Cadre.duty_rows))
            .where(Cadre.account.in_(some))
        ).unique()
    }


def cadre_records() -> Iterator[Cadre]:
    """Every business person in the order in which they came; admins and auditors are no cadres."""
    ids = list(db.session.scalars(select(Cadre.id).order_by(Cadre.id)))
    for some in chunks(ids):
        yield from db.session.scalars(
            select(Cadre)
            .options(joinedload(Cadre.unit), selectinload(Cadre.duty_rows))
            .where(Cadre.id.in_(some))
            .order_by(Cadre.id)
        ).unique()


def check_cadre(row: Row, book: Book) -> Iterator[Finding]:
    """No administrator or auditor comes, or is changed, by a workbook."""
    for role in row.values.get("roles") or ():
        if role in ALONE:
            yield Finding(
                "roles", f"工作簿不能授予“{role.label}”，请由系统管理员在账号管理中办理。"
            )
    roles = book.value("干部", row.key, "roles") or ()
    complaint = duty_complaint(roles, row.values.get("duties") or ())
    if complaint:
        yield Finding("duties", complaint)
    alone = book.memo("accounts that stand alone", lambda: _bare_accounts(book))
    if row.key in alone:
        yield Finding("account", "这个账号是系统管理员或审计员，不能由工作簿更改。")


def _bare_accounts(book: Book) -> frozenset[str]:
    """Accounts of the file that belong to an administrator or auditor."""
    keys = [row.key for row in book.rows.get("干部", [])]
    return frozenset(
        account
        for some in chunks(keys)
        for account in db.session.scalars(
            select(User.account).where(User.account.in_(some), User.kind != "cadre")
        )
    )


def take_over_cadres(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the people; a new account has no password until one is reset."""
    stored = book.stored["干部"]
    for one in incoming:
        values, person = one.row.values, one.stored
        if person is None:
            person = Cadre(origin=Origin.WORKBOOK, created_by_id=by and by.id)
            db.session.add(person)
            stored[one.row.key] = person
        renamed = person.name != values.get("name", person.name)
        put(person, values, "account", "name", "post", "phone", "exam_passed_on")
        put(person, values, "rescue_team", "on_duty", "enabled", "pinyin")
        if "unit" in values:
            unit = book.find("单位", values["unit"])
            person.unit = unit
        if not person.pinyin or (renamed and "pinyin" not in values):
            person.pinyin = initials(person.name)[:64]
        if "roles" in values:
            _give(person, values["roles"])
    db.session.flush()
    _assign(incoming, stored)


def _assign(incoming: Sequence[Incoming], stored: Mapping[Key, Any]) -> None:
    """Give out the ledgers where the file says something new of them."""
    for one in incoming:
        person = stored[one.row.key]
        wanted = one.row.values.get("duties")
        if wanted is not None and set(wanted) != set(person.assigned):
            set_duties(user=person, duties=frozenset(wanted))
            db.session.expire(person, ["duty_rows"])


def _give(person: Cadre, roles: Sequence[Role]) -> None:
    wanted, held = set(roles), person.roles
    person.role_rows = [row for row in person.role_rows if row.role in wanted]
    person.role_rows.extend(UserRole(role=role) for role in BUSINESS if role in wanted - held)


CADRES = Sheet(
    title="干部",
    kind="account",
    form=CadreRow,
    key=("account",),
    columns=(
        Column("account", lambda person: person.account, example="zhangsan"),
        Column("name", lambda person: person.name, example="张三"),
        Column(
            "unit",
            lambda person: person.unit.name,
            refers="单位",
            example="区发展和改革局",
            width=28,
        ),
        Column("post", lambda person: person.post, example="股长"),
        Column("phone", lambda person: person.phone, phone=True, example="13800000000"),
        Column(
            "roles",
            lambda person: [role for role in BUSINESS if role in person.roles],
            example="联企干部",
            width=20,
            note="多个角色用“、”分隔。系统管理员、审计员不能由工作簿授予。",
            choices=tuple(role.label for role in BUSINESS),
        ),
        Column("exam_passed_on", lambda person: person.exam_passed_on, kind="day", width=22),
        Column("rescue_team", lambda person: person.rescue_team, blank=False, example=False),
        Column(
            "on_duty",
            lambda person: person.on_duty,
            blank=True,
            note="空白即“是”。",
            example=True,
            width=8,
        ),
        Column("pinyin", lambda person: person.pinyin, blank=KEEP, note="空白则自动生成。"),
        Column("enabled", lambda person: person.enabled, blank=KEEP, note="空白则不改变。"),
        Column(
            "duties",
            lambda person: person.assigned,
            width=20,
            note="只分给业务专员，多项用“、”分隔。",
        ),
    ),
    door=Permission.ACCOUNT_MANAGE,
    existing=existing_cadres,
    records=cadre_records,
    take_over=take_over_cadres,
    check=check_cadre,
)
