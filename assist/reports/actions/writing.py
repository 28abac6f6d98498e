"""Beginning a report and writing its chapters; every text that mattered stays as a version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from assist import audit
from assist.accounts.models import User
from assist.db import db, lock
from assist.lib.errors import Invalid, Refused
from assist.lib.periods import Period
from assist.reports.models import ChapterVersion, Report, ReportChapter, VersionKind
from assist.reports.queries import drafts, freezing, reports, texts
from assist.reports.rules.chapters import Chapter, ReportKind
from assist.reports.rules.moved import with_words
from assist.reports.rules.states import ReportState
from assist.web.clock import now

#: How long one person's autosaves are one version.
ONE_SITTING = timedelta(minutes=10)
TYPED = frozenset({VersionKind.SAVE, VersionKind.AUTOSAVE})


def begin(*, by: User, kind: ReportKind, period: Period, approximate: bool) -> Report:
    """Draw a report from the ledgers; where it is begun already, that one is given."""
    lock(f"report {kind} {period.slug}")
    found = reports.find(kind, period)
    if found is not None:
        return found
    report = _new(by, kind, period, drafts.title_of(kind, period), ReportState.DRAFTING)
    report.approximate = approximate
    _fill(by, report, freezing.drawn(kind, period, approximate=approximate), VersionKind.DRAFT)
    _tell(report, "begin", f"起草了“{report.title}”", by)
    return report


def take_over(
    *, by: User, kind: ReportKind, period: Period, title: str, chapters: Sequence[Chapter]
) -> Report:
    """Keep the text of an earlier year, to be read beside the next; once more replaces it."""
    lock(f"report {kind} {period.slug}")
    report = reports.find(kind, period)
    if report is not None and report.state is not ReportState.ARCHIVED:
        raise Refused(f"{report.name}已在系统中起草，不能再录入往年稿。")
    if report is None:
        report = _new(by, kind, period, title, ReportState.ARCHIVED)
    report.title = title
    _fill(by, report, chapters, VersionKind.TAKE_OVER)
    _tell(report, "take_over", f"录入了往年稿“{title}”", by)
    return report


def _new(by: User, kind: ReportKind, period: Period, title: str, state: ReportState) -> Report:
    report = Report(kind=kind, period=period.slug, title=title, state=state, created_by_id=by.id)
    db.session.add(report)
    db.session.flush()
    return report


def _fill(by: User, report: Report, chapters: Sequence[Chapter], how: VersionKind) -> None:
    known = {chapter.key: chapter for chapter in report.chapters}
    for position, one in enumerate(chapters):
        row = known.pop(one.key, None)
        if row is None:
            row = ReportChapter(key=one.key, created_by_id=by.id, title="", text="")
            report.chapters.append(row)
        row.position = position
        db.session.flush()
        _put(by, row, one.title, one.text, how)
    for row in known.values():  # a text without that chapter
        _put(by, row, row.title, "", how)


def hold(*, chapter: ReportChapter) -> None:
    """Keep others from writing or freezing until this transaction ends; read what it says now."""
    lock(f"report {chapter.report.kind} {chapter.report.period}")
    db.session.refresh(chapter)
    db.session.refresh(chapter.report, ["state"])


def check_editable(report: Report) -> None:
    """Only a draft is written; what is frozen is withdrawn first."""
    if report.state is not ReportState.DRAFTING:
        raise Refused(f"报告{report.state.label}，正文不能修改；确需修改的请先撤回或更正。")


def save(
    *, by: User, chapter: ReportChapter, title: str, text: str, how: VersionKind = VersionKind.SAVE
) -> bool:
    """Keep what somebody typed; whether anything changed."""
    check_editable(chapter.report)
    if chapter.title and not title:
        raise Invalid("title", "请填写章标题。")
    return _put(by, chapter, title if chapter.title else "", text, how)


def adopt(*, by: User, chapter: ReportChapter, at: int, words: str) -> str:
    """Put a figure's value now in place of a mark's words; gives the new words.

    `words` are those that the reader saw: what has been changed meanwhile is not changed again.
    """
    check_editable(chapter.report)
    found = texts.counts(chapter.text, chapter.report.days).get(at)
    if found is None or (found.moved and words != found.placed.mark.words):
        raise Refused("这一处数字刚刚被改动，请返回刷新后再采用。")
    if found.moved:
        text = with_words(chapter.text, at, found.words)
        _put(by, chapter, chapter.title, text, VersionKind.ADOPT)
    return found.words


def fresh(chapter: ReportChapter) -> Chapter:
    """The chapter as the ledgers would give it now."""
    report = chapter.report
    drawn = freezing.drawn(report.kind, report.days, approximate=report.approximate)
    for one in drawn:
        if one.key == chapter.key:
            return one
    raise Refused("这一章没有可以自动生成的内容。")


def regenerate(*, by: User, chapter: ReportChapter) -> bool:
    """Draw one chapter anew from the ledgers; the others stay, and so does the old text."""
    check_editable(chapter.report)
    drawn = fresh(chapter)
    return _put(by, chapter, drawn.title, drawn.text, VersionKind.REGENERATE)


def restore(*, by: User, chapter: ReportChapter, number: int) -> bool:
    """An old version becomes the newest; nothing is lost."""
    check_editable(chapter.report)
    old = texts.version(chapter, number)
    return _put(by, chapter, old.title, old.text, VersionKind.RESTORE)


def _put(by: User, chapter: ReportChapter, title: str, text: str, how: VersionKind) -> bool:
    """Change the text and append versions; autosaves of one sitting make one version."""
    lock(f"chapter {chapter.id}")
    last = texts.last_version(chapter)
    same = (chapter.title, chapter.text) == (title, text)
    unkept = last is not None and (last.title, last.text) != (chapter.title, chapter.text)
    if unkept and not same and (chapter.edited_by_id != by.id or how not in TYPED):
        last = _append(chapter, VersionKind.AUTOSAVE, chapter.edited_by_id, last)
    if same and not unkept and last is not None:
        return False
    chapter.title, chapter.text, chapter.edited_by_id = title, text, by.id
    db.session.flush()
    if how is not VersionKind.AUTOSAVE or not _one_sitting(last, by):
        kept = _append(chapter, how, by.id, last)
        if how is not VersionKind.DRAFT and how is not VersionKind.TAKE_OVER:
            name = chapter.title or "导语"
            words = f"{how.label}“{chapter.report.title}”的“{name}”，第{kept.number}稿"
            _tell(chapter.report, how.value, words, by)
    return not same


def _one_sitting(last: ChapterVersion | None, by: User) -> bool:
    return last is not None and last.by_id == by.id and now() - last.at < ONE_SITTING


def _append(
    chapter: ReportChapter, how: VersionKind, by_id: int | None, last: ChapterVersion | None
) -> ChapterVersion:
    row = ChapterVersion(
        chapter_id=chapter.id,
        number=last.number + 1 if last else 1,
        how=how,
        title=chapter.title,
        text=chapter.text,
        at=now(),
        by_id=by_id,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _tell(report: Report, verb: str, sentence: str, by: User) -> None:
    db.session.flush()
    audit.record(verb=f"report.{verb}", kind="report", key=report.key, sentence=sentence, by=by)
