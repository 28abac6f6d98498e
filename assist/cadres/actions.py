"""Units and accounts as an administrator keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select

from assist import audit
from assist.accounts import actions as accounts
from assist.accounts import queries as account_queries
from assist.accounts.duties import Duty, set_duties
from assist.accounts.models import User
from assist.accounts.policy import Role
from assist.cadres import queries
from assist.cadres.models import Cadre, Unit, UnitKind
from assist.cadres.rules import duty_complaint, role_complaint
from assist.db import db, lock
from assist.lib.errors import Invalid, Refused
from assist.lib.pinyin import initials
from assist.lib.text import is_masked, mask_phone
from assist.web.clock import now
from assist.web.errors import Conflict


def create_cadre(
    *,
    by: User,
    account: str,
    name: str,
    unit: Unit,
    roles: Sequence[Role],
    post: str = "",
    phone: str = "",
    exam_passed_on: date | None = None,
    rescue_team: bool = False,
    on_duty: bool = True,
    duties: Sequence[Duty] = (),
) -> Cadre:
    """A business person with an account; it has no password until one is reset."""
    _refuse_roles(roles, business=True)
    _refuse_duties(roles, duties)
    if account_queries.by_account(account) is not None:
        raise Invalid("account", "这个账号已经有人使用。")
    if is_masked(phone):
        raise Invalid("phone", "请填写完整的手机号码。")
    person = Cadre(
        account=account,
        name=name,
        unit=unit,
        post=post,
        phone=phone,
        exam_passed_on=exam_passed_on,
        rescue_team=rescue_team,
        on_duty=on_duty,
        pinyin=initials(name)[:64],
        created_by_id=by.id,
    )
    accounts.set_roles(user=person, roles=list(roles))
    db.session.add(person)
    db.session.flush()
    words = "、".join(role.label for role in Role if role in person.roles)
    changes = _with_duties(person, duties)
    _record(by, "cadre.create", person, f"新建干部{name}（{unit.name}，{words}）", changes)
    return person


def amend_cadre(
    *,
    by: User,
    cadre: Cadre,
    version: int,
    name: str,
    unit: Unit,
    roles: Sequence[Role],
    post: str = "",
    phone: str = "",
    exam_passed_on: date | None = None,
    rescue_team: bool = False,
    on_duty: bool = True,
    duties: Sequence[Duty] | None = None,
) -> None:
    """Change a person's facts, roles and ledgers; a masked phone means the stored one stays."""
    phone = cadre.phone if is_masked(phone) else phone
    mine = {
        "name": name,
        "unit": unit,
        "post": post,
        "phone": phone,
        "exam_passed_on": exam_passed_on,
        "rescue_team": rescue_team,
        "on_duty": on_duty,
    }
    if cadre.version != version:
        raise _conflict(cadre, mine, roles)
    _refuse_roles(roles, business=True)
    duties = cadre.assigned if duties is None else duties
    _refuse_duties(roles, duties)
    if name != cadre.name:
        cadre.pinyin = initials(name)[:64]
    for field, value in mine.items():
        setattr(cadre, field, value)
    cadre.unit_id = unit.id
    changes = _with_roles(by, cadre, roles) + _with_duties(cadre, duties)
    if changes:
        _record(by, "cadre.amend", cadre, f"修改了干部{name}的资料", changes)


def amend_account(*, by: User, user: User, version: int, name: str, roles: Sequence[Role]) -> None:
    """Change the name and roles of an administrator or auditor."""
    if user.version != version:
        raise _conflict(user, {"name": name}, roles)
    _refuse_roles(roles, business=False)
    user.name = name
    changes = _with_roles(by, user, roles)
    if changes:
        _record(by, "account.amend", user, f"修改了账号{name}的资料", changes)


def _with_roles(by: User, user: User, roles: Sequence[Role]) -> list[audit.Change]:
    """Change the roles too; everything that changed, read before the flush."""
    changes = audit.changes_of(user)
    changed_roles = accounts.change_roles(by=by, user=user, roles=list(roles))
    if changed_roles:
        user.updated_at = (
            now()
        )  # roles are rows of their own: the account's version must still move
    db.session.flush()
    changes += changed_roles
    return changes


def _refuse_roles(roles: Sequence[Role], *, business: bool) -> None:
    complaint = role_complaint(list(roles), business=business)
    if complaint:
        raise Refused(complaint)


def _with_duties(person: Cadre, duties: Sequence[Duty]) -> list[audit.Change]:
    """Give the person these ledgers; what changed, if anything."""
    before, after = person.assigned, [duty for duty in Duty if duty in duties]
    if before == after:
        return []
    person.updated_at = now()  # as roles, duties are rows of their own
    set_duties(user=person, duties=frozenset(after))
    db.session.expire(person, ["duty_rows"])
    old, new = ("、".join(duty.label for duty in some) for some in (before, after))
    return [audit.Change("分管台账", old, new)]


def _refuse_duties(roles: Sequence[Role], duties: Sequence[Duty]) -> None:
    complaint = duty_complaint(roles, duties)
    if complaint:
        raise Invalid("duties", complaint)


LABELS = {
    "name": "姓名",
    "unit": "单位",
    "post": "职务",
    "phone": "手机",
    "exam_passed_on": "执法资格考试合格日期",
    "rescue_team": "应急救援队员",
    "on_duty": "在岗",
}


def _conflict(user: User, mine: dict[str, Any], roles: Sequence[Role]) -> Conflict:
    fields = [
        (LABELS[field], _shown(getattr(user, field)), _shown(value))
        for field, value in mine.items()
        if field != "phone"
    ]
    if "phone" in mine:
        fields.append(("手机", mask_phone(getattr(user, "phone", "")), mask_phone(mine["phone"])))
    held, wanted = ("、".join(r.label for r in Role if r in rs) for rs in (user.roles, roles))
    fields.append(("角色", held, wanted))
    return Conflict(f"{user.name}的资料", fields, f"/admin/accounts/{user.account}")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(value)


def _record(
    by: User, verb: str, user: User, sentence: str, changes: Iterable[audit.Change] = ()
) -> None:
    audit.record(
        verb=verb, kind="account", key=user.account, sentence=sentence, changes=changes, by=by
    )


def create_unit(*, by: User, name: str, kind: UnitKind, short_name: str = "") -> Unit:
    """A unit that may be chosen from now on."""
    _refuse_name(name)
    unit = Unit(name=name, kind=kind, short_name=short_name, created_by_id=by.id)
    db.session.add(unit)
    db.session.flush()
    audit.record(verb="unit.create", kind="unit", key=name, sentence=f"新建单位{name}", by=by)
    return unit


def amend_unit(
    *, by: User, unit: Unit, version: int, name: str, kind: UnitKind, short_name: str = ""
) -> None:
    """Change a unit's names and kind; rows that refer to it follow."""
    if unit.version != version:
        fields = [
            ("单位名称", unit.name, name),
            ("简称", unit.short_name, short_name),
            ("类别", unit.kind.label, kind.label),
        ]
        raise Conflict(unit.name, fields, f"/admin/units/{unit.id}")
    if name != unit.name:
        _refuse_name(name)
    unit.name, unit.kind, unit.short_name = name, kind, short_name
    changes = audit.changes_of(unit)
    db.session.flush()
    if changes:
        sentence = f"修改了单位{name}"
        audit.record(
            verb="unit.amend", kind="unit", key=name, sentence=sentence, changes=changes, by=by
        )


def _refuse_name(name: str) -> None:
    lock("unit names")
    if queries.unit_named(name) is not None:
        raise Invalid("name", "已经有同名的单位。")


def set_unit_active(*, by: User, unit: Unit, active: bool) -> None:
    """Let a unit be chosen, or no more; what names it stays. People on duty must leave it first."""
    if unit.active == active:
        return
    if not active and _peopled(unit):
        raise Refused("单位还有在岗的干部，请先调整他们的单位或停用账号。")
    unit.active = active
    db.session.flush()
    word = "启用" if active else "停用"
    audit.record(
        verb="unit.amend", kind="unit", key=unit.name, sentence=f"{word}了单位{unit.name}", by=by
    )


def _peopled(unit: Unit) -> bool:
    statement = select(Cadre.id).where(Cadre.unit_id == unit.id, Cadre.enabled, Cadre.on_duty)
    return db.session.scalar(statement.limit(1)) is not None
