"""`flask setup`, `flask demo`, `flask user reset`."""

from __future__ import annotations

import compileall
import sys
from pathlib import Path

import click
from flask_migrate import upgrade
from sqlalchemy import select

from assist.accounts import actions as accounts
from assist.accounts import queries
from assist.accounts.models import User, UserRole
from assist.accounts.policy import Role
from assist.db import db
from assist.lib import passwords
from assist.problems import actions as problems
from assist.web.transaction import writing_transaction

ROOT = Path(__file__).resolve().parents[2]


@click.command()
def setup() -> None:
    """Create or upgrade the database; on a new one create the first admin and print a one-time
    password."""
    upgrade(directory=str(ROOT / "migrations"))
    _compile()
    with writing_transaction():
        problems.seed_categories()
        if db.session.scalar(select(UserRole).where(UserRole.role == Role.ADMIN).limit(1)):
            click.echo("数据库已是最新版本。")
            return
        admin = accounts.create_account(account="admin", name="系统管理员", roles=[Role.ADMIN])
        password = accounts.reset_password(user=admin)
    click.echo(f"数据库已建立。系统管理员账号 admin，一次性密码 {password}（首次登录后必须修改）")


def _compile() -> None:
    """Keep the program compiled: the account under which it runs may not be able to write here,
    and then every command would compile it anew, which takes half a second."""
    compileall.compile_dir(ROOT / "assist", quiet=2)


@click.group()
def user() -> None:
    """Accounts."""


@user.command()
@click.argument("account", required=False)
@click.option("--password-stdin", is_flag=True, help="从标准输入读取密码")
@click.option("--keep", is_flag=True, help="不要求首次登录修改")
@click.option("--all-new", is_flag=True, help="为所有尚无密码的账号生成一次性密码")
def reset(account: str | None, password_stdin: bool, keep: bool, all_new: bool) -> None:
    """Print a one-time password; with --password-stdin --keep set one that need not be changed."""
    with writing_transaction():
        one = [] if all_new else [_reset_one(account or "", password_stdin, keep)]
        rows = one or _reset_all_new()
    for name, who, password in rows:
        click.echo(f"{name}\t{who}\t{password}" if password else f"{name}\t{who}\t密码已设定")


def _reset_one(account: str, password_stdin: bool, keep: bool) -> tuple[str, str, str]:
    found = queries.by_account(account)
    if found is None:
        raise click.ClickException(f"没有账号“{account}”。")
    given = sys.stdin.readline().rstrip("\n") if password_stdin else None
    if given is not None:
        wrong = passwords.problems_with(
            given, found.account, found.name, getattr(found, "phone", ""), []
        )
        if wrong:
            raise click.ClickException("；".join(wrong))
    password = accounts.reset_password(user=found, password=given, keep=keep)
    return found.account, found.name, "" if given is not None else password


def _reset_all_new() -> list[tuple[str, str, str]]:
    statement = (
        select(User).where(User.password_hash.is_(None), User.enabled).order_by(User.account)
    )
    users = db.session.scalars(statement).unique().all()
    return [(user.account, user.name, accounts.reset_password(user=user)) for user in users]


COMMANDS = (setup, user)
