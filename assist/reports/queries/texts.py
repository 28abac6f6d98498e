"""The text of a chapter as its readers and writers see it: figures open, moved ones marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select
from werkzeug.exceptions import NotFound

from assist.accounts.duties import duties_of
from assist.accounts.models import User
from assist.audit.queries import remembered
from assist.db import db
from assist.lib.docx import Drawings, Grid, Picture
from assist.lib.figures import Figure, Value, display_with_unit
from assist.lib.periods import Period
from assist.reports.catalogue import BY_LABEL, GROUPS
from assist.reports.models import ChapterVersion, Report, ReportChapter
from assist.reports.queries.charts import chart_of
from assist.reports.queries.figures import href_of, value_of
from assist.reports.queries.reports import find, writes_all
from assist.reports.queries.tables import table_of
from assist.reports.rules.chapters import DUTY_OF
from assist.reports.rules.charts import Chart
from assist.reports.rules.marks import Mark, MarkKind
from assist.reports.rules.moved import Counted, Placed, counted
from assist.reports.rules.paragraphs import paragraphs
from assist.web.access import Permission

USER = User.__table__


def days_of(mark: Mark, period: Period) -> Period | None:
    """The period of a mark: the report's unless it names another; None for nonsense."""
    if not mark.period:
        return period
    try:
        return Period.parse(mark.period)
    except ValueError:
        return None


def figure_of(name: str) -> Figure | None:
    """The figure of that label."""
    return BY_LABEL.get(name)


def counts(text: str, period: Period) -> dict[int, Counted]:
    """The figures among the marks of a text, with their values now."""

    def value(figure: Figure, mark: Mark) -> Value:
        days = days_of(mark, period)
        return value_of(figure, days) if days else None

    return counted(text, figure_of, value)


@dataclass(frozen=True)
class Shown:
    """A part of a line: plain words, or a mark with what stands behind it."""

    words: str
    kind: MarkKind | None = None
    name: str = ""
    at: int = -1
    #: Where the figure's 口径 and records are, or the record.
    href: str = ""
    #: The words that would agree with the figure now; empty where it has not moved.
    new: str = ""
    #: Whether the name is no figure's, or a claim has nothing to prove it.
    lacking: bool = False
    #: What is drawn in its place, for a table or a chart.
    grid: Grid | None = None
    chart: Chart | None = None
    #: What was printed instead, where it is frozen.
    picture: Picture | None = None


@dataclass(frozen=True)
class ShownLine:
    """A paragraph with its parts."""

    level: int
    heading: Sequence[Shown]
    body: Sequence[Shown]

    @property
    def drawn(self) -> Shown | None:
        """The table or chart that is all of the line."""
        said = [one for one in self.body if one.words.strip()]
        alone = (
            len(said) == 1
            and not self.heading
            and bool(said[0].grid or said[0].chart or said[0].picture)
        )
        return said[0] if alone else None


def shown(
    text: str,
    found: Mapping[int, Counted],
    period: Period,
    proved: Collection[str],
    kept: Drawings | None = None,
) -> list[ShownLine]:
    """The text as paragraphs in which each mark opens what stands behind it; tables and pictures
    are those of `kept`, where it is frozen."""

    def one(part: str | Placed) -> Shown:
        if isinstance(part, str):
            return Shown(part)
        made = _mark(part, found.get(part.at), period, proved)
        return made if kept is None else _as_frozen(made, kept)

    return [
        ShownLine(line.level, [one(part) for part in line.heading], [one(p) for p in line.body])
        for line in paragraphs(text)
    ]


def _mark(
    one: Placed, counted_now: Counted | None, period: Period, proved: Collection[str]
) -> Shown:
    mark = one.mark
    base = Shown(mark.words, mark.kind, mark.name, one.at)
    if mark.kind is MarkKind.TABLE:
        what = ("table", mark.name, period)
        return replace(base, grid=remembered(what, lambda: table_of(mark.name, period)))
    if mark.kind is MarkKind.CHART:
        what = ("chart", mark.name, period)
        return replace(base, chart=remembered(what, lambda: chart_of(mark.name, period)))
    if mark.kind is MarkKind.PROOF:
        return replace(base, lacking=mark.words not in proved)
    if mark.kind is not MarkKind.FIGURE:
        return replace(base, href=mark.record)
    days = days_of(mark, period)
    if counted_now is None or days is None:
        return replace(base, lacking=True)
    href = href_of(counted_now.figure, replace(days, as_of=days.cut_off))
    return replace(base, href=href, new=counted_now.words if counted_now.moved else "")


def _as_frozen(one: Shown, kept: Drawings) -> Shown:
    """What was printed under its title, in place of what would be drawn today."""
    title = one.grid.title if one.grid else one.chart.title if one.chart else None
    if title is None:
        return one
    then, bare = kept.get(title), replace(one, grid=None, chart=None)
    if isinstance(then, Picture):
        return replace(bare, picture=then)
    if then is not None and one.grid is not None:
        then = replace(then, links=one.grid.links_of(then))
    return replace(bare, grid=then)


@dataclass(frozen=True)
class Used:
    """A figure of a chapter: what the text says, what it counts now, where that is explained."""

    at: int
    label: str
    words: str
    value: str
    href: str
    #: The words that would agree; empty where the text still does.
    new: str


@dataclass(frozen=True)
class View:
    """A chapter as its readers see it: its text, and beside it its figures."""

    key: str
    title: str
    lines: Sequence[ShownLine]
    used: Sequence[Used]

    @property
    def moved(self) -> int:
        """How many figures say something else than the ledgers now."""
        return sum(bool(one.new) for one in self.used)

    @property
    def left(self) -> list[tuple[str, int]]:
        """What has to be done in it before it is frozen, and how often."""
        said = [one for line in self.lines for one in (*line.heading, *line.body)]
        counted = (
            ("待填写", sum(one.kind is MarkKind.BLANK for one in said)),
            ("缺佐证", sum(one.kind is MarkKind.PROOF and one.lacking for one in said)),
            ("已变动", self.moved),
        )
        return [(words, count) for words, count in counted if count]


def left_in(chapters: Sequence[View]) -> list[tuple[str, int]]:
    """What has to be done in the whole report before it is frozen."""
    total = Counter[str]()
    for chapter in chapters:
        total.update(dict(chapter.left))
    return list(total.items())


def views(report: Report, proved: Collection[str], kept: Drawings | None = None) -> list[View]:
    """Every chapter of the report for its page."""
    return [_view(chapter, report.days, proved, kept) for chapter in report.chapters]


def _view(
    chapter: ReportChapter, period: Period, proved: Collection[str], kept: Drawings | None
) -> View:
    found = counts(chapter.text, period)
    used = [_used(one, period) for one in found.values()]
    lines = shown(chapter.text, found, period, proved, kept)
    return View(chapter.key, chapter.title, lines, used)


def _used(one: Counted, period: Period) -> Used:
    mark = one.placed.mark
    days = days_of(mark, period) or period
    label = one.figure.label if days.slug == period.slug else f"{one.figure.label}（{days.label}）"
    value = display_with_unit(one.value, one.figure)
    href = href_of(one.figure, replace(days, as_of=days.cut_off))
    return Used(one.placed.at, label, mark.words, value, href, one.words if one.moved else "")


@dataclass(frozen=True)
class Offered:
    """A figure that may be put into the text: its mark, its value, and where it is explained."""

    label: str
    value: str
    mark: str
    href: str
    used: bool


def offered(text: str, period: Period) -> list[tuple[str, list[Offered]]]:
    """Every figure of the period by group, for the writer's list."""
    used = {one.figure.key for one in counts(text, period).values()}
    return [
        (group.title, [_offered(figure, period, figure.key in used) for figure in group.figures])
        for group in GROUPS
    ]


def _offered(figure: Figure, period: Period, used: bool) -> Offered:
    words = display_with_unit(value_of(figure, period), figure)
    return Offered(
        figure.label, words, str(Mark(words, figure.label)), href_of(figure, period), used
    )


def moved_marks(chapter: ReportChapter, period: Period) -> list[Counted]:
    """The marks of a chapter that no longer agree with their figures."""
    return [one for one in counts(chapter.text, period).values() if one.moved]


def may_write(user: User, report: Report, key: str) -> bool:
    """Whether the chapter is the user's work: every one for the office, a specialist's own."""
    if not user.may(Permission.REPORT_WRITE):
        return False
    return writes_all(user) or bool(DUTY_OF.get(key, frozenset()) & duties_of(user))


def own_chapters(user: User, report: Report) -> frozenset[str]:
    """The keys of the chapters that the user may write."""
    if not user.may(Permission.REPORT_WRITE):
        return frozenset()
    if writes_all(user):
        return frozenset(chapter.key for chapter in report.chapters)
    mine = duties_of(user)
    return frozenset(c.key for c in report.chapters if DUTY_OF.get(c.key, frozenset()) & mine)


def versions(chapter: ReportChapter) -> Sequence[Any]:
    """Every version of the chapter without its text, the newest first."""
    statement = (
        select(
            ChapterVersion.number,
            ChapterVersion.how,
            ChapterVersion.at,
            ChapterVersion.title,
            func.length(ChapterVersion.text).label("length"),
            USER.c.name,
        )
        .outerjoin(USER, USER.c.id == ChapterVersion.by_id)
        .where(ChapterVersion.chapter_id == chapter.id)
        .order_by(ChapterVersion.number.desc())
    )
    return db.session.execute(statement).all()


def version(chapter: ReportChapter, number: int) -> ChapterVersion:
    """One version; NotFound where the chapter has none of that number."""
    statement = select(ChapterVersion).where(
        ChapterVersion.chapter_id == chapter.id, ChapterVersion.number == number
    )
    found = db.session.scalars(statement).one_or_none()
    if found is None:
        raise NotFound
    return found


def last_version(chapter: ReportChapter) -> ChapterVersion | None:
    """The newest version."""
    statement = (
        select(ChapterVersion)
        .where(ChapterVersion.chapter_id == chapter.id)
        .order_by(ChapterVersion.number.desc())
        .limit(1)
    )
    return db.session.scalars(statement).one_or_none()


def name_of(user_id: int | None) -> str:
    """Somebody's name."""
    return db.session.scalar(select(USER.c.name).where(USER.c.id == user_id)) or ""


def year_before(report: Report, key: str) -> ReportChapter | None:
    """The same chapter of the year before, to be read beside this one."""
    earlier = find(report.kind, report.days.year_before())
    if earlier is None:
        return None
    return next((chapter for chapter in earlier.chapters if chapter.key == key), None)
