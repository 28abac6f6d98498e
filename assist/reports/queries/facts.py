"""Reads what the sentences of a report are made from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, select

from assist.arrears.models import PlanYear
from assist.cadres.models import Cadre, Unit
from assist.db import db
from assist.inspections.models import Inspection
from assist.ledgers.figures import in_period
from assist.ledgers.kinds.documents import Document
from assist.ledgers.kinds.events import Event
from assist.ledgers.kinds.meetings import PLENARY, Meeting
from assist.ledgers.kinds.outreach import Outreach, counts
from assist.ledgers.kinds.plans import Plan
from assist.lib.money import wan
from assist.lib.periods import Period
from assist.lib.standing import Standing
from assist.lib.text import split_list
from assist.petitions.models import Petition
from assist.planning.models import Task, TaskState
from assist.problems.standing import is_bureau
from assist.reports.catalogue import BY_KEY
from assist.reports.queries.cases import cases
from assist.reports.queries.figures import value_of
from assist.reports.rules import facts as rules
from assist.settings import current


def facts_of(period: Period, *, approximate: bool = False, with_cases: bool = True) -> rules.Facts:
    """Names, lists and values of a period; values are counted when a sentence asks for them.

    Cases are told by a 简报 alone, and counting their working days loads every year's holidays.
    """
    settings = current()
    return rules.Facts(
        period=period,
        names=names(),
        figures=BY_KEY,
        value_of=value_of,
        ledger=_ledger(period, with_cases),
        base_date=settings.base_date,
        small_debt=wan(settings.small_debt),
        power_per_month=settings.power_per_month,
        no_contact_days=settings.no_contact_days,
        window_days=settings.visit_window_days,
        partly_counts=settings.partly_counts,
        approximate=approximate,
    )


def names() -> rules.Names:
    """The bodies as the settings name them, and who leads the bureau."""
    settings = current()
    return rules.Names(
        bureau=settings.bureau_name,
        campaign=settings.campaign_name,
        party=settings.party_name,
        government=settings.government_name,
        head=_head(),
    )


def _head() -> str:
    """Post and name of the bureau's only cadre on duty who is its 局长; else nothing."""
    statement = (
        select(Cadre.post, Cadre.name, Unit.name.label("unit"))
        .join(Unit, Unit.id == Cadre.unit_id)
        .where(Cadre.on_duty, Cadre.post.contains("局长"), Cadre.post.not_like("%副局长%"))
        .order_by(Cadre.account)
    )
    heads = [row for row in db.session.execute(statement) if is_bureau(row.unit)]
    return f"{heads[0].post}{heads[0].name}" if len(heads) == 1 else ""


def _ledger(period: Period, with_cases: bool) -> rules.Ledger:
    return rules.Ledger(
        plans=_plans(period),
        documents=_column(Document.name, in_period(Document, period), Document.held_on),
        plenary_topics=_distinct(
            _column(Meeting.topic, _plenary(period), Meeting.held_on, Meeting.number)
        ),
        inspection_leaders=_leaders(period),
        outreach_places=_often(_outreach(Outreach.place, period, apart=True)),
        outreach_topics=_often(_outreach(Outreach.topics, period)),
        outreach_forms=_often(_outreach(Outreach.forms, period)),
        petition_fields=_often(_column(Petition.field, _received(period), Petition.number)),
        event_types=tuple(kind for kind, _ in Counter(_events(period)).most_common()),
        plan_years=tuple(_column(PlanYear.year, PlanYear.amount > 0, PlanYear.year)),
        tasks=_tasks(period),
        cases=cases(period) if with_cases else (),
    )


def _column(column: Any, condition: ColumnElement[bool], *order: Any) -> list[Any]:
    return list(db.session.scalars(select(column).where(condition).order_by(*order)))


def _distinct(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text))


def _often(texts: Iterable[str]) -> tuple[str, ...]:
    """What these cells name, the most frequent first, in the order in which it was first met."""
    counted = Counter(part for text in texts for part in split_list(text))
    return tuple(name for name, _ in counted.most_common() if name != "其他")


def _plans(period: Period) -> list[str]:
    current_ones = (Plan.standing == Standing.VALID) & (Plan.force == "现行")
    known = current_ones & (Plan.held_on <= period.cut_off)
    return _column(Plan.number, known, Plan.held_on, Plan.number)


def _plenary(period: Period) -> ColumnElement[bool]:
    return in_period(Meeting, period, lambda: Meeting.tags.contains(PLENARY))


def _outreach(column: Any, period: Period, *, apart: bool = False) -> list[str]:
    """A column of what counts; `apart` leaves out visits, whose places are enterprises."""
    counted = in_period(Outreach, period, counts)
    wanted = counted & Outreach.visit_id.is_(None) if apart else counted
    return _column(column, wanted, Outreach.held_on, Outreach.number)


def _events(period: Period) -> list[str]:
    campaign = in_period(Event, period, lambda: Event.campaign.is_(True))
    return _column(Event.type, campaign, Event.held_on, Event.number)


def _received(period: Period) -> ColumnElement[bool]:
    within = Petition.received_on.between(period.start, period.last)
    return within & (Petition.standing == Standing.VALID)


def _leaders(period: Period) -> tuple[str, ...]:
    """The posts of those who led inspections, the most frequent first."""
    statement = (
        select(Cadre.post)
        .join(Inspection, Inspection.leader_id == Cadre.id)
        .where(
            Inspection.standing == Standing.VALID,
            Inspection.held_on.between(period.start, period.last),
        )
        .order_by(Inspection.held_on, Inspection.id)
    )
    counted = Counter(post for post in db.session.scalars(statement) if post)
    return tuple(post for post, _ in counted.most_common())


def _tasks(period: Period) -> tuple[rules.Task, ...]:
    """What is planned for the time of the same length behind the period."""
    following = _following(period)
    statement = (
        select(Task.title, Task.detail, Task.due_on)
        .where(
            Task.state != TaskState.CANCELLED,
            Task.state != TaskState.DONE,
            Task.due_on.between(following.start, following.end),
        )
        .order_by(Task.due_on, Task.id)
    )
    return tuple(rules.Task(*row) for row in db.session.execute(statement))


def _following(period: Period) -> Period:
    """The next year after a year, the next quarter after a quarter."""
    if (period.end.month, period.start.month) == (12, 1):
        return Period.of_year(period.year + 1)
    quarter = (period.start.month - 1) // 3 + 1
    if quarter == 4:
        return Period.of_quarter(period.start.year + 1, 1)
    return Period.of_quarter(period.start.year, quarter + 1)
