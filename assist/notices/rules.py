"""What reminds whom, when the day's digest is said, and how it reads; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assist.lib.days import chinese_day
from assist.lib.enums import Labelled
from assist.lib.errors import Invalid
from assist.lib.text import mask_phones_in, shorten


class Kind(Labelled):
    """Why somebody is reminded, in the order of the digest."""

    LEVEL_UP = "level_up", "提级"
    SUPERVISE = "supervise", "督办"
    DECISION = "decision", "等您定"
    RED = "red", "超期"
    INSTRUCTED = "instructed", "待答复"
    PROMISE = "promise", "承诺"
    AMBER = "amber", "临期"
    RETURNS = "returns", "挂账到期"
    DUTY = "duty", "日程"
    CHANNEL = "channel", "发送故障"


class Way(Labelled):
    """By which way something leaves the house."""

    MAIL = "mail", "邮件"
    ROBOT = "robot", "工作群"


class Fate(Labelled):
    """What became of a message that was to leave."""

    WAITING = "waiting", "待发送"
    #: Marked before the message leaves; whoever finds it later knows that it may have left.
    SENDING = "sending", "正在发送"
    SENT = "sent", "已发送"
    FAILED = "failed", "发送失败，下次重试"
    #: The program or the line broke off in between: it is not said twice without a person's will.
    UNSURE = "unsure", "中断，可能已发出"
    #: The next day's digest says everything that still holds.
    STALE = "stale", "已由次日摘要代替"


#: What may still be tried.
OPEN_FATES = (Fate.WAITING, Fate.FAILED)


@dataclass(frozen=True)
class Reminder:
    """One thing that one person is told: `key` names the thing and the occasion, once for all."""

    kind: Kind
    user_id: int
    key: str
    words: str
    href: str
    #: Never leaves by mail: petitions and the like are only counted there.
    private: bool = False


@dataclass(frozen=True)
class Message:
    """A digest as it leaves, by mail or robot."""

    subject: str
    body: str


WORDS_LONGEST = 300
#: So many lines of a kind stand in a mail; the rest is counted.
LINES = 20
#: 企业微信 takes no text above 2048 bytes.
ROBOT_BYTES = 2000


def is_time(on: date, working: bool, hour: int, set_hour: int, *, told_day: bool) -> bool:
    """Whether the day's digest may be said: on a working day, and from the set hour on.

    A day that was told by hand (`--on`) does not wait for the hour.
    """
    return working and (told_day or hour >= set_hour)


def ordered(reminders: Iterable[Reminder]) -> list[Reminder]:
    """As the digest says them, on one line and without phones; one of each key a person."""
    said = [replace(r, words=line(r.words)) for r in reminders]
    first = {(r.user_id, r.key): r for r in reversed(said)}
    places = {kind: place for place, kind in enumerate(Kind)}
    return sorted(first.values(), key=lambda r: (r.user_id, places[r.kind], r.key))


def line(words: str) -> str:
    """One line, no phone in it."""
    return shorten(mask_phones_in(words), WORDS_LONGEST)


def counts(reminders: Iterable[Reminder]) -> list[tuple[Kind, int]]:
    """How many of each kind there are, in the order of the digest."""
    found = [r.kind for r in reminders]
    return [(kind, found.count(kind)) for kind in Kind if kind in found]


def count_words(reminders: Iterable[Reminder]) -> str:
    """超期 2 件，临期 3 件."""
    return "，".join(f"{kind.label} {number} 项" for kind, number in counts(reminders))


def mail_of(campaign: str, on: date, reminders: Sequence[Reminder], site: str) -> Message:
    """A person's digest as a mail: what waits by kind; private things are only counted."""
    lines = [f"{chinese_day(on)}，以下事项需要您处理或知悉：", ""]
    for kind, number in counts(reminders):
        lines.append(f"【{kind.label}】{number} 项")
        said = [r for r in reminders if r.kind is kind and not r.private]
        lines += [f"· {r.words}" for r in said[:LINES]]
        if number > len(said[:LINES]):
            lines.append(f"· 另有 {number - len(said[:LINES])} 项，请登录系统查看。")
        lines.append("")
    lines.append(f"查看和办理：{site}/notices" if site else "查看和办理请登录系统，打开“消息”。")
    lines.append("不想再收邮件：登录系统，在“消息”的“接收设置”里关闭。")
    return Message(
        f"{campaign}提醒（{on.isoformat()}）：{count_words(reminders)}", "\n".join(lines)
    )


def robot_text(campaign: str, on: date, lines: Iterable[str]) -> str:
    """The group's digest: counts, numbers and units alone, no longer than a robot takes."""
    kept = [f"{campaign}每日提醒（{chinese_day(on)}）"]
    for one in lines:
        if len("\n".join([*kept, one, "……"]).encode()) > ROBOT_BYTES:
            kept.append("……")
            break
        kept.append(one)
    return "\n".join(kept)


_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")


def mail_address(text: str, domains: Sequence[str] = ()) -> str:
    """A mail address as it is kept; of the allowed domains, where the installation names some."""
    if not text:
        return ""
    if not _ADDRESS.fullmatch(text) or ".." in text:
        raise Invalid("address", "请填写邮箱地址，例如 name@example.gov.cn。")
    domain = text.rpartition("@")[2].lower()
    if domains and domain not in domains:
        raise Invalid("address", f"只能填写 {'、'.join(domains)} 的邮箱。")
    return text


def listed(text: str) -> list[str]:
    """The parts of a setting that is a list with commas."""
    return [part.strip().lower() for part in text.split(",") if part.strip()]
