"""Permissions and the decorators by which every endpoint says who may call it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import Any, Protocol, TypeVar, cast

from flask import current_app
from flask_login import current_user
from werkzeug.exceptions import Forbidden


class Permission(StrEnum):
    """`resource:action`; `-all` reaches past the rows that are one's own."""

    #: That of the text, which it equals: Enum's own is computed in Python at every look-up.
    __hash__ = str.__hash__

    ENTERPRISE_READ = "enterprise:read"
    ENTERPRISE_READ_ALL = "enterprise:read-all"
    ENTERPRISE_WRITE = "enterprise:write"
    CONTACT_REVEAL = "contact:reveal"
    PAIRING_READ = "pairing:read"
    PAIRING_WRITE = "pairing:write"
    CADRE_READ = "cadre:read"
    VISIT_READ = "visit:read"
    VISIT_READ_ALL = "visit:read-all"
    VISIT_RECORD = "visit:record"
    VISIT_RECORD_ALL = "visit:record-all"
    PROBLEM_READ = "problem:read"
    PROBLEM_READ_ALL = "problem:read-all"
    PROBLEM_RECORD = "problem:record"
    PROBLEM_RECORD_ALL = "problem:record-all"
    PROBLEM_ASSIGN = "problem:assign"
    PROBLEM_HANDLE = "problem:handle"
    PROBLEM_HANDLE_ON_BEHALF = "problem:handle-on-behalf"
    PROBLEM_CALL_BACK = "problem:call-back"
    PROBLEM_CALL_BACK_ALL = "problem:call-back-all"
    PROBLEM_CLOSE = "problem:close"
    PROBLEM_CLOSE_BUREAU = "problem:close-bureau"
    PROBLEM_INSTRUCT = "problem:instruct"
    PROBLEM_PRESENT = "problem:present"
    PROBLEM_URGE = "problem:urge"
    POLICY_READ = "policy:read"
    POLICY_WRITE = "policy:write"
    ARREARS_READ = "arrears:read"
    ARREARS_READ_ALL = "arrears:read-all"
    ARREARS_WRITE = "arrears:write"
    INSPECTION_READ = "inspection:read"
    INSPECTION_WRITE = "inspection:write"
    LEDGER_READ = "ledger:read"
    LEDGER_WRITE = "ledger:write"
    PETITION_READ = "petition:read"
    PETITION_WRITE = "petition:write"
    DISCLOSURE_READ = "disclosure:read"
    DISCLOSURE_WRITE = "disclosure:write"
    DISCLOSURE_SIGN = "disclosure:sign"
    PLANNING_READ = "planning:read"
    PLANNING_WRITE = "planning:write"
    #: Every ledger is one's work, or only those that are assigned.
    DUTY_ALL = "duty:all"
    DUTY_ASSIGNED = "duty:assigned"
    DASHBOARD_READ = "dashboard:read"
    FIGURE_READ = "figure:read"
    REPORT_READ = "report:read"
    REPORT_WRITE = "report:write"
    REPORT_WRITE_ALL = "report:write-all"
    REPORT_SIGN = "report:sign"
    EXCHANGE_USE = "exchange:use"
    ACCOUNT_MANAGE = "account:manage"
    UNIT_MANAGE = "unit:manage"
    SETTING_MANAGE = "setting:manage"
    AUDIT_READ = "audit:read"


class Person(Protocol):
    """What the web needs to know of whoever is signed in."""

    def may(self, permission: Permission) -> bool:
        """Whether one of the person's roles grants the permission."""
        ...


@dataclass(frozen=True)
class Access:
    """Who may call an endpoint: everybody, whoever is signed in, or holders of one of the
    permissions."""

    public: bool = False
    permissions: frozenset[Permission] = frozenset()

    def admits(self, person: Person) -> bool:
        """Whether a signed-in person passes; rows have a scope of their own."""
        return self.public or not self.permissions or any(person.may(p) for p in self.permissions)


View = TypeVar("View", bound=Callable[..., Any])


def _guard(view: View, access: Access) -> View:
    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if not access.public:
            person = current_user._get_current_object()
            if not person.is_authenticated:
                return current_app.login_manager.unauthorized()  # type: ignore[attr-defined]
            if not access.admits(cast(Person, person)):
                raise Forbidden
        return view(*args, **kwargs)

    guarded.access = access  # type: ignore[attr-defined]
    return cast(View, guarded)


def allow(*permissions: Permission) -> Callable[[View], View]:
    """Admit holders of any one of the permissions; anyone else signed in meets 403."""
    return lambda view: _guard(view, Access(permissions=frozenset(permissions)))


def allow_signed_in(view: View) -> View:
    """Admit whoever is signed in."""
    return _guard(view, Access())


def allow_public(view: View) -> View:
    """Admit anyone, signed in or not."""
    return _guard(view, Access(public=True))
