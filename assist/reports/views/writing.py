"""Writing a report: the whole text beside its figures, and each chapter's own pages."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for
from flask_login import current_user
from werkzeug.exceptions import Forbidden

from assist.lib.differences import compared
from assist.lib.errors import Invalid
from assist.reports import actions
from assist.reports.forms import AdoptForm, ChapterForm
from assist.reports.models import ReportChapter, VersionKind
from assist.reports.queries import reports, texts
from assist.reports.rules.states import ReportState
from assist.reports.views.base import CHAPTER, blueprint
from assist.web.access import Permission, allow
from assist.web.render import go, page

WRITE = Permission.REPORT_WRITE


def _own(kind: str, period: str, key: str) -> ReportChapter:
    """The chapter, for whoever's work it is."""
    report = reports.get(kind, period)
    chapter = reports.chapter_of(report, key)
    if not texts.may_write(current_user, report, key):
        raise Forbidden
    if request.method == "POST":
        actions.hold(chapter=chapter)
    return chapter


def _back(chapter: ReportChapter) -> str:
    report = chapter.report
    return url_for(
        "reports.show", kind=report.kind, period=report.period, _anchor=f"chapter-{chapter.key}"
    )


@blueprint.route(f"{CHAPTER}/edit", methods=["GET", "POST"])
@allow(WRITE)
def edit(kind: str, period: str, key: str) -> Response:
    """The chapter's text with its marks, its figures beside it."""
    chapter = _own(kind, period, key)
    actions.check_editable(chapter.report)
    if request.method == "GET":
        return _edit_page(ChapterForm.of(chapter), chapter)
    form = ChapterForm()
    if not form.validate():
        return _edit_page(form, chapter, 422)
    if _stale(form, chapter):
        return _edit_page(form, chapter, 409)
    try:
        title, text = form.typed
        actions.save(by=current_user, chapter=chapter, title=title, text=text)
    except Invalid as error:
        form.take(error)
        return _edit_page(form, chapter, 422)
    flash("已保存。")
    return go(_back(chapter))


def _stale(form: ChapterForm, chapter: ReportChapter) -> bool:
    """Whether somebody else has written meanwhile; the same words once more are no conflict."""
    same = form.typed == (chapter.title, chapter.text)
    return form.version.number() != chapter.version and not same


def _edit_page(form: ChapterForm, chapter: ReportChapter, status: int = 200) -> Response:
    days = chapter.report.days
    mine = form.text.data or ""
    return page(
        "reports/edit.html",
        form=form,
        chapter=chapter,
        report=chapter.report,
        back=_back(chapter),
        groups=texts.offered(mine, days),
        before=texts.year_before(chapter.report, chapter.key),
        conflict=_conflict(form, chapter) if status == 409 else None,
        status=status,
    )


def _conflict(form: ChapterForm, chapter: ReportChapter) -> dict[str, Any]:
    """Both texts; saved again, one's own replaces the other, which stays among the versions."""
    form.version.data = str(chapter.version)
    return {
        "who": texts.name_of(chapter.edited_by_id),
        "version": chapter.version,
        "theirs": chapter.text,
        "lines": compared(chapter.text, form.text.data or ""),
    }


@blueprint.post(f"{CHAPTER}/autosave")
@allow(WRITE)
def autosave(kind: str, period: str, key: str) -> Response:
    """Keep what is being typed; a part of the page says so."""
    chapter = _own(kind, period, key)
    form = ChapterForm()
    if not form.validate():
        return page("reports/_saved.html", words=form.faults()[0][1], version="", status=422)
    if _stale(form, chapter):
        conflict = _conflict(form, chapter)
        return page("reports/_conflict.html", conflict=conflict, status=409)
    title, text = form.typed
    title = title or chapter.title
    actions.save(by=current_user, chapter=chapter, title=title, text=text, how=VersionKind.AUTOSAVE)
    return page("reports/_saved.html", words="", at=chapter.updated_at, version=chapter.version)


@blueprint.post(f"{CHAPTER}/adopt")
@allow(WRITE)
def adopt(kind: str, period: str, key: str) -> Response:
    """One mark takes its figure's value now."""
    chapter, form = _own(kind, period, key), AdoptForm()
    seen = form.words.data or ""
    words = actions.adopt(by=current_user, chapter=chapter, at=form.place, words=seen)
    flash(f"已采用新数：{words}。")
    return go(_back(chapter))


@blueprint.get(f"{CHAPTER}/versions")
@allow(Permission.REPORT_READ)
def versions(kind: str, period: str, key: str) -> Response:
    """Every version of a chapter."""
    report = reports.get(kind, period)
    chapter = reports.chapter_of(report, key)
    return page(
        "reports/versions.html",
        report=report,
        chapter=chapter,
        rows=texts.versions(chapter),
        back=_back(chapter),
    )


@blueprint.get(f"{CHAPTER}/versions/<int:number>")
@allow(Permission.REPORT_READ)
def version(kind: str, period: str, key: str, number: int) -> Response:
    """One version beside the one before it, or beside the text as it stands."""
    report = reports.get(kind, period)
    chapter = reports.chapter_of(report, key)
    row = texts.version(chapter, number)
    now = request.args.get("with") == "now"
    before = "" if number == 1 else texts.version(chapter, number - 1).text
    lines = compared(row.text, chapter.text) if now else compared(before, row.text)
    drafting = report.state is ReportState.DRAFTING
    return page(
        "reports/version.html",
        report=report,
        chapter=chapter,
        row=row,
        name=texts.name_of(row.by_id),
        now=now,
        lines=lines,
        may_write=drafting and texts.may_write(current_user, report, key),
    )


@blueprint.post(f"{CHAPTER}/versions/<int:number>/restore")
@allow(WRITE)
def restore(kind: str, period: str, key: str, number: int) -> Response:
    """An old version becomes the newest."""
    chapter = _own(kind, period, key)
    changed = actions.restore(by=current_user, chapter=chapter, number=number)
    flash(f"已恢复第{number}稿。" if changed else f"正文与第{number}稿相同，没有改动。")
    return go(_back(chapter))


@blueprint.route(f"{CHAPTER}/regenerate", methods=["GET", "POST"])
@allow(WRITE)
def regenerate(kind: str, period: str, key: str) -> Response:
    """What the ledgers would write now, beside what stands there; then in its place."""
    chapter = _own(kind, period, key)
    actions.check_editable(chapter.report)
    if request.method == "POST":
        changed = actions.regenerate(by=current_user, chapter=chapter)
        flash("本章已重新生成，原稿在历次稿里。" if changed else "重新生成的内容与现稿相同。")
        return go(_back(chapter))
    drawn = actions.fresh(chapter)
    return page(
        "reports/regenerate.html",
        report=chapter.report,
        chapter=chapter,
        back=_back(chapter),
        drawn=drawn,
        lines=compared(chapter.text, drawn.text),
    )
