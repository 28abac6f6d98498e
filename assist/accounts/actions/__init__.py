"""Signing in and out, passwords, the second factor, roles, sessions."""

from assist.accounts.actions.failures import address_shut, note_failure
from assist.accounts.actions.managing import (
    change_roles,
    create_account,
    disable,
    enable,
    set_roles,
)
from assist.accounts.actions.passwords import (
    choose_password,
    confirm_password,
    hash_password,
    password_right,
    reset_password,
)
from assist.accounts.actions.second import enrol, forget_factor, give_up_factor
from assist.accounts.actions.sessions import (
    device_name,
    end_own_session,
    end_session,
    end_sessions,
    end_sessions_of,
    keep_seen,
    open_session,
    renew_session,
    sign_out,
)
from assist.accounts.actions.signing import Step, awaiting_code, give_code, sign_in

__all__ = [
    "Step",
    "address_shut",
    "awaiting_code",
    "change_roles",
    "choose_password",
    "confirm_password",
    "create_account",
    "device_name",
    "disable",
    "enable",
    "end_own_session",
    "end_session",
    "end_sessions",
    "end_sessions_of",
    "enrol",
    "forget_factor",
    "give_code",
    "give_up_factor",
    "hash_password",
    "keep_seen",
    "note_failure",
    "open_session",
    "password_right",
    "renew_session",
    "reset_password",
    "set_roles",
    "sign_in",
    "sign_out",
]
