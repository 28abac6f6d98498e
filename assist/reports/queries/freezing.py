"""Reading what is frozen: its figures beside those of now, its files, which periods are closed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from werkzeug.exceptions import NotFound

from assist.accounts.models import User
from assist.audit.queries import remembered
from assist.db import db
from assist.lib.figures import Figure, Record, display_with_unit
from assist.lib.periods import Period
from assist.reports.catalogue import BY_KEY, FIGURES
from assist.reports.models import (
    FilePart,
    Freeze,
    FrozenChapter,
    FrozenFigure,
    FrozenFile,
    FrozenRecord,
    Report,
)
from assist.reports.queries import drafts
from assist.reports.queries.figures import closed_kind, open_petitions, value_of
from assist.reports.queries.reports import find
from assist.reports.queries.texts import counts, days_of
from assist.reports.rules.chapters import Chapter, ReportKind
from assist.reports.rules.freezing import (
    Difference,
    Kept,
    digest,
    note,
    of_numbers,
    stored,
    with_note,
)
from assist.reports.rules.periods import comparable
from assist.reports.rules.states import ReportState

#: States in which an edition is frozen: nobody amends what its period counts.
CLOSED = (
    ReportState.FROZEN,
    ReportState.REVIEWING,
    ReportState.APPROVING,
    ReportState.SIGNED,
)


def current(report: Report) -> Freeze | None:
    """The freeze of the edition in hand; None while it is written."""
    return edition(report, report.edition)


def edition(report: Report, number: int) -> Freeze | None:
    """The freeze of an edition."""
    statement = select(Freeze).where(Freeze.report_id == report.id, Freeze.edition == number)
    return db.session.scalars(statement).one_or_none()


def editions(report: Report) -> Sequence[Freeze]:
    """Every frozen edition, the newest first."""
    statement = select(Freeze).where(Freeze.report_id == report.id)
    return db.session.scalars(statement.order_by(Freeze.edition.desc())).all()


def chapters_of(freeze: Freeze) -> list[Chapter]:
    """The text as it was frozen."""
    statement = select(FrozenChapter).where(FrozenChapter.freeze_id == freeze.id)
    rows = db.session.scalars(statement.order_by(FrozenChapter.position))
    return [Chapter(row.key, row.title, row.text) for row in rows]


def files_of(freeze: Freeze) -> Mapping[FilePart, FrozenFile]:
    """Its files by part."""
    statement = select(FrozenFile).where(FrozenFile.freeze_id == freeze.id)
    return {row.part: row for row in db.session.scalars(statement)}


def file_of(freeze: Freeze, part: FilePart) -> FrozenFile:
    """One of its files."""
    found = files_of(freeze).get(part)
    if found is None:
        raise NotFound
    return found


def to_freeze(chapters: Sequence[Chapter], period: Period) -> Iterator[tuple[Figure, Period]]:
    """Every figure of the period, and the parts and those of other periods that the text names."""
    yield from ((figure, period) for figure in FIGURES)
    named = {
        (one.figure.key, days.slug): (one.figure, days)
        for chapter in chapters
        for one in counts(chapter.text, period).values()
        for days in [days_of(one.placed.mark, period)]
        if days is not None and (days.slug != period.slug or one.figure.part)
    }
    yield from (named[key] for key in sorted(named))


def kept(figure: Figure, period: Period, records: Sequence[Record]) -> Kept:
    """A figure as it is frozen."""
    value = value_of(figure, period)
    return Kept(
        figure.key,
        period.slug,
        figure.label,
        display_with_unit(value, figure),
        stored(figure, value),
        [record.number for record in records],
    )


def kept_rows(freeze: Freeze, keys: Collection[str] | None = None) -> list[Kept]:
    """What was frozen, figure by figure; all of it or those of these keys."""
    statement = select(FrozenFigure).where(FrozenFigure.freeze_id == freeze.id)
    if keys is not None:
        statement = statement.where(FrozenFigure.figure.in_(keys))
    rows = db.session.scalars(statement.order_by(FrozenFigure.id)).all()
    numbers: dict[int, list[str]] = {row.id: [] for row in rows}
    records = (
        select(FrozenRecord.frozen_figure_id, FrozenRecord.number)
        .join(FrozenFigure, FrozenFigure.id == FrozenRecord.frozen_figure_id)
        .where(FrozenFigure.freeze_id == freeze.id)
        .order_by(FrozenRecord.frozen_figure_id, FrozenRecord.position)
    )
    for owner, number in db.session.execute(records):
        if owner in numbers:
            numbers[owner].append(number)
    return [
        Kept(row.figure, row.period, row.label, row.words, row.value, numbers[row.id])
        for row in rows
    ]


def holds(freeze: Freeze) -> bool:
    """Whether what is stored is still what was frozen."""
    found = digest(freeze.title, freeze.as_of, freeze.dated, chapters_of(freeze), kept_rows(freeze))
    return found == freeze.sha256


def differences(freeze: Freeze, keys: Collection[str] | None = None) -> list[Difference]:
    """The figures that count otherwise now, with the records that came or went since."""
    found = (_difference(one) for one in kept_rows(freeze, keys) if one.figure in BY_KEY)
    return [one for one in found if one is not None]


def seen_by(user: User, found: Sequence[Difference]) -> list[Difference]:
    """The differences as the reader may see them: petitions closed to them are only counted."""
    if not any(closed_kind(one.figure) for one in found):
        return list(found)
    numbers = open_petitions(user)
    return [one.seen(numbers) if closed_kind(one.figure) else one for one in found]


def _difference(then: Kept) -> Difference | None:
    figure, period = BY_KEY[then.figure], Period.parse(then.period)
    same_value = stored(figure, value_of(figure, period)) == then.value
    if same_value and fingerprint(figure, period) == of_numbers(then.numbers):
        return None
    now = kept(figure, period, figure.records(period))
    old, new = set(then.numbers), set(now.numbers)
    added = [number for number in now.numbers if number not in old]
    removed = [number for number in then.numbers if number not in new]
    if same_value and not added and not removed:
        return None
    return Difference(then.figure, then.period, then.label, then.words, now.words, added, removed)


def fingerprint(figure: Figure, period: Period) -> str:
    """A hash of the numbers of the records behind a figure; the lists themselves may be long."""
    what = ("numbers", figure.key, period)
    return remembered(what, lambda: of_numbers([one.number for one in figure.records(period)]))


def since_last(kind: ReportKind, period: Period) -> tuple[Report, list[Difference]] | None:
    """The report before this one, and which figures of its text have moved since its freeze."""
    before = comparable(period)
    report = find(kind, before) if before else None
    freeze = current(report) if report is not None else None
    if report is None or freeze is None or before is None:
        return None
    named = {
        one.figure.key
        for chapter in chapters_of(freeze)
        for one in counts(chapter.text, before).values()
    }
    return report, [one for one in differences(freeze, named) if one.period == before.slug]


def drawn(kind: ReportKind, period: Period, *, approximate: bool) -> list[Chapter]:
    """The draft of the ledgers, with the line on what was entered after the last freeze."""
    chapters = drafts.draft(kind, period, approximate=approximate)
    since = since_last(kind, period)
    return with_note(kind, chapters, note(since[0].title, since[1])) if since else chapters


def entered_since(figure: Figure, period: Period) -> frozenset[str]:
    """The numbers of records that the figure counts and a frozen report of the period did not."""
    key = (figure.whole or figure).key  # of which every part is frozen with it
    statement = (
        select(FrozenFigure.id)
        .join(Freeze, Freeze.id == FrozenFigure.freeze_id)
        .join(Report, (Report.id == Freeze.report_id) & (Report.edition == Freeze.edition))
        .where(FrozenFigure.figure == key, FrozenFigure.period == period.slug)
        .where(Report.state.in_(CLOSED), Report.period == period.slug)
    )
    frozen = db.session.scalars(statement.limit(1)).one_or_none()
    if frozen is None:
        return frozenset()
    numbers = select(FrozenRecord.number).where(FrozenRecord.frozen_figure_id == frozen)
    known = set(db.session.scalars(numbers))
    return frozenset(one.number for one in figure.records(period)) - known


def labels_of(freeze: Freeze, numbers: Collection[Any]) -> dict[str, str]:
    """What frozen records of these numbers said."""
    statement = (
        select(FrozenRecord.number, FrozenRecord.label)
        .join(FrozenFigure, FrozenFigure.id == FrozenRecord.frozen_figure_id)
        .where(FrozenFigure.freeze_id == freeze.id, FrozenRecord.number.in_(numbers))
    )
    return {row.number: row.label for row in db.session.execute(statement)}


def labels_now(found: Sequence[Difference]) -> dict[str, Record]:
    """The records that came since, by their numbers."""
    return {
        record.number: record
        for one in found
        if one.added
        for record in BY_KEY[one.figure].records(Period.parse(one.period))
        if record.number in set(one.added)
    }
