"""The calendar of duties: what falls due in a window, from which source, and how it stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from assist.accounts.duties import Duty
from assist.lib.days import chinese_day
from assist.lib.deadlines import Light, clock_text, light
from assist.lib.periods import Period
from assist.lib.workdays import WorkCalendar
from assist.petitions import rules as petitions

#: Working days before the day on which a duty turns amber.
YEARLY_WARNING = 10
MONTHLY_WARNING = 5
#: 工作日程 of the bureau (report of 2025): so many power checks in every month.
POWER_CHECKS = 2
#: What an unfinished duty is looked back for when a year has just begun.
LOOK_BACK = timedelta(days=92)

SUPERVISION = "《法治政府建设与责任落实督察工作规定》（厅字〔2019〕28号）"


@dataclass(frozen=True)
class Entry:
    """Something that is due on a day: whose it is, why, where it is done, whether it is done."""

    key: str
    title: str
    due: date
    source: str
    href: str
    #: The part of the year's work it belongs to; None is the office's own.
    duty: Duty | None = None
    #: Whoever the record itself names.
    who: str = ""
    warning: int = YEARLY_WARNING
    #: Whether its days are those of the calendar, as the 信访工作条例 counts; else working days.
    every_day: bool = False
    #: Whether a person may say that it is done; a clock ends only with its record.
    tickable: bool = False
    done_on: date | None = None
    words: str = ""
    #: Whether a person said so, and no record.
    ticked: bool = False

    def light(self, on: date, calendar: WorkCalendar) -> Light:
        """Its light on a day; what is done has none."""
        if self.done_on:
            return Light.NONE
        if self.every_day:
            return petitions.clock("", self.due, on, self.warning).light
        return light(self.due, on, calendar, amber_days=self.warning)

    def clock(self, on: date, calendar: WorkCalendar) -> str:
        """How many days are left, in words."""
        if self.done_on:
            late = "，超过期限" if self.done_on > self.due else ""
            return f"{chinese_day(self.done_on)}完成{late}"
        if self.every_day:
            return petitions.clock("", self.due, on, self.warning).text
        return clock_text(self.due, on, calendar)


@dataclass(frozen=True)
class Yearly:
    """A duty of every year; `{last}` in the words is the year before."""

    word: str
    month: int
    day: int
    title: str
    source: str
    href: str
    duty: Duty | None

    def of(self, year: int) -> Entry:
        """The duty as it falls due in that year."""
        return Entry(
            key=f"{self.word}-{year}",
            title=self.title.format(last=year - 1),
            due=date(year, self.month, self.day),
            source=self.source,
            href=self.href.format(last=year - 1),
            duty=self.duty,
            tickable=True,
        )


ANNUAL, PUBLICATION = "annual", "publication"

YEARLY = (
    Yearly(
        ANNUAL, 1, 31,
        "发布{last}年政府信息公开工作年度报告", "《政府信息公开条例》第四十九条",
        "/disclosures", Duty.DISCLOSURES,
    ),
    Yearly(
        "report", 3, 1,
        "报送{last}年法治政府建设年度报告", SUPERVISION,
        "/reports", None,
    ),
    Yearly(
        "arrears-disclosure", 3, 31,
        "公示{last}年逾期未支付中小企业款项的合同数量和金额",
        "《保障中小企业款项支付条例》第十八条",
        "/arrears/disclosure?year={last}", Duty.ARREARS,
    ),
    Yearly(
        PUBLICATION, 4, 1,
        "向社会公开{last}年法治政府建设年度报告", f"{SUPERVISION}第二十四条",
        "/disclosures", Duty.DISCLOSURES,
    ),
)  # fmt: skip


def yearly(first: date, last: date) -> Iterator[Entry]:
    """The duties of every year that fall due in the window."""
    for year in range(first.year, last.year + 1):
        for duty in YEARLY:
            entry = duty.of(year)
            if first <= entry.due <= last:
                yield entry


def power_checks(first: date, last: date, held: Iterable[date]) -> Iterator[Entry]:
    """Two power checks a month, due on its last day; done on the day of the second."""
    days: dict[tuple[int, int], list[date]] = {}
    for day in sorted(held):
        days.setdefault((day.year, day.month), []).append(day)
    for month in Period(first.replace(day=1), last).months():
        due = _month_end(month.start)
        if not first <= due <= last:
            continue
        done = days.get((due.year, due.month), [])
        enough = len(done) >= POWER_CHECKS
        yield Entry(
            key=f"power-{due:%Y-%m}",
            title=f"{due.year}年{due.month}月电力执法检查不少于{POWER_CHECKS}次",
            due=due,
            source="每月不少于两次电力执法检查",
            href="/inspections/power",
            duty=Duty.POWER,
            warning=MONTHLY_WARNING,
            tickable=True,
            done_on=done[POWER_CHECKS - 1] if enough else None,
            words=f"当月已检查{len(done)}次",
        )


def _month_end(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def plan_revision(number: str, revise_by: date) -> Entry:
    """A plan in force that has to be revised; done once its record names a later day."""
    return Entry(
        key="",
        title=f"修订《{number.strip('《》')}》",
        due=revise_by,
        source="应急预案的应修订日期",
        href=f"/ledgers/plans/{number}",
        duty=Duty.PLANS,
    )


#: What is owed next of a petition, in the words of a duty.
PETITION_WORDS = {"办结": "办结信访事项{number}", "告知": "告知信访事项{number}的受理情况"}


def petition_clock(number: str, clock: petitions.Clock, who: str, warning: int) -> Entry:
    """A petition that is open; the words say nothing of who asked or of what."""
    return Entry(
        key="",
        title=PETITION_WORDS[clock.name].format(number=number),
        due=clock.due,
        source="《信访工作条例》规定的期限",
        href=f"/petitions/{number}",
        duty=Duty.PETITIONS,
        who=who,
        warning=warning,
        every_day=True,
    )


def disclosure_clock(number: str, title: str, due: date, warning: int) -> Entry:
    """Something formed that is still to be published."""
    return Entry(
        key="",
        title=f"公开《{title.strip('《》')}》",
        due=due,
        source="《政府信息公开条例》规定的公开期限",
        href=f"/disclosures/{number}",
        duty=Duty.DISCLOSURES,
        warning=warning,
    )


def task_due(task_id: int, title: str, due: date, who: str) -> Entry:
    """An open task of the year."""
    return Entry(
        key="",
        title=title,
        due=due,
        source="年度计划任务",
        href=f"/planning/tasks/{task_id}",
        who=who,
        warning=MONTHLY_WARNING,
    )


def shown_by_records(entry: Entry, published: Mapping[str, Mapping[int, date]]) -> Entry:
    """The duty as the publications of its year show it."""
    word = entry.key.removesuffix(f"-{entry.due.year}")
    day = published.get(word, {}).get(entry.due.year)
    return replace(entry, done_on=day, words="已有公开记录") if day else entry


@dataclass(frozen=True)
class Tick:
    """What a person said of a duty."""

    done_on: date
    words: str
    name: str


def with_tick(entry: Entry, ticks: Mapping[str, Tick]) -> Entry:
    """The duty as a person has ticked it; a record goes before."""
    tick = ticks.get(entry.key)
    if tick is None or entry.done_on:
        return entry
    words = f"{tick.words}（{tick.name}）" if tick.name else tick.words
    return replace(entry, done_on=tick.done_on, words=words, ticked=True)


def year_of(key: str) -> int | None:
    """The year in which a ticked duty falls due, read from its key; None for nonsense."""
    parts = key.split("-")
    digits = [part for part in parts if len(part) == 4 and part.isascii() and part.isdigit()]
    year = int(digits[-1]) if digits else 0
    return year if 1990 < year < 2100 else None


def window(on: date, ahead: int) -> tuple[date, date]:
    """From the first of this year, or the last quarter where that is nearer, to `ahead` days on."""
    return min(date(on.year, 1, 1), on - LOOK_BACK), on + timedelta(days=ahead)


@dataclass(frozen=True)
class Groups:
    """The entries of a page: late, soon, later, done."""

    late: Sequence[Entry]
    soon: Sequence[Entry]
    later: Sequence[Entry]
    done: Sequence[Entry]


SOON = timedelta(days=30)


def grouped(entries: Iterable[Entry], on: date) -> Groups:
    """Sort them by how near they are; what is done comes last, the newest first."""
    ordered = sorted(entries, key=lambda entry: (entry.due, entry.title, entry.key))
    left = [entry for entry in ordered if not entry.done_on]
    return Groups(
        late=[entry for entry in left if entry.due < on],
        soon=[entry for entry in left if on <= entry.due <= on + SOON],
        later=[entry for entry in left if entry.due > on + SOON],
        done=[entry for entry in reversed(ordered) if entry.done_on],
    )


def pressing(entries: Iterable[Entry], on: date, calendar: WorkCalendar) -> list[Entry]:
    """What a home page or a digest names: late or amber, the most pressing first."""
    lights = {Light.RED, Light.AMBER}
    found = [entry for entry in entries if entry.light(on, calendar) in lights]
    return sorted(found, key=lambda entry: (entry.due, entry.title))


def line(entry: Entry, who: str, on: date, calendar: WorkCalendar) -> str:
    """An entry as a digest says it."""
    return f"{entry.title}，{chinese_day(entry.due)}到期，{entry.clock(on, calendar)}，{who}"
