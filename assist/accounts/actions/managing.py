"""What an administrator does to accounts: create, enable, disable, roles."""

from __future__ import annotations

from sqlalchemy import func, select

from assist import audit
from assist.accounts import queries
from assist.accounts.actions.sessions import end_sessions
from assist.accounts.models import User, UserRole
from assist.accounts.policy import ALONE, Role, clash
from assist.db import db, lock
from assist.lib.errors import Invalid, Refused


def create_account(*, account: str, name: str, roles: list[Role]) -> User:
    """A bare account, for an administrator or auditor; it has no password until one is reset."""
    if queries.by_account(account) is not None:
        raise Invalid("account", "这个账号已经有人使用。")
    if not set(roles) <= ALONE:
        raise Refused("业务角色属于有单位的干部，请按干部新建账号。")
    user = User(account=account, name=name)
    set_roles(user=user, roles=roles)
    db.session.add(user)
    db.session.flush()
    audit.record(
        verb="account.create",
        kind="account",
        key=account,
        sentence=f"新建账号{name}（{names_of(user.roles)}）",
    )
    return user


def set_roles(*, user: User, roles: list[Role]) -> list[audit.Change]:
    """Replace a person's roles; Refused where they clash. The caller records the audit."""
    reason = clash(roles)
    if reason:
        raise Refused(reason)
    before, after = user.roles, frozenset(roles)
    user.role_rows = [row for row in user.role_rows if row.role in after]
    user.role_rows.extend(UserRole(role=role) for role in Role if role in after - before)
    user.__dict__.pop("permissions", None)
    if before == after:
        return []
    return [audit.Change("角色", names_of(before), names_of(after))]


def change_roles(*, by: User, user: User, roles: list[Role]) -> list[audit.Change]:
    """What an administrator may change: never their own, never the last administrator's."""
    if user.roles == frozenset(roles):
        return []
    if by.id == user.id:
        raise Refused("不能修改自己的角色，请由另一位系统管理员修改。")
    if Role.ADMIN not in roles:
        _keep_an_admin(user)
    alone = frozenset(roles) & ALONE
    if bool(alone) != bool(user.roles & ALONE) and user.roles:
        raise Refused("业务账号与系统管理员、审计员账号不能互换，请另建账号。")
    return set_roles(user=user, roles=roles)


def disable(*, by: User, user: User) -> None:
    """Shut an account: it cannot sign in, and its sessions are over at once."""
    if by.id == user.id:
        raise Refused("不能停用自己的账号。")
    if not user.enabled:
        return
    _keep_an_admin(user)
    user.enabled = False
    end_sessions(user=user, why="账号停用")
    _record(by, user, "account.disable", f"停用了{user.name}的账号")


def enable(*, by: User, user: User) -> None:
    """Open an account again; the lock is lifted too."""
    if user.enabled and user.locked_until is None:
        return
    user.enabled = True
    user.failures, user.locked_until = 0, None
    _record(by, user, "account.enable", f"启用了{user.name}的账号")


def _keep_an_admin(user: User) -> None:
    """Refuse what would leave nobody to administer; two who disable each other meet at the lock."""
    lock("administrators")
    if Role.ADMIN not in user.roles or not user.enabled:
        return
    others = (
        select(func.count())
        .select_from(UserRole)
        .join(User, User.id == UserRole.user_id)
        .where(UserRole.role == Role.ADMIN, User.enabled, User.id != user.id)
    )
    if not db.session.scalar(others):
        raise Refused("这是最后一个启用的系统管理员，不能停用或取消角色。")


def names_of(roles: frozenset[Role]) -> str:
    """The roles in words, in the order of the table."""
    return "、".join(role.label for role in Role if role in roles)


def _record(by: User, user: User, verb: str, sentence: str) -> None:
    audit.record(verb=verb, kind="account", key=user.account, sentence=sentence, by=by)
