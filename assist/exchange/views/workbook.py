"""The workbook on the web: upload, look, confirm; template and export."""

from __future__ import annotations

from io import BytesIO

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from assist import audit
from assist.accounts.confirming import ask_first
from assist.exchange import queries, uploads
from assist.exchange.actions import Import, sheets
from assist.exchange.forms import UploadForm
from assist.exchange.rules import Report
from assist.exchange.views.base import blueprint
from assist.lib.errors import Invalid
from assist.lib.sheets import Column, Sheet, WorkbookError, read_workbook
from assist.web import files, transaction
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.render import go, page

#: More lines than this are read in the file, not on the page.
SHOWN = 200
DOORS = (
    Permission.EXCHANGE_USE,
    Permission.SETTING_MANAGE,
    Permission.UNIT_MANAGE,
    Permission.ACCOUNT_MANAGE,
)


def own_titles() -> list[str]:
    """The sheets that whoever is signed in may take in and give out."""
    return [sheet.title for sheet in sheets if current_user.may(sheet.door)]


@blueprint.get("/exchange")
@allow(*DOORS)
def index() -> Response:
    """Where a workbook is uploaded, and where to get one."""
    return _index(UploadForm())


def _index(form: UploadForm, status: int = 200) -> Response:
    titles = [sheet.title for sheet in sheets if sheet.title in own_titles() and not sheet.own]
    return page("exchange/index.html", form=form, titles=titles, status=status)


@blueprint.post("/exchange")
@allow(*DOORS)
@transaction.begins_late
def upload() -> Response:
    """Keep the file for the look at it; what is no workbook is refused here."""
    form = UploadForm()
    if not form.validate_on_submit():
        return _index(form, 422)
    content = form.file.data.read()
    try:
        read_workbook(content)
    except WorkbookError as error:
        form.take(Invalid("file", f"{error}。"))
        return _index(form, 422)
    digest = uploads.keep(current_user.id, content)
    return go(url_for("exchange.preview", digest=digest))


@blueprint.get("/exchange/uploads/<digest>")
@allow(*DOORS)
def preview(digest: str) -> Response:
    """What would become of the file; nothing is written."""
    report = _coming(digest).look()
    if files.wants_workbook():
        return _as_workbook(report)
    return _preview(digest, report)


def _preview(digest: str, report: Report, status: int = 200) -> Response:
    return page("exchange/preview.html", digest=digest, report=report, shown=SHOWN, status=status)


def _coming(digest: str) -> Import:
    content = uploads.kept(current_user.id, digest)
    if content is None:
        raise NotFound
    return Import(content, on=today(), by=current_user)


def _as_workbook(report: Report) -> Response:
    """Every fault and warning as a sheet, to work through beside the file."""
    headers = [Column(name, width=wide) for name, wide in zip(*_LIST, strict=True)]
    rows = [
        [kind, entry.sheet, entry.row, entry.column, entry.value, entry.message]
        for kind, entries in (("错误", report.faults), ("提示", report.warnings))
        for entry in entries
    ]
    response, _digest = files.workbook("导入检查结果", today(), [Sheet("检查结果", headers, rows)])
    return response


_LIST = (("级别", "工作表", "行", "列", "内容", "说明"), (8, 14, 8, 20, 30, 70))


@blueprint.post("/exchange/uploads/<digest>")
@allow(*DOORS)
@transaction.begins_late
def confirm(digest: str) -> Response:
    """Take it in, unless somebody's work has meanwhile made it wrong."""
    report = _coming(digest).take()
    if report.faults:
        return _preview(digest, report, 422)
    added = sum(count.added for count in report.taken.values())
    changed = sum(count.changed for count in report.taken.values())
    flash(f"导入完成：新增 {added} 行，更新 {changed} 行。")
    return go(url_for("exchange.index"))


@blueprint.get("/exchange/template")
@allow(*DOORS)
def template() -> Response:
    """The empty workbook with the sheets of one's own door."""
    stream = BytesIO()
    queries.write_template(stream, own_titles())
    return files.attachment(stream.getvalue(), "空白工作簿.xlsx", files.XLSX)


@blueprint.get("/exchange/export")
@allow(*DOORS)
def export() -> Response:
    """What is stored; phones in full only for who may see them and gave the password again."""
    full = "full" in request.args and current_user.may(Permission.CONTACT_REVEAL)
    if full and (asked := ask_first(back=url_for("exchange.index"))):
        return asked
    exported, stream = queries.Exported(titles=own_titles(), masked=not full), BytesIO()
    exported.write(stream)
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="workbook",
        key=files.sha256(stream.getvalue()),
        sentence=f"导出工作簿，{exported.rows} 行，电话号码{'完整' if full else '打码'}",
    )
    return files.attachment(stream.getvalue(), f"工作簿-{today():%Y%m%d}.xlsx", files.XLSX)
