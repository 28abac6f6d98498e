"""`flask demo`: the example year, and one account a role to look at it with."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from sqlalchemy import Select, func, select

from assist import audit
from assist.accounts import actions as accounts
from assist.accounts import queries
from assist.accounts.duties import Duty, set_duties
from assist.accounts.models import User, UserRole
from assist.accounts.policy import ALONE, Role
from assist.cadres.models import Cadre, Unit
from assist.cli.tables import table
from assist.cli.workbook import load, spoken
from assist.db import Origin, db
from assist.enterprises.models import Enterprise, Pairing, PairingLiaison
from assist.enterprises.queries import holds
from assist.lib import passwords
from assist.lib.pinyin import initials
from assist.problems.models import Problem
from assist.problems.states import OPEN
from assist.settings.models import Setting
from assist.visits.models import Visit
from assist.web.clock import today
from assist.web.transaction import writing_transaction

YEAR = Path(__file__).resolve().parents[2] / "examples" / "2025.xlsx"
#: A setting of no option: this database was made by the demo and may be handed out.
MARK = "demo"
#: What the specialist looks after, so that there is a ledger to write and a chapter of one's own.
DUTIES = frozenset({Duty.ARREARS, Duty.OUTREACH, Duty.MEETINGS})
#: Roles that the example year gives to nobody: account and name of who is made for them.
MADE = {
    Role.BUREAU_LEADER: ("jld01", "局领导01"),
    Role.SPECIALIST: ("ywzy01", "业务专员01"),
    Role.ADMIN: ("admin", "系统管理员"),
    Role.AUDITOR: ("sjy01", "审计员01"),
}


@click.command()
def demo() -> None:
    """Load examples/, print an account a role; refuses on a database with real data."""
    if db.session.get(Setting, MARK) is None:
        _refuse_real_data()
        with writing_transaction():
            db.session.add(Setting(key=MARK, value="1", origin=Origin.SYSTEM))
    if not _any(Enterprise):
        report = load(YEAR)
        if report.faults:
            raise click.ClickException("\n".join(spoken(report)))
    with writing_transaction():
        rows = [_opened(role, user) for role, user in _chosen().items()]
    for line in table(("角色", "账号", "密码"), rows):
        click.echo(line)


def _any(model: type[Any]) -> bool:
    return db.session.scalar(select(model.id).limit(1)) is not None


def _refuse_real_data() -> None:
    """Nothing but what `flask setup` leaves: an administrator who has not signed in yet."""
    in_use = select(User.id).where(User.password_hash.is_not(None), User.one_time_until.is_(None))
    if any(map(_any, (Unit, Cadre, Enterprise, Problem, Visit))) or db.session.scalar(
        in_use.limit(1)
    ):
        raise click.ClickException("数据库里已有真实数据，示例只能装入新建的数据库。")


def _chosen() -> dict[Role, User]:
    """Somebody with something to look at for each role, nobody for two."""
    found: dict[Role, User] = {}
    for role, statement in (
        (Role.LEADER, _leaders()),
        (Role.CADRE, _liaisons()),
        (Role.HANDLER, _handlers()),
        (Role.OFFICE, _anybody()),
        (Role.BUREAU_LEADER, _anybody()),
        (Role.SPECIALIST, _anybody()),
    ):
        taken = [user.id for user in found.values()]
        held = select(UserRole.user_id).where(UserRole.role == role)
        chosen = db.session.scalar(
            statement.where(Cadre.id.in_(held), Cadre.id.not_in(taken), Cadre.on_duty).limit(1)
        )
        found[role] = db.session.get_one(Cadre, chosen) if chosen else _made(role)
    for role in (Role.ADMIN, Role.AUDITOR):
        found[role] = queries.by_account(MADE[role][0]) or _made(role)
    return {role: found[role] for role in Role}


def _leaders() -> Select[int]:
    """Cadres by how many enterprises they lead now."""
    paired = select(Cadre.id).join(Pairing, Pairing.leader_id == Cadre.id).where(holds(today()))
    return _most(paired)


def _liaisons() -> Select[int]:
    """Cadres by how many enterprises they are the 联络员 of now."""
    paired = (
        select(Cadre.id)
        .join(PairingLiaison, PairingLiaison.cadre_id == Cadre.id)
        .join(Pairing, Pairing.id == PairingLiaison.pairing_id)
        .where(holds(today()))
    )
    return _most(paired)


def _handlers() -> Select[int]:
    """Cadres by how many open problems their unit has."""
    having = select(Cadre.id).join(Problem, Problem.lead_unit_id == Cadre.unit_id)
    return _most(having.where(Problem.state.in_(OPEN)))


def _anybody() -> Select[int]:
    return select(Cadre.id).order_by(Cadre.account)


def _most(statement: Select[int]) -> Select[int]:
    return statement.group_by(Cadre.id, Cadre.account).order_by(func.count().desc(), Cadre.account)


def _made(role: Role) -> User:
    """An account for a role that the example year gives to nobody."""
    account, name = MADE[role]
    if role in ALONE:
        return accounts.create_account(account=account, name=name, roles=[role])
    bureau = select(Cadre.unit_id).join(UserRole, UserRole.user_id == Cadre.id)
    unit_id = db.session.scalar(bureau.where(UserRole.role == Role.OFFICE).limit(1))
    if unit_id is None:
        raise click.ClickException("示例工作簿里没有送解优办的账号。")
    person = Cadre(account=account, name=name, unit_id=unit_id, pinyin=initials(name))
    person.role_rows = [UserRole(role=role)]
    db.session.add(person)
    db.session.flush()
    if role is Role.SPECIALIST:
        set_duties(user=person, duties=DUTIES)
    audit.record(
        verb="account.create",
        kind="account",
        key=account,
        sentence=f"新建账号{name}（{role.label}）",
    )
    return person


def _opened(role: Role, user: User) -> tuple[str, str, str]:
    """The role, the account, and a password that it has from now on."""
    password = passwords.one_time()
    while passwords.problems_with(password, user.account, user.name, getattr(user, "phone", "")):
        password = passwords.one_time()
    accounts.reset_password(user=user, password=password, keep=True)
    return role.label, user.account, password


COMMANDS = (demo,)
