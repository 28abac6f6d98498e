"""Files of a debt and vouchers of its repayments: added, given out, taken off."""

from __future__ import annotations

from flask_login import current_user
from werkzeug.wrappers import Response

from assist.arrears import actions, queries
from assist.arrears.forms import VoucherForm
from assist.arrears.views.base import READ, WRITE, blueprint, complain, done, own_work, visible
from assist.arrears.views.reading import page_of
from assist.lib.errors import Invalid
from assist.web import uploads
from assist.web.access import allow


@blueprint.get("/arrears/<number>/files/<int:file_id>")
@allow(READ)
def download(number: str, file_id: int) -> Response:
    """A file of the debt, for whoever may see the debt."""
    return uploads.give(queries.paper_of(visible(number), file_id))


@blueprint.post("/arrears/<number>/files")
@allow(WRITE)
@uploads.files_first
def attach(number: str) -> Response:
    """Attach what concerns the whole debt."""
    own_work()
    debt, form = visible(number), uploads.UploadForm()
    if form.validate():
        try:
            actions.attach(by=current_user, debt=debt, file=form.file.data)
            return done(debt, "附件已上传。")
        except Invalid as error:
            complain(form, error)
    return page_of(visible(number), 422, upload=form)


@blueprint.post("/arrears/<number>/repayments/<repayment>/files")
@allow(WRITE)
@uploads.files_first
def attach_voucher(number: str, repayment: str) -> Response:
    """Attach a voucher to one repayment."""
    own_work()
    paid, form = queries.repayment_of(visible(number), repayment), VoucherForm(repayment)
    if form.validate():
        try:
            actions.attach_voucher(by=current_user, repayment=paid, file=form.file.data)
            return done(paid.debt, "凭证已上传。")
        except Invalid as error:
            complain(form, error)
    return page_of(visible(number), 422, voucher=form)


@blueprint.post("/arrears/<number>/files/<int:file_id>/withdraw")
@allow(WRITE)
def withdraw_file(number: str, file_id: int) -> Response:
    """Take a wrong file off the debt, or a wrong voucher off its repayment."""
    own_work()
    debt = visible(number)
    actions.withdraw_file(by=current_user, debt=debt, file=queries.paper_of(debt, file_id))
    return done(debt, "附件已撤下。")
