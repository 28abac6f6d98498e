"""Roles and the permissions each of them grants: the one table that menu, button and view ask."""

from __future__ import annotations

from collections.abc import Iterable

from assist.lib.enums import Labelled
from assist.web.access import Permission as P


class Role(Labelled):
    """Who somebody is in the campaign (design 1)."""

    CADRE = "cadre", "联企干部"
    HANDLER = "handler", "承办人"
    LEADER = "leader", "区领导"
    BUREAU_LEADER = "bureau_leader", "局领导"
    OFFICE = "office", "送解优办"
    SPECIALIST = "specialist", "业务专员"
    ADMIN = "admin", "系统管理员"
    AUDITOR = "auditor", "审计员"


#: Roles that stand alone: they exclude each other and every business role, and no workbook grants them.
ALONE = frozenset({Role.ADMIN, Role.AUDITOR})
BUSINESS = tuple(role for role in Role if role not in ALONE)

_READS_ALL = frozenset(
    {
        P.ENTERPRISE_READ,
        P.ENTERPRISE_READ_ALL,
        P.PAIRING_READ,
        P.CADRE_READ,
        P.VISIT_READ,
        P.VISIT_READ_ALL,
        P.PROBLEM_READ,
        P.PROBLEM_READ_ALL,
        P.POLICY_READ,
        P.FIGURE_READ,
    }
)

PERMISSIONS: dict[Role, frozenset[P]] = {
    Role.CADRE: frozenset(
        {
            P.ENTERPRISE_READ,
            P.CONTACT_REVEAL,
            P.PAIRING_READ,
            P.VISIT_READ,
            P.VISIT_RECORD,
            P.PROBLEM_READ,
            P.PROBLEM_RECORD,
            P.PROBLEM_CALL_BACK,
            P.POLICY_READ,
        }
    ),
    Role.HANDLER: frozenset(
        {P.ENTERPRISE_READ, P.CONTACT_REVEAL, P.PROBLEM_READ, P.PROBLEM_HANDLE, P.POLICY_READ}
    ),
    Role.LEADER: _READS_ALL
    | {
        P.CONTACT_REVEAL,
        P.DASHBOARD_READ,
        P.VISIT_RECORD,
        P.PROBLEM_RECORD,
        P.PROBLEM_ASSIGN,
        P.PROBLEM_CLOSE,
        P.PROBLEM_CLOSE_BUREAU,
        P.PROBLEM_INSTRUCT,
        P.PROBLEM_URGE,
    },
    Role.BUREAU_LEADER: _READS_ALL | {P.CONTACT_REVEAL, P.DASHBOARD_READ, P.PROBLEM_CLOSE_BUREAU},
    Role.OFFICE: _READS_ALL
    | {
        P.CONTACT_REVEAL,
        P.DASHBOARD_READ,
        P.ENTERPRISE_WRITE,
        P.PAIRING_WRITE,
        P.VISIT_RECORD,
        P.VISIT_RECORD_ALL,
        P.PROBLEM_RECORD,
        P.PROBLEM_RECORD_ALL,
        P.PROBLEM_ASSIGN,
        P.PROBLEM_HANDLE_ON_BEHALF,
        P.PROBLEM_CALL_BACK,
        P.PROBLEM_CALL_BACK_ALL,
        P.PROBLEM_CLOSE,
        P.PROBLEM_PRESENT,
        P.PROBLEM_URGE,
        P.POLICY_WRITE,
        P.EXCHANGE_USE,
    },
    Role.SPECIALIST: _READS_ALL - {P.PAIRING_READ},
    Role.ADMIN: frozenset({P.ACCOUNT_MANAGE, P.UNIT_MANAGE, P.SETTING_MANAGE, P.CADRE_READ}),
    Role.AUDITOR: frozenset({P.AUDIT_READ}),
}


def granted(roles: Iterable[Role]) -> frozenset[P]:
    """What the roles grant together."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


def clash(roles: Iterable[Role]) -> str | None:
    """Why these roles cannot be one person's, or None (separation of duties, GB/T 22239-2019 访问控制)."""
    chosen = set(roles)
    alone = chosen & ALONE
    if alone and len(chosen) > 1:
        names = "、".join(role.label for role in Role if role in alone)
        return f"{names}不能与其他角色兼任。"
    return None if chosen else "请至少选择一个角色。"
