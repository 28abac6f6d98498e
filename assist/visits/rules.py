"""What may be said of a visit and by whom it may be changed; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from assist.cadres.models import Cadre
from assist.lib.deadlines import Light
from assist.lib.differences import Part, stretches
from assist.lib.text import shorten, without_phones
from assist.policies.models import Policy
from assist.problems.models import Category
from assist.problems.states import Source
from assist.visits.models import Channel, Keeping, Operating, Tick

HANDED_OVER = "发放资料"
#: How law is brought on a visit, and of what it is where nobody says.
LAW_FORMS = ("宣讲", "咨询", HANDED_OVER)
LAW_TOPICS = ("中小企业",)
FIRST_DAY = date(2000, 1, 1)
DRAFTS_EACH = 20
#: A promise further away is a slip of the finger in the year.
PROMISE_YEARS = 3
#: From so many days before it is due, a promise is amber.
PROMISE_SOON = 7
#: A form with a hundred problems stays below it; longer ones are no form of ours.
DRAFT_SIZE = 200_000
TITLE = 30
PHOTOS_MOST = 6
#: What an image of the HEIF family says behind its first four bytes.
HEIC = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1"))

SOURCES: Mapping[Channel, Source] = {
    Channel.ON_SITE: Source.VISIT,
    Channel.PHONE: Source.PHONE,
    Channel.WECHAT: Source.ONLINE,
    Channel.ENTERPRISE_CAME: Source.ENTERPRISE,
    Channel.MEETING: Source.MEETING,
    Channel.ONLINE: Source.ONLINE,
}


@dataclass(frozen=True)
class Facts:
    """What holds of every contact; without a text there was nothing new."""

    held_on: date
    channel: Channel
    people: Sequence[Cadre] = ()
    met: str = ""
    operating: Operating | None = None
    summary: str = ""
    policies: Sequence[Policy] = ()


@dataclass(frozen=True)
class Told:
    """A problem that the enterprise told on a visit."""

    category: Category
    title: str
    detail: str
    solved: bool = False


@dataclass(frozen=True)
class Ticked:
    """What was said of a problem that was open already."""

    problem_id: int
    tick: Tick
    words: str = ""


@dataclass(frozen=True)
class Promised:
    """What was promised and by when; `number` names one that stands already."""

    words: str
    due_on: date
    number: str = ""


@dataclass(frozen=True)
class Law:
    """What a visit brought of the law, and whether it counts as 普法."""

    counts: bool = True
    forms: Sequence[str] = ()
    topics: Sequence[str] = ()
    people: int | None = None
    books: int | None = None
    leaves: int | None = None

    @property
    def fields(self) -> dict[str, object]:
        """What the ledger keeps of it; papers handed over are a form of their own."""
        forms = list(self.forms or LAW_FORMS[:1])
        if (self.books or self.leaves) and HANDED_OVER not in forms:
            forms.append(HANDED_OVER)
        return {
            "forms": forms,
            "topics": list(self.topics or LAW_TOPICS),
            "people": self.people,
            "books": self.books,
            "leaves": self.leaves,
        }


@dataclass(frozen=True)
class Edit:
    """What a change did to one field: its text with what is gone and what is new."""

    label: str
    parts: Sequence[Part]


def edit(label: str, old: str, new: str) -> Edit:
    """How two texts of a field differ."""
    return Edit(label, stretches(old, new))


@dataclass(frozen=True)
class Clock:
    """How a promise stands, in words and as a light."""

    text: str
    light: Light


@dataclass(frozen=True)
class Silence:
    """How long nobody has been in contact with an enterprise, in words and as a light."""

    days: int | None
    text: str
    light: Light


def fault_of_day(held_on: date, on: date) -> str | None:
    """What is wrong with a visit on that day, seen from the day `on`."""
    if held_on > on:
        return "走访日期不能晚于今天。"
    if held_on < FIRST_DAY:
        return "走访日期不能早于2000年。"
    return None


def fault_of_due(due_on: date, made_on: date) -> str | None:
    """What is wrong with the day by which something promised on `made_on` is to be done."""
    if due_on < made_on:
        return "兑现期限不能早于走访日期。"
    if due_on > made_on + timedelta(days=366 * PROMISE_YEARS):
        return "兑现期限太远，请核对年份。"
    return None


def fault_of_photo(beginning: bytes) -> str | None:
    """Why a file that begins so cannot be a photo of a visit, to be read behind its name."""
    if not beginning:
        return "是空的，请重新拍摄或选择。"
    if beginning[4:].startswith(HEIC):
        return "是HEIC格式，请在手机相机设置里选“兼容性最佳”重新拍摄，或者截图后再上传。"
    if not beginning.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return "不是照片，请选择JPG或PNG格式的照片。"
    return None


def clock_of(keeping: Keeping, due_on: date, on: date) -> Clock:
    """How a promise stands on that day: overdue and broken are as red as an overdue problem."""
    days = (due_on - on).days
    if keeping is Keeping.BROKEN:
        return Clock(keeping.label, Light.RED)
    if keeping is not Keeping.OPEN:
        return Clock(keeping.label, Light.GREEN if keeping is Keeping.KEPT else Light.NONE)
    if days < 0:
        return Clock(f"超期{-days}天未兑现", Light.RED)
    text = "今天到期" if days == 0 else f"还有{days}天"
    return Clock(text, Light.AMBER if days <= PROMISE_SOON else Light.GREEN)


def why_not_settle(
    *, keeping: Keeping, is_theirs: bool, is_office: bool, settled_on: date, made_on: date, on: date
) -> str | None:
    """Why somebody may not say now what became of a promise; None when they may."""
    if keeping in (Keeping.KEPT, Keeping.VOID):
        return f"这项承诺{keeping.label}，不能再改；确需更正请联系送解优办。"
    if not (is_theirs or is_office):
        return "只有与企业结对的人、责任人或送解优办可以登记兑现情况。"
    if settled_on > on:
        return "兑现日期不能晚于今天。"
    if settled_on < made_on:
        return "兑现日期不能早于承诺日期。"
    return None


#: Whoever is away longer hands over.
LEAVE_DAYS = 180


def fault_of_leave(start_on: date, end_on: date, on: date) -> tuple[str, str] | None:
    """Which field of a 请假代理 is wrong, and why; None where it may stand."""
    if end_on < start_on:
        return "end_on", "结束日期不能早于开始日期。"
    if end_on < on:
        return "end_on", "结束日期已经过去。"
    if (end_on - start_on).days >= LEAVE_DAYS:
        return "end_on", f"代理最长 {LEAVE_DAYS} 天，更久的请办理移交。"
    return None


def why_not_join(
    *,
    went: bool,
    is_void: bool,
    since: date,
    on: date,
    days: int,
    frozen: str | None = None,
) -> str | None:
    """Why somebody may not say now that they went along; None when they may."""
    if is_void:
        return "这条走访记录已经作废，不能再加入。"
    if went:
        return "您已经在走访人员里了。"
    if frozen:
        return frozen
    if on > since + timedelta(days=days):
        return f"登记已超过 {days} 天，不能再加入；确需更正请联系送解优办。"
    return None


def why_not_amend(
    *,
    is_theirs: bool,
    is_office: bool,
    is_void: bool,
    since: date,
    on: date,
    days: int,
    frozen: str | None = None,
) -> str | None:
    """Why somebody may not amend or void a visit entered on `since`; None when they may."""
    if is_void:
        return "这条走访记录已经作废，不能再修改。"
    if frozen:
        return frozen
    if is_office:
        return None
    if not is_theirs:
        return "只有走访人员本人或送解优办可以修改这条走访记录。"
    if on > since + timedelta(days=days):
        return f"登记已超过 {days} 天，不能再修改；确需更正请联系送解优办。"
    return None


def silence(last: date | None, on: date, limit: int) -> Silence:
    """The days since the last contact; amber from two thirds of `limit` on, red beyond it."""
    if last is None:
        return Silence(None, "还没有联系记录", Light.RED)
    days = (on - last).days
    text = "今天联系过" if days <= 0 else f"{days} 天前联系"
    if days > limit:
        return Silence(days, f"已 {days} 天没有联系", Light.RED)
    return Silence(days, text, Light.AMBER if days * 3 > limit * 2 else Light.GREEN)


def relay(title: str, unit: str, outcome: str, words: str) -> str:
    """转告企业: what a unit has answered, as a sentence to send; without any phone number."""
    said = without_phones(" ".join(words.split())).strip()
    if said and said[-1] not in "。！？.!?…":
        said += "。"
    who = f"{unit}已经答复" if unit else "已经有了答复"
    return (
        f"您好！贵公司反映的“{without_phones(title)}”，{who}，办理结果：{outcome}。{said}"
        "如果还有问题，请随时告诉我们。"
    )


def title_of(title: str, detail: str) -> str:
    """A problem's title: what was typed, else the beginning of its text."""
    return title or shorten(detail, TITLE)


def said(summary: str, titles: Collection[str]) -> str:
    """What a visit says: its text, or where only problems were told, their titles."""
    return summary or ("企业反映：" + "；".join(titles) if titles else "")
