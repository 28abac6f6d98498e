"""Reading written reports: the list, one report, its text as chapters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import selectinload
from werkzeug.exceptions import NotFound

from assist.accounts.models import User
from assist.db import db
from assist.lib.periods import Period, offered
from assist.lib.text import like_pattern, words_of
from assist.reports.models import (
    Publication,
    Recipient,
    Report,
    ReportChapter,
    Signature,
    Submission,
)
from assist.reports.rules.chapters import Chapter, ReportKind
from assist.reports.rules.legal import Deadline, deadlines
from assist.reports.rules.states import ReportState
from assist.web.access import Permission
from assist.web.paging import Page, paginate


def writes_all(user: User) -> bool:
    """Whether whole reports are the user's work: begun, frozen, sent, handed in."""
    return user.may(Permission.REPORT_WRITE_ALL)


def find(kind: ReportKind, period: Period) -> Report | None:
    """The report of that kind and period with its chapters, if one is written."""
    statement = (
        select(Report)
        .options(selectinload(Report.chapters))
        .where(Report.kind == kind, Report.period == period.slug)
    )
    return db.session.scalars(statement).one_or_none()


def get(kind: str, slug: str) -> Report:
    """The report of that address; NotFound where none is written."""
    statement = select(Report).options(selectinload(Report.chapters))
    found = db.session.scalars(
        statement.where(Report.kind.in_(one for one in ReportKind if one == kind)).where(
            Report.period == slug
        )
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def chapter_of(report: Report, key: str) -> ReportChapter:
    """One chapter; NotFound where the report has none of that name."""
    for chapter in report.chapters:
        if chapter.key == key:
            return chapter
    raise NotFound


def as_chapters(rows: Iterable[Any]) -> list[Chapter]:
    """Stored chapters as rules and Word read them."""
    return [Chapter(row.key, row.title, row.text) for row in rows]


def written(kind: ReportKind, period: Period) -> list[Chapter] | None:
    """The text of the report as it stands; None where nobody has begun it."""
    report = find(kind, period)
    return as_chapters(report.chapters) if report else None


@dataclass
class Gone:
    """Where a report's edition went: the first day for each recipient, the first publication."""

    submitted: dict[Recipient, date] = field(default_factory=dict)
    published_on: date | None = None


def gone(ids: Sequence[int]) -> dict[int, Gone]:
    """Where these reports went."""
    found = {one: Gone() for one in ids}
    sent = (
        select(Submission.report_id, Submission.recipient, func.min(Submission.submitted_on))
        .where(Submission.report_id.in_(ids))
        .group_by(Submission.report_id, Submission.recipient)
    )
    for report_id, recipient, day in db.session.execute(sent):
        found[report_id].submitted[recipient] = day
    out = (
        select(Publication.report_id, func.min(Publication.published_on))
        .where(Publication.report_id.in_(ids))
        .group_by(Publication.report_id)
    )
    for report_id, day in db.session.execute(out):
        found[report_id].published_on = day
    return found


@dataclass(frozen=True)
class Line:
    """A report in the list."""

    report: Any
    period: Period
    deadlines: list[Deadline]
    #: Who did the last thing to it, and when.
    last: Any


@dataclass(frozen=True)
class Wanted:
    """What the list is narrowed to."""

    kind: ReportKind | None = None
    state: ReportState | None = None
    #: Words of the title or of a chapter.
    q: str = ""

    @property
    def narrow(self) -> bool:
        """Whether it is narrowed at all."""
        return bool(self.kind or self.state or self.q)


def listing(wanted: Wanted) -> Select[Any]:
    """Plain columns of the reports, the latest period first."""
    columns: tuple[Any, ...] = (
        Report.id,
        Report.kind,
        Report.period,
        Report.title,
        Report.state,
        Report.edition,
    )
    statement: Select[Any] = select(*columns).order_by(Report.period.desc(), Report.id.desc())
    if wanted.kind:
        statement = statement.where(Report.kind == wanted.kind)
    if wanted.state:
        statement = statement.where(Report.state == wanted.state)
    for word in words_of(wanted.q):
        pattern = like_pattern(word)
        told = or_(
            ReportChapter.text.like(pattern, escape="\\"),
            ReportChapter.title.like(pattern, escape="\\"),
        )
        within = select(ReportChapter.report_id).where(told)
        statement = statement.where(
            or_(Report.title.like(pattern, escape="\\"), Report.id.in_(within))
        )
    return statement


def lines(wanted: Wanted) -> Page[Line]:
    """A page of the list, each with its legal days."""
    found = paginate(listing(wanted), scalars=False)
    return Page(with_days(found.rows), found.number, found.total, found.size)


def every(wanted: Wanted) -> list[Line]:
    """The whole list, for the file."""
    return with_days(db.session.execute(listing(wanted)).all())


def with_days(rows: Sequence[Any]) -> list[Line]:
    """Rows of the list with their legal days and their last act."""
    ids = [row.id for row in rows]
    went, last = gone(ids), _last_acts(ids)
    return [
        Line(row, period, deadlines(row.kind, period, sent.submitted, sent.published_on), act)
        for row in rows
        for period, sent, act in [(Period.parse(row.period), went[row.id], last.get(row.id))]
    ]


def _last_acts(ids: Sequence[int]) -> dict[int, Any]:
    newest = (
        select(func.max(Signature.id))
        .where(Signature.report_id.in_(ids))
        .group_by(Signature.report_id)
    )
    statement = select(Signature.report_id, Signature.act, Signature.name, Signature.signed_on)
    rows = db.session.execute(statement.where(Signature.id.in_(newest)))
    return {row.report_id: row for row in rows}


def to_begin(on: date) -> list[tuple[ReportKind, Period]]:
    """The reports that may be begun: of this year and the years before, and not yet written."""
    there = {
        (row.kind, row.period) for row in db.session.execute(select(Report.kind, Report.period))
    }
    choices = [
        (ReportKind.YEARLY if len(period.slug) == 4 else ReportKind.QUARTERLY, period)
        for period in offered(on)
    ]
    return [(kind, period) for kind, period in choices if (kind, period.slug) not in there]


#: The month until which a report of last year may still be begun in earnest.
LAST_YEARS_UNTIL = 6


@dataclass(frozen=True)
class Owed:
    """A report of a period just over, or running, that nobody has begun."""

    kind: ReportKind
    period: Period
    name: str
    deadlines: list[Deadline]


def owed(on: date) -> list[Owed]:
    """This quarter's and the last one's, this year's and until summer last year's: not begun."""
    quarter = Period.of_quarter(on.year, (on.month + 2) // 3)
    near = {quarter.slug, quarter.before().slug, str(on.year)}
    near |= {str(on.year - 1)} if on.month <= LAST_YEARS_UNTIL else set()
    return [
        Owed(
            kind,
            period,
            Report(kind=kind, period=period.slug).name,
            deadlines(kind, period, {}, None),
        )
        for kind, period in to_begin(on)
        if period.slug in near
    ]
