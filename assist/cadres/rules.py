"""What an account and a cadre have to be; pure."""

from __future__ import annotations

import re
from collections.abc import Collection

from assist.accounts.duties import Duty
from assist.accounts.policy import ALONE, Role
from assist.lib.phones import check_phone
from assist.lib.text import clean, half_width, is_masked

_ACCOUNT = re.compile(r"[\w.@-]{1,64}")


def check_account(text: str) -> str:
    """An account: letters, digits and . _ - @, no blanks; ValueError says so."""
    plain = half_width(clean(text))
    if not _ACCOUNT.fullmatch(plain) or set(plain) <= {"."}:
        raise ValueError("账号只能含字母、数字、汉字和 . _ - @，最多 64 个字符。")
    return plain


def check_phone_or_mask(text: str) -> str:
    """A phone number in its one form; a masked one stays as it is and means "unchanged"."""
    plain = clean(text)
    return plain if is_masked(plain) else check_phone(plain)


def role_complaint(roles: list[Role], *, business: bool) -> str | None:
    """Why somebody of this kind cannot have these roles, or None."""
    if not roles:
        return "请至少选择一个角色。"
    wrong = [role for role in roles if (role in ALONE) == business]
    if not wrong:
        return None
    names = "、".join(role.label for role in wrong)
    return f"{names}不能授予{'有单位的干部' if business else '系统管理员、审计员账号'}。"


def duty_complaint(roles: Collection[Role], duties: Collection[Duty]) -> str | None:
    """Why somebody of these roles is not given ledgers, or None."""
    if duties and Role.SPECIALIST not in roles:
        return f"分管台账只能分给{Role.SPECIALIST.label}，请先勾选这个角色，或者清空分管台账。"
    return None
