"""One debt's page: facts, due day, every movement with the balance after it, interest, files."""

from __future__ import annotations

from datetime import date
from typing import Any

from werkzeug.wrappers import Response

from assist.arrears import queries, rules
from assist.arrears.forms import AdjustForm, DebtForm, RepayForm, VoidForm, VoucherForm
from assist.arrears.models import VOUCHER, Debt, Stock
from assist.arrears.views.base import READ, blueprint, visible, writes
from assist.settings import current
from assist.web import uploads
from assist.web.access import allow
from assist.web.clock import today
from assist.web.render import page


@blueprint.get("/arrears/<number>")
@allow(READ)
def show(number: str) -> Response:
    """One debt: facts, due day, every movement with the balance after it, interest, files."""
    return page_of(visible(number))


def page_of(debt: Debt, status: int = 200, **forms: Any) -> Response:
    """The page, with the forms that were just sent in place of empty ones."""
    on = today()
    movements = debt.movements
    return page(
        "arrears/show.html",
        status=status,
        debt=debt,
        steps=rules.steps(debt.owed, movements),
        balance=rules.balance_on(debt.owed, movements, on),
        cleared_on=rules.cleared_on(debt.owed, movements, on),
        reversed={one.reverses_id for one in debt.repayments},
        interest=rules.interest(
            owed=debt.owed,
            movements=movements,
            due=debt.due_on,
            agreed_rate=debt.agreed_rate,
            on=on,
        ),
        facts=DebtForm.of(debt).words,
        history=queries.history_of(debt),
        attached=uploads.listed("debt", debt.number),
        papers=_papers(debt, forms.pop("voucher", None)),
        voidable=not (debt.void or debt.moved or _locked(debt)),
        may_write=writes(),
        **(_forms(on) | forms),
    )


def _forms(on: date) -> dict[str, Any]:
    """The empty forms of the page, their day today."""
    made: dict[str, Any] = {
        "repay": RepayForm(formdata=None),
        "adjust": AdjustForm(formdata=None),
        "void": VoidForm(formdata=None),
        "upload": uploads.UploadForm(formdata=None),
    }
    for name in ("repay", "adjust"):
        made[name].on.data = on
    return made


def _locked(debt: Debt) -> bool:
    return debt.stock is Stock.BASE and current().base_locked


def _papers(debt: Debt, sent: VoucherForm | None) -> dict[str, tuple[Any, Any]]:
    """The vouchers of each repayment, and the form for one more where the reader may add it."""
    numbers = [one.number for one in debt.repayments]
    kept, adding = uploads.listed_at(VOUCHER, numbers), writes() and not debt.void
    forms = {number: VoucherForm(number, formdata=None) for number in numbers if adding}
    if sent is not None:
        forms[sent.number] = sent
    return {number: (kept.get(number, []), forms.get(number)) for number in numbers}
