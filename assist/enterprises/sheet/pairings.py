"""The sheet 结对, and who is paired when: from the file and as stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from assist.cadres.models import Cadre
from assist.cadres.queries import cadre_by_account
from assist.db import Origin, db
from assist.enterprises.models import (
    Enterprise,
    Pairing,
    PairingPassing,
)
from assist.lib import text
from assist.web.access import Permission
from assist.web.forms import (
    CheckedField,
    DayField,
    Form,
    ListField,
    TextField,
    at_most,
    optional,
    required,
)
from assist.web.sheet import Book, Column, Finding, Incoming, Key, Row, Sheet, chunks, put


class PairingRow(Form):
    """A row of 结对."""

    code = CheckedField("统一社会信用代码", [required("请填写统一社会信用代码。")], check=text.code)
    leader = TextField("联系领导", [required("请填写联系领导的账号。")])
    lead_unit = TextField("牵头部门", [required("请填写牵头部门。")])
    liaisons = ListField("联络员", [required("请填写联络员的账号。")])
    start_on = DayField("开始日期", [required("请填写开始日期。")])
    end_on = DayField("结束日期")
    basis = TextField("依据文件", [optional(), at_most(200)])
    passings = ListField("待移交")


_WHOLE_PAIRING = (
    joinedload(Pairing.enterprise),
    joinedload(Pairing.leader).joinedload(Cadre.unit),
    joinedload(Pairing.lead_unit),
    selectinload(Pairing.liaisons).joinedload(Cadre.unit),
    selectinload(Pairing.passings).joinedload(PairingPassing.who),
    selectinload(Pairing.passings).joinedload(PairingPassing.to),
)
#: Between whoever hands over and whoever takes over.
TO = "→"


def existing_pairings(keys: Sequence[tuple[str, date]]) -> Mapping[Key, Pairing]:
    """The pairings of these enterprises that begin on these days."""
    wanted = set(keys)
    return {
        (pairing.enterprise.code, pairing.start_on): pairing
        for some in chunks(dict.fromkeys(code for code, _start in keys))
        for pairing in db.session.scalars(
            select(Pairing)
            .join(Pairing.enterprise)
            .options(*_WHOLE_PAIRING)
            .where(Enterprise.code.in_(some))
        ).unique()
        if (pairing.enterprise.code, pairing.start_on) in wanted
    }


def pairing_records() -> Iterator[Pairing]:
    """Every pairing, in the order in which they came."""
    ids = list(db.session.scalars(select(Pairing.id).order_by(Pairing.id)))
    for some in chunks(ids):
        statement = select(Pairing).options(*_WHOLE_PAIRING).where(Pairing.id.in_(some))
        yield from db.session.scalars(statement.order_by(Pairing.id)).unique()


Term = tuple[date, date | None, frozenset[str], str]


def terms(book: Book, codes: Sequence[str]) -> dict[str, list[Term]]:
    """Who will be paired with these enterprises and when: start, end, people, lead unit."""
    found: dict[str, dict[date, Term]] = {code: {} for code in codes}
    for some in chunks(codes):
        statement = (
            select(Pairing)
            .join(Pairing.enterprise)
            .options(*_WHOLE_PAIRING)
            .where(Enterprise.code.in_(some))
        )
        for pairing in db.session.scalars(statement).unique():
            people = frozenset(c.account for c in (pairing.leader, *pairing.liaisons))
            term = (pairing.start_on, pairing.end_on, people, pairing.lead_unit.name)
            found[pairing.enterprise.code][pairing.start_on] = term
    for row in book.rows.get("结对", []):
        values = row.values
        if (
            isinstance(row.key, tuple)
            and row.key[0] in found
            and not {"start_on", "end_on"} & row.bad
        ):
            people = frozenset([values.get("leader") or "", *(values.get("liaisons") or ())])
            start = values["start_on"]
            term = (start, values.get("end_on"), people, values.get("lead_unit") or "")
            found[row.key[0]][start] = term
    return {code: sorted(some.values(), key=lambda term: term[0]) for code, some in found.items()}


def _codes(book: Book) -> list[str]:
    """The enterprises that the file pairs."""
    found = {row.key[0] for row in book.rows["结对"] if isinstance(row.key, tuple)}
    return [code for code in found if code]


def check_pairing(row: Row, book: Book) -> Iterator[Finding]:
    """It ends after it begins, and an enterprise has one pairing at a time."""
    yield from _check_passings(row, book)
    start, end = row.values.get("start_on"), row.values.get("end_on")
    if start is None:
        return
    if end is not None and end < start:
        yield Finding("end_on", "结束日期早于开始日期。")
        return
    known = book.memo("terms of pairings", lambda: terms(book, _codes(book)))
    for other_start, other_end, _people, _unit in known.get(row.values.get("code") or "", ()):
        if other_start == start or (other_end is not None and other_end < other_start):
            continue
        if (end is None or other_start <= end) and (other_end is None or other_end >= start):
            until = other_end.isoformat() if other_end else "今"
            period = f"{other_start.isoformat()} 至{until}"
            yield Finding(
                "start_on", f"与同一企业的另一段结对（{period}）重叠，同一时间只能有一个结对。"
            )


def _check_passings(row: Row, book: Book) -> Iterator[Finding]:
    givers: set[str] = set()
    for words in row.values.get("passings") or ():
        people = words.split(TO)
        if len(people) != 2 or people[0] == people[1] or "" in people:
            yield Finding("passings", f"“{words[:40]}”应写作“移交人账号{TO}接手人账号”。")
            continue
        if people[0] in givers:
            yield Finding("passings", f"“{people[0][:40]}”只能移交给一个人。")
        givers.add(people[0])
        for account in people:
            if _cadre(book, account) is None and book.row("干部", account) is None:
                yield Finding("passings", f"没有“{account[:40]}”：系统和本文件的“干部”中都没有。")


def _cadre(book: Book, account: str) -> Cadre | None:
    found = book.find("干部", account)
    return found if found is not None else cadre_by_account(account[:64])


def _put_passings(pairing: Pairing, wanted: Sequence[str], book: Book) -> None:
    if sorted(wanted) == _passings(pairing):
        return
    pairing.passings.clear()
    db.session.flush()
    for words in wanted:
        who, to = (_cadre(book, account) for account in words.split(TO))
        if who is not None and to is not None:
            pairing.passings.append(PairingPassing(who=who, to=to))


def _passings(pairing: Pairing) -> list[str]:
    """In the order of accounts, which is the same in every database."""
    return sorted(f"{one.who.account}{TO}{one.to.account}" for one in pairing.passings)


def take_over_pairings(*, incoming: Sequence[Incoming], book: Book, by: Any) -> None:
    """Make or change the pairings."""
    stored = book.stored["结对"]
    for one in incoming:
        values, pairing = one.row.values, one.stored
        if pairing is None:
            pairing = Pairing(origin=Origin.WORKBOOK, created_by_id=by and by.id)
            pairing.enterprise_id = book.find("企业", values["code"]).id  # type: ignore[union-attr]
            db.session.add(pairing)
            stored[one.row.key] = pairing
        put(pairing, values, "start_on", "end_on", "basis")
        if "leader" in values:
            pairing.leader_id = book.find("干部", values["leader"]).id  # type: ignore[union-attr]
        if "lead_unit" in values:
            pairing.lead_unit_id = book.find("单位", values["lead_unit"]).id  # type: ignore[union-attr]
        if "liaisons" in values:
            people = [book.find("干部", account) for account in values["liaisons"]]
            if one.new or set(people) != set(pairing.liaisons):
                pairing.liaisons = people
        if "passings" in values:
            _put_passings(pairing, values["passings"] or (), book)
    db.session.flush()


PAIRINGS = Sheet(
    title="结对",
    kind="pairing",
    form=PairingRow,
    key=("code", "start_on"),
    columns=(
        Column(
            "code",
            lambda p: p.enterprise.code,
            refers="企业",
            width=24,
            example="910000000000001183",
        ),
        Column(
            "leader", lambda p: p.leader.account, refers="干部", note="账号。", example="lingdao"
        ),
        Column(
            "lead_unit",
            lambda p: p.lead_unit.name,
            refers="单位",
            width=24,
            example="区发展和改革局",
        ),
        Column(
            "liaisons",
            lambda p: [person.account for person in p.liaisons],
            refers="干部",
            note="账号，多人用“、”分隔。",
            example="zhangsan",
        ),
        Column("start_on", lambda p: p.start_on, kind="day", example=date(2025, 1, 1)),
        Column("end_on", lambda p: p.end_on, kind="day"),
        Column("basis", lambda p: p.basis, width=24, example="结对方案"),
        Column(
            "passings",
            _passings,
            width=24,
            note=f"“移交人账号{TO}接手人账号”：开始日期那天，待兑现的承诺转给接手人。",
        ),
    ),
    door=Permission.EXCHANGE_USE,
    existing=existing_pairings,
    records=pairing_records,
    take_over=take_over_pairings,
    check=check_pairing,
)
