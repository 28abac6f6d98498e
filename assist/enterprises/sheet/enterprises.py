"""The sheet 企业."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from assist.db import Origin, db
from assist.enterprises.forms import ContactPart, EnterpriseForm
from assist.enterprises.models import (
    Contact,
    Enterprise,
    FourUp,
    Industry,
    KeyYear,
)
from assist.enterprises.queries import by_code
from assist.lib import text
from assist.lib.pinyin import initials
from assist.web.access import Permission
from assist.web.forms import (
    CheckedField,
    Form,
    LongTextField,
    TextField,
    YesField,
    at_most,
    optional,
)
from assist.web.sheet import KEEP, Book, Column, Finding, Incoming, Key, Row, Sheet, chunks, put

BETWEEN, WITHIN = "；", "／"


class EnterpriseRow(Form):
    """A row of 企业: the fields of the page, with the first contact in columns of its own."""

    code = EnterpriseForm.code
    name = EnterpriseForm.name
    short_name = EnterpriseForm.short_name
    four_up = EnterpriseForm.four_up
    industry = EnterpriseForm.industry
    size = EnterpriseForm.size
    address = EnterpriseForm.address
    area = EnterpriseForm.area
    contact_name = ContactPart.name
    contact_post = ContactPart.post
    contact_phone = ContactPart.phone
    running = EnterpriseForm.running
    years = EnterpriseForm.key_years
    tags = EnterpriseForm.tags
    pinyin = EnterpriseForm.pinyin
    others = LongTextField("其他联系人", [optional(), at_most(4000)])
    contact_role = TextField("联系人分工", [optional(), at_most(40)])
    aliases = EnterpriseForm.aliases
    four_up_since = EnterpriseForm.four_up_since
    size_year = EnterpriseForm.size_year
    size_kind = EnterpriseForm.size_kind
    staff = EnterpriseForm.staff
    revenue = EnterpriseForm.revenue
    assets = EnterpriseForm.assets
    merged_into = CheckedField("并入企业", check=text.code)
    withdrawn = YesField("已撤下")
    withdrawn_why = TextField("撤下原因", [optional(), at_most(300)])


def existing(keys: Sequence[str]) -> Mapping[Key, Enterprise]:
    """The enterprises of these codes, with contacts and years."""
    return {
        enterprise.code: enterprise
        for some in chunks(keys)
        for enterprise in db.session.scalars(
            select(Enterprise)
            .options(selectinload(Enterprise.contacts), selectinload(Enterprise.key_years))
            .where(Enterprise.code.in_(some))
        )
    }


def records() -> Iterator[Enterprise]:
    """Every enterprise, in the order in which they came."""
    ids = list(db.session.scalars(select(Enterprise.id).order_by(Enterprise.id)))
    for some in chunks(ids):
        yield from db.session.scalars(
            select(Enterprise)
            .options(selectinload(Enterprise.contacts), selectinload(Enterprise.key_years))
            .where(Enterprise.id.in_(some))
            .order_by(Enterprise.id)
        )


def _first(enterprise: Enterprise) -> Contact | None:
    return enterprise.contacts[0] if enterprise.contacts else None


def _others(enterprise: Enterprise) -> str:
    """The contacts after the first, `姓名／职务／电话` each, and `／分工` where it is known."""
    return BETWEEN.join(
        WITHIN.join(part.replace(BETWEEN, ";").replace(WITHIN, "/") for part in parts)
        for parts in (
            (c.name, c.post, c.phone, c.role) if c.role else (c.name, c.post, c.phone)
            for c in enterprise.contacts[1:]
        )
    )


def check(row: Row, _book: Book) -> Iterator[Finding]:
    """Tags fit, and further contacts can be read."""
    if len("、".join(row.values.get("tags") or ())) > 300:
        yield Finding("tags", "标签最多 300 个字。")
    for part in (row.values.get("others") or "").split(BETWEEN):
        if part and len(part.split(WITHIN)) not in {3, 4}:
            yield Finding("others", f"“{part[:40]}”应写作“姓名{WITHIN}职务{WITHIN}电话”。")
    if len("、".join(row.values.get("aliases") or ())) > 300:
        yield Finding("aliases", "别名最多 300 个字。")
    if row.values.get("merged_into") and row.values["merged_into"] == row.values.get("code"):
        yield Finding("merged_into", "企业不能并入自己。")


def take_over(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the enterprises with their contacts and years."""
    stored = book.stored["企业"]
    merged = _open(incoming)
    for one in incoming:
        values, enterprise = one.row.values, one.stored
        if enterprise is None:
            enterprise = Enterprise(origin=Origin.WORKBOOK, created_by_id=by and by.id)
            db.session.add(enterprise)
            stored[one.row.key] = enterprise
        renamed = enterprise.name != values.get("name", enterprise.name)
        put(enterprise, values, "code", "name", "short_name", "industry", "size", "address", "area")
        put(enterprise, values, "running", "pinyin", "withdrawn", "withdrawn_why")
        put(enterprise, values, "four_up_since", "size_year", "size_kind")
        put(enterprise, values, "staff", "revenue", "assets")
        if "four_up" in values:
            held = set(values["four_up"] or ())
            enterprise.four_up = "、".join(kind.label for kind in FourUp if kind in held)
        if "tags" in values:
            enterprise.tags = "、".join(values["tags"] or ())
        if "aliases" in values:
            enterprise.aliases = "、".join(values["aliases"] or ())
        if not enterprise.pinyin or (renamed and "pinyin" not in values):
            enterprise.pinyin = initials(enterprise.name)[:100]
        _set_years(enterprise, values)
        _set_contacts(enterprise, values)
    db.session.flush()
    for one in incoming:
        if "merged_into" in one.row.values:
            merged[one.row.key] = one.row.values["merged_into"]
    book.at_end.append(lambda: _close(merged, book))


def _open(incoming: Sequence[Incoming]) -> dict[Key, str | None]:
    """Into which each was merged; none of them is until the file is written, for then the database
    takes nothing more of theirs."""
    found: dict[Key, str | None] = {}
    for one in incoming:
        if one.stored is not None and one.stored.merged_into is not None:
            found[one.row.key] = one.stored.merged_into.code
            one.stored.merged_into = None
    db.session.flush()
    return found


def _close(merged: Mapping[Key, str | None], book: Book) -> None:
    """Once every row of the file is there: which one each enterprise turned out to be."""
    for key, code in merged.items():
        enterprise, into = book.find("企业", key), book.find("企业", code) if code else None
        if into is None and code:
            into = by_code(code)
        if enterprise is not None:
            enterprise.merged_into_id = into.id if into is not None else None


def closed(key: Key, book: Book) -> str | None:
    """A merged enterprise takes no more rows, unless the file itself takes the merger back."""
    enterprise, row = book.find("企业", key), book.row("企业", key)
    into = enterprise.merged_into if enterprise is not None else None
    if into is None or (row is not None and row.values.get("merged_into", into.code) != into.code):
        return None
    return f"这家企业已并入“{into.name}”（{into.code}），请改填后者。"


def _set_years(enterprise: Enterprise, values: Mapping[str, Any]) -> None:
    if "years" not in values:
        return
    wanted = {int(year) for year in values["years"] or ()}
    kept = [row for row in enterprise.key_years if row.year in wanted]
    new = sorted(wanted - {row.year for row in kept})
    enterprise.key_years = kept + [KeyYear(year=year) for year in new]


def _set_contacts(enterprise: Enterprise, values: Mapping[str, Any]) -> None:
    first = _first(enterprise)
    names = {"contact_name": "name", "contact_post": "post", "contact_phone": "phone"}
    names |= {"contact_role": "role"}
    given = {own: values[name] or "" for name, own in names.items() if name in values}
    rest = list(enterprise.contacts[1:])
    if "others" in values:
        rest = _further(values["others"] or "", rest)
    if first is not None:
        for own, value in given.items():
            setattr(first, own, value)
    elif any(given.values()):
        first = Contact(**({"name": "", "post": "", "phone": "", "role": ""} | given))
    kept = [first] if first is not None and (first.name or first.post or first.phone) else []
    people = kept + rest
    for position, contact in enumerate(people):
        contact.position = position
    if people != list(enterprise.contacts):
        enterprise.contacts = people


def _further(cell: str, known: Sequence[Contact]) -> list[Contact]:
    """The contacts of one cell; a masked number is the one that is known under the name."""
    numbers = {contact.name: contact.phone for contact in known}
    found = []
    for part in filter(None, cell.split(BETWEEN)):
        name, post, phone, role = ([piece.strip() for piece in part.split(WITHIN)] + [""])[:4]
        if text.is_masked(phone):
            phone = numbers.get(name, "")
        found.append(Contact(name=name[:64], post=post[:64], phone=phone[:32], role=role[:40]))
    return list(known) if [*map(_said, known)] == [*map(_said, found)] else found


def _said(contact: Contact) -> tuple[str, ...]:
    return (contact.name, contact.post, contact.phone, contact.role or "")


def _contact(name: str) -> Any:
    return lambda enterprise: getattr(_first(enterprise), name, "")


ENTERPRISES = Sheet(
    title="企业",
    kind="enterprise",
    form=EnterpriseRow,
    key=("code",),
    columns=(
        Column(
            "code",
            lambda e: e.code,
            width=24,
            example="910000000000001183",
            note="18 位，含校验位。",
        ),
        Column("name", lambda e: e.name, width=36, example="某某有限公司"),
        Column("short_name", lambda e: e.short_name, example="某某"),
        Column(
            "four_up",
            lambda e: text.split_list(e.four_up),
            example="规上工业",
            note="多个用“、”分隔。",
        ),
        Column(
            "industry",
            lambda e: e.industry and e.industry.value,
            example="C",
            note="国民经济行业门类的字母 A–T。",
            choices=tuple(kind.value for kind in Industry),
            width=10,
        ),
        Column("size", lambda e: e.size, example="小型", width=8),
        Column("address", lambda e: e.address, width=30),
        Column("area", lambda e: e.area, example="工业园"),
        Column("contact_name", _contact("name"), example="李四"),
        Column("contact_post", _contact("post"), example="总经理"),
        Column("contact_phone", _contact("phone"), phone=True, example="13600000000", width=16),
        Column("running", lambda e: e.running, example="正常", width=10),
        Column(
            "years",
            lambda e: e.years,
            example="2025",
            note="多个年度用“、”分隔。",
        ),
        Column("tags", lambda e: e.tag_list, note="多个用“、”分隔。", width=20),
        Column("pinyin", lambda e: e.pinyin, blank=KEEP, note="空白则自动生成。"),
        Column(
            "others",
            _others,
            phone=True,
            note=f"“姓名{WITHIN}职务{WITHIN}电话”，多人用“{BETWEEN}”分隔。",
            width=30,
        ),
        Column("contact_role", _contact("role"), example="办事联络"),
        Column("aliases", lambda e: e.alias_list, note="多个用“、”分隔。", width=20),
        Column("four_up_since", lambda e: e.four_up_since, kind="day"),
        Column("size_year", lambda e: e.size_year, kind="number", width=10),
        Column("size_kind", lambda e: e.size_kind, width=14),
        Column("staff", lambda e: e.staff, kind="number", width=10),
        Column("revenue", lambda e: e.revenue, kind="money", note="元。"),
        Column("assets", lambda e: e.assets, kind="money", note="元。"),
        Column("merged_into", lambda e: e.merged_into and e.merged_into.code, refers="企业"),
        Column("withdrawn", lambda e: e.withdrawn, blank=False, width=8),
        Column("withdrawn_why", lambda e: e.withdrawn_why, width=20),
    ),
    door=Permission.EXCHANGE_USE,
    existing=existing,
    records=records,
    take_over=take_over,
    check=check,
    closed=closed,
)
