"""The calendar of a reader: duties by rule, clocks of open records, what is done already."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, Select, bindparam, func, or_, select
from werkzeug.exceptions import NotFound

from assist.accounts.duties import Duty, UserDuty, duties_of
from assist.accounts.models import User
from assist.audit.queries import remembered
from assist.db import built, db, rows
from assist.disclosures.models import Column, Disclosure
from assist.inspections.models import PowerCheck
from assist.ledgers.kinds.plans import Plan
from assist.lib.standing import Standing
from assist.lib.workdays import WorkCalendar
from assist.petitions import queries as petitions
from assist.petitions import rules as petitions_rules
from assist.petitions.models import Petition
from assist.planning.models import DutyDone, Task, TaskState
from assist.planning.rules import duties as rules
from assist.planning.rules.duties import Entry, Tick
from assist.settings import current
from assist.web.access import Permission as P

#: As tables: a select of User or Cadre would join both and load whole rows.
USER = User.__table__
OFFICE = "送解优办"
#: What the title of a published yearly report on the rule of law holds.
YEARLY_REPORT = "%法治政府建设%报告%"
#: The first and last day of what is read, given when a statement runs.
WINDOW = (bindparam("first", type_=Date), bindparam("last", type_=Date))
#: How far ahead a home page and a digest look: further than any warning reaches.
NEAR = 31


@dataclass(frozen=True)
class Calendar:
    """The entries of a window, and who does the work of each duty."""

    entries: list[Entry]
    holders: dict[Duty, str]
    on: date
    workdays: WorkCalendar

    def who(self, entry: Entry) -> str:
        """Whom the record names, else whose duty it is, else the office."""
        return entry.who or (self.holders.get(entry.duty, "") if entry.duty else "") or OFFICE

    def light(self, entry: Entry) -> str:
        """The light of an entry, for the macro."""
        return entry.light(self.on, self.workdays).value

    def clock(self, entry: Entry) -> str:
        """The days left, in words."""
        return entry.clock(self.on, self.workdays)


def calendar(user: User, on: date, first: date, last: date) -> Calendar:
    """Everything that falls due in the window, and what is open and late whenever it fell due."""
    whose = _petitions_of(user)
    entries = remembered(
        ("calendar", whose, on, first, last),
        lambda: [
            *_by_rule(first, last),
            *_plans(last),
            *(_petitions(user, whose, on, last) if whose else ()),
            *_disclosures(last),
            *_tasks(last),
        ],
    )
    return Calendar(entries, holders(), on, current().calendar)


def _petitions_of(user: User) -> str | int | None:
    """Whose petitions the reader may know of: everybody's, those in the own hands, none."""
    if not user.may(P.PETITION_READ):
        return None
    return "all" if petitions.writes(user) else user.id


def _by_rule(first: date, last: date) -> list[Entry]:
    published, ticks = _published(first.year, last.year), _ticks(first, last)
    entries: list[Entry] = [
        *(rules.shown_by_records(entry, published) for entry in rules.yearly(first, last)),
        *rules.power_checks(first, last, _power_days(first, last)),
    ]
    return [rules.with_tick(entry, ticks) for entry in entries]


def _published(first: int, last: int) -> dict[str, dict[int, date]]:
    """The first day in each year on which a yearly duty's publication came out."""
    window = {"first": date(first, 1, 1), "last": date(last, 12, 31)}
    found: dict[str, dict[int, date]] = {rules.ANNUAL: {}, rules.PUBLICATION: {}}
    for is_report, day in rows(built("planning published", _yearly), window):
        assert day is not None  # the condition asks for a day
        known = found[rules.PUBLICATION if is_report else rules.ANNUAL]
        known[day.year] = min(day, known.get(day.year, day))
    return found


def _yearly() -> Select[Any]:
    yearly_report = Disclosure.title.like(YEARLY_REPORT)
    columns: tuple[Any, ...] = (yearly_report, Disclosure.published_on)
    found: Select[Any] = select(*columns).where(
        Disclosure.standing == Standing.VALID,
        Disclosure.published_on.between(*WINDOW),
        or_(Disclosure.column == Column.ANNUAL, yearly_report),
    )
    return found


def _ticks(first: date, last: date) -> dict[str, Tick]:
    found = rows(built("planning ticks", _ticked), {"first": first, "last": last})
    return {row.key: Tick(row.done_on, row.words, row.name or "") for row in found}


def _ticked() -> Select[Any]:
    found: Select[Any] = (
        select(DutyDone.key, DutyDone.done_on, DutyDone.words, USER.c.name)
        .outerjoin(USER, USER.c.id == DutyDone.created_by_id)
        .where(DutyDone.due_on.between(*WINDOW))
    )
    return found


def _power_days(first: date, last: date) -> list[date]:
    """The day of each valid check; counted by day off an index, not read one by one."""
    found = rows(built("planning power", _power), {"first": first.replace(day=1), "last": last})
    return [day for day, count in found for _ in range(count)]


def _power() -> Select[Any]:
    columns: tuple[Any, ...] = (PowerCheck.held_on, func.count())
    found: Select[Any] = (
        select(*columns)
        .where(PowerCheck.standing == Standing.VALID, PowerCheck.held_on.between(*WINDOW))
        .group_by(PowerCheck.held_on)
    )
    return found


def _plans(last: date) -> Iterator[Entry]:
    for number, revise_by in rows(built("planning plans", _revised), {"last": last}):
        assert revise_by is not None  # the condition asks for a day
        yield rules.plan_revision(number, revise_by)


def _revised() -> Select[Any]:
    columns: tuple[Any, ...] = (Plan.number, Plan.revise_by)
    return select(*columns).where(
        Plan.standing == Standing.VALID, Plan.force == "现行", Plan.revise_by <= WINDOW[1]
    )


def _petitions(user: User, whose: str | int, on: date, last: date) -> Iterator[Entry]:
    """The running clocks of petitions that the reader may know of."""
    settings = current()
    for row in rows(built(("planning petitions", whose), lambda: _open_petitions(user))):
        for clock in petitions_rules.clocks_of(row, on, settings):
            if clock.due <= last:
                warning = settings.petition_amber_days
                yield rules.petition_clock(row.number, clock, row.name or "", warning)


def _open_petitions(user: User) -> Select[Any]:
    columns = (Petition.number, Petition.channel, Petition.received_on, Petition.told_on)
    more = (Petition.due_on, Petition.extended_to, Petition.done_on, Petition.standing)
    found: Select[Any] = (
        select(*columns, *more, USER.c.name)
        .outerjoin(USER, USER.c.id == func.coalesce(Petition.handler_id, Petition.leader_id))
        .where(Petition.standing == Standing.VALID, Petition.done_on.is_(None))
        .where(petitions.scope(user))
    )
    return found


def _disclosures(last: date) -> Iterator[Entry]:
    for number, title, due_on in rows(built("planning disclosures", _unpublished), {"last": last}):
        yield rules.disclosure_clock(number, title, due_on, current().amber_days)


def _unpublished() -> Select[Any]:
    columns: tuple[Any, ...] = (Disclosure.number, Disclosure.title, Disclosure.due_on)
    return select(*columns).where(
        Disclosure.standing == Standing.VALID,
        Disclosure.published_on.is_(None),
        Disclosure.due_on <= WINDOW[1],
    )


def _tasks(last: date) -> Iterator[Entry]:
    for task_id, title, due_on, name in rows(built("planning tasks", _open_tasks), {"last": last}):
        yield rules.task_due(task_id, title, due_on, name)


def _open_tasks() -> Select[Any]:
    found: Select[Any] = (
        select(Task.id, Task.title, Task.due_on, USER.c.name)
        .join(USER, USER.c.id == Task.owner_id)
        .where(Task.state.in_([s for s in TaskState if s.is_open]), Task.due_on <= WINDOW[1])
    )
    return found


def holders() -> dict[Duty, str]:
    """The names of those who look after each duty, in words."""
    found: dict[Duty, list[str]] = {}
    for duty, name in rows(built("planning holders", _holders)):
        found.setdefault(duty, []).append(name)
    return {duty: "、".join(names) for duty, names in found.items()}


def _holders() -> Select[Any]:
    found: Select[Any] = (
        select(UserDuty.duty, USER.c.name)
        .join(USER, USER.c.id == UserDuty.user_id)
        .where(USER.c.enabled)
        .order_by(UserDuty.duty, USER.c.name, USER.c.id)
    )
    return found


def one(entry: Entry, on: date) -> Calendar:
    """A calendar of a single entry, for its own page."""
    return Calendar([entry], holders(), on, current().calendar)


def tickable(key: str) -> Entry:
    """The duty of that key as rules, records and people show it; NotFound for anything else."""
    year = rules.year_of(key)
    if year is None:
        raise NotFound
    found = [entry for entry in _by_rule(date(year, 1, 1), date(year, 12, 31)) if entry.key == key]
    if not found:
        raise NotFound
    return found[0]


def tick_of(key: str) -> DutyDone | None:
    """What a person said of the duty."""
    return db.session.scalars(select(DutyDone).where(DutyDone.key == key)).one_or_none()


def work_of(user: User, entry: Entry) -> bool:
    """Whether the duty is the reader's work, so that they may say it is done."""
    if not user.may(P.PLANNING_WRITE):
        return False
    return bool({entry.duty, Duty.PLANNING} & duties_of(user))


def pressing(user: User, on: date) -> tuple[Calendar, list[Entry]]:
    """What is late or nearly so, for a home page: the calendar, and the entries to show."""
    found = calendar(user, on, *rules.window(on, NEAR))
    return found, rules.pressing(found.entries, on, found.workdays)


def lines_of_the_day(user: User, on: date) -> list[str]:
    """What a digest tells the reader of plans and clocks, one line each."""
    found, entries = pressing(user, on)
    return [rules.line(entry, found.who(entry), on, found.workdays) for entry in entries]


def shown(entries: Iterable[Entry], found: Calendar, user: User) -> list[dict[str, Any]]:
    """Entries as rows of a page; one look at the reader's duties for all of them."""
    mine = duties_of(user) if user.may(P.PLANNING_WRITE) else frozenset()
    return [
        {
            "entry": entry,
            "who": found.who(entry),
            "light": found.light(entry),
            "clock": found.clock(entry),
            "may_tick": entry.tickable and bool({entry.duty, Duty.PLANNING} & mine),
        }
        for entry in entries
    ]
