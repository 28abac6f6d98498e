"""Keeping a superior's form, taking its new version, pointing its cells."""

from __future__ import annotations

from sqlalchemy import select

from assist import audit
from assist.accounts.models import User
from assist.db import db
from assist.lib.errors import Invalid
from assist.lib.sheets.forms import Form
from assist.reports.catalogue import BY_KEY
from assist.reports.models import FormCell, SuperiorForm
from assist.reports.queries import forms as queries
from assist.reports.rules.forms import FormPeriod
from assist.web import uploads

MOST_FIELDS = 500


def keep(*, by: User, name: str, file_name: str, content: bytes) -> SuperiorForm:
    """Take a form in under a name of its own."""
    if db.session.scalar(select(SuperiorForm.id).where(SuperiorForm.name == name)):
        raise Invalid("name", "已有同名的表格；改版请在那张表格里上传新版。")
    checked = _checked(content, file_name)
    digest = uploads.keep_made(checked.content)
    row = SuperiorForm(name=name, file_name=checked.name, sha256=digest)
    db.session.add(row)
    db.session.flush()
    _note(by, row, f"上传了上级表格“{name}”，SHA-256 {digest}", "create")
    return row


def renew(*, by: User, form: SuperiorForm, file_name: str, content: bytes) -> list[str]:
    """Take a new version; cells whose own text is as before keep what they point at, the others
    are named and dropped."""
    checked = _checked(content, file_name)
    old, new = queries.opened(form), Form(checked.content)
    gone = []
    for cell in list(form.cells):
        if not _same(old, new, cell):
            gone.append(f"{cell.sheet} {cell.cell}")
            form.cells.remove(cell)
    form.sha256 = uploads.keep_made(checked.content)
    form.file_name = checked.name
    db.session.flush()
    dropped = f"，不再对应：{'、'.join(gone)}" if gone else ""
    _note(by, form, f"上传了表格“{form.name}”的新版，SHA-256 {form.sha256}{dropped}", "update")
    return gone


def point(
    *, by: User, form: SuperiorForm, sheet: str, cell: str, source: str, fields: str, when: str
) -> FormCell:
    """Say what a cell is filled with, in place of what it was filled with before."""
    book = queries.opened(form)
    try:
        address = book.anchor(sheet, cell)
    except ValueError as error:
        raise Invalid("cell", str(error)) from None
    if book.is_formula(sheet, address):
        raise Invalid("cell", "这个单元格是公式，由表格自己计算，不必对应。")
    kind, _, name = source.partition(":")
    figure, ledger, names = _source(kind, name, fields)
    which = next((one for one in FormPeriod if one == when), FormPeriod.THIS)
    row = next((one for one in form.cells if (one.sheet, one.cell) == (sheet, address)), None)
    if row is None:
        row = FormCell(sheet=sheet, cell=address, figure=figure, ledger=ledger)
        form.cells.append(row)
    row.figure, row.ledger, row.fields, row.which = figure, ledger, names, which
    db.session.flush()
    told = f"表格“{form.name}”的 {sheet} {address} 填写{queries.label_of(row)}"
    _note(by, form, told, "update")
    return row


def unpoint(*, by: User, form: SuperiorForm, cell: FormCell) -> None:
    """A cell is filled no longer."""
    where = f"{cell.sheet} {cell.cell}"
    form.cells.remove(cell)
    db.session.flush()
    _note(by, form, f"表格“{form.name}”的 {where} 不再填写", "update")


def _checked(content: bytes, file_name: str) -> uploads.Checked:
    checked = uploads.check(content, file_name)
    if checked.mime != uploads.XLSX:
        raise Invalid("file", "请上传 .xlsx 表格。")
    try:
        Form(checked.content)
    except ValueError as error:
        raise Invalid("file", str(error)) from None
    return checked


def _source(kind: str, name: str, fields: str) -> tuple[str, str, str]:
    """Figure, ledger and its columns; one of the first two."""
    if kind == "figure" and name in BY_KEY:
        return name, "", ""
    sheet = queries.ledger_named(name) if kind == "ledger" else None
    if sheet is None:
        raise Invalid("source", "请选择指标或台账。")
    known = queries.headers(sheet)
    names = [part.strip() for part in fields.replace("，", "、").split("、") if part.strip()]
    wrong = [part for part in names if part not in known]
    if wrong or not names or len("、".join(names)) > MOST_FIELDS:
        said = f"没有“{'、'.join(wrong)}”这一列。" if wrong else "请填写台账的列名。"
        raise Invalid("fields", f"{said}可填：{'、'.join(known)}。")
    return "", sheet.title, "、".join(names)


def _same(old: Form, new: Form, cell: FormCell) -> bool:
    """Whether the cell and the words that name it (left of it, above it) are as they were."""
    if cell.sheet not in new.sheets:
        return False
    return all(
        old.text(cell.sheet, one) == new.text(cell.sheet, one) for one in old.around(cell.cell)
    )


def _note(by: User, form: SuperiorForm, sentence: str, verb: str) -> None:
    audit.record(verb=verb, kind="form", key=str(form.id), sentence=sentence, by=by)
