"""When a session is over, an account locked, a code right; pure."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from typing import Protocol

from assist.lib import pinyin


class Limits(Protocol):
    """The settings these rules read."""

    idle_minutes: int
    own_phone_idle_hours: int
    session_hours: int
    lock_failures: int
    lock_minutes: int


class SessionFacts(Protocol):
    """The moments of a session."""

    started_at: datetime
    seen_at: datetime
    own_phone: bool
    ended_at: datetime | None


CONFIRM_FOR = timedelta(minutes=15)
ADDRESS_FAILURES = 10
ADDRESS_WINDOW = timedelta(minutes=5)
#: The log keeps what failed; these rows only serve the limits and the administrator's first page.
FAILURES_KEPT = timedelta(days=1)

#: How long the first step of signing in waits for the second.
CODE_WITHIN = timedelta(minutes=5)
CODE_SECONDS = 30

#: Words of the place that are guessed first, besides the names that are set.
LOCAL = ("hongjiang", "huaihua", "songjieyou", "sjy")


def session_over(row: SessionFacts, at: datetime, limits: Limits) -> bool:
    """Idle too long (longer on a phone its owner marked as own) or simply too old."""
    idle = (
        timedelta(hours=limits.own_phone_idle_hours)
        if row.own_phone
        else timedelta(minutes=limits.idle_minutes)
    )
    return (
        row.ended_at is not None
        or at - row.seen_at > idle
        or at - row.started_at > timedelta(hours=limits.session_hours)
    )


def confirmed(confirmed_at: datetime, at: datetime) -> bool:
    """Whether the password was given recently enough for what needs it again."""
    return at - confirmed_at <= CONFIRM_FOR


def locked(locked_until: datetime | None, at: datetime) -> bool:
    """Whether the account is locked at that moment."""
    return locked_until is not None and at < locked_until


def matching_step(secret: str, code: str, at: datetime) -> int | None:
    """The time step whose code this is, one step of clock error either way, or None."""
    from pyotp import TOTP  # only those who have a second factor pay for it

    digits = "".join(code.split())
    if not secret or not (digits.isascii() and digits.isdigit() and len(digits) == 6):
        return None
    present = int(at.timestamp()) // CODE_SECONDS
    generator = TOTP(secret)
    found = None
    for step in (present - 1, present, present + 1):
        if hmac.compare_digest(generator.generate_otp(step), digits):
            found = step
    return found


class Names(Protocol):
    """The settings that hold names."""

    bureau_name: str
    campaign_name: str


def local_words(names: Names) -> list[str]:
    """What a password must not lean on: bureau and campaign, in characters and in pinyin."""
    given = (names.bureau_name, names.campaign_name)
    return [
        *LOCAL,
        *given,
        *(pinyin.full(name) for name in given),
        *(pinyin.initials(name) for name in given),
    ]


#: What browsers and systems say of themselves, the particular before the general.
BROWSERS = (
    ("wxwork", "企业微信"),
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge 浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "Chrome 浏览器"),
    ("Safari", "Safari 浏览器"),
)
SYSTEMS = (
    ("HarmonyOS", "鸿蒙手机"),
    ("Android", "安卓手机"),
    ("iPhone", "苹果手机"),
    ("iPad", "平板"),
    ("Windows", "Windows 电脑"),
    ("Mac OS", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)


def device_words(said: str) -> str:
    """A browser's long name in words, such as 微信（安卓手机）; nothing where it is unknown."""
    browser = next((name for sign, name in BROWSERS if sign in said), "")
    system = next((name for sign, name in SYSTEMS if sign in said), "")
    return f"{browser}（{system}）" if browser and system else browser or system
