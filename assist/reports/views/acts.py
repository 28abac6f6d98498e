"""What is done to a report on its way: frozen, sent, reviewed, signed, handed in, published."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from flask import Response, flash
from flask_login import current_user
from werkzeug.exceptions import Forbidden, NotFound

from assist.lib.errors import Invalid, Refused
from assist.reports import actions
from assist.reports.forms import form_of
from assist.reports.models import Report
from assist.reports.queries import reports, signing
from assist.reports.rules.states import ReportAct
from assist.reports.views.base import REPORT, blueprint
from assist.reports.views.report import address_of, page_of
from assist.web import transaction
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.render import go

Do = Callable[[Report, Any, date], object]


def _words(action: Callable[..., object]) -> Do:
    def do(report: Report, form: Any, on: date) -> object:
        return action(by=current_user, on=on, report=report, words=form.words.data or "")

    return do


def _fields(action: Callable[..., object], *names: str) -> Do:
    def do(report: Report, form: Any, on: date) -> object:
        values = {name: "" if form[name].data is None else form[name].data for name in names}
        return action(by=current_user, on=on, report=report, **values)

    return do


#: Each act with what does it, and what is said then.
ACTS: Mapping[ReportAct, tuple[Do, str]] = {
    ReportAct.FREEZE: (
        _fields(actions.freeze, "dated", "words"),
        "已封账：正文、数字和记录已固定，此后补录的会单独标明。",
    ),
    ReportAct.SEND: (_words(actions.send), "已送审。"),
    ReportAct.SECRECY: (_words(actions.check_secrecy), "保密审查已登记。"),
    ReportAct.PASS: (_words(actions.pass_review), "审核已通过，等待签发。"),
    ReportAct.SEND_BACK: (_words(actions.send_back), "已退回修改。"),
    ReportAct.WITHDRAW: (_words(actions.withdraw), "已撤回，可以修改；原稿留在各版里。"),
    ReportAct.SIGN: (_words(actions.sign), "已签发。"),
    ReportAct.CORRECT: (_words(actions.correct), "可以更正了；已签发的一版保持原样。"),
    ReportAct.SUBMIT: (
        _fields(actions.submit, "recipient", "to_whom", "submitted_on", "receipt"),
        "报送已登记。",
    ),
    ReportAct.PUBLISH: (
        _fields(actions.publish, "address", "published_on"),
        "公开已登记。",
    ),
}


@blueprint.post(f"{REPORT}/acts/<act>")
@allow(Permission.REPORT_WRITE_ALL, Permission.REPORT_SIGN)
def do(kind: str, period: str, act: str) -> Response:
    """Do one act; a complaint stands at its field, a refusal says who may or why not now."""
    report = reports.get(kind, period)
    wanted = next((one for one in ACTS if one.value == act.replace("-", "_")), None)
    if wanted is None:
        raise NotFound
    if not signing.could(current_user, wanted):
        raise Forbidden
    perform, said = ACTS[wanted]
    form: Any = form_of(wanted)(prefix=wanted.value)
    if form.validate():
        try:
            perform(report, form, today())
        except Invalid as error:
            transaction.abandon()
            form.take(error)
            report = reports.get(kind, period)
        except Refused as error:
            return _refused(report, wanted, form, error)
        else:
            flash(said)
            return go(address_of(report))
    return page_of(report, forms={wanted: form}, status=422)


def _refused(report: Report, act: ReportAct, form: Any, error: Refused) -> Response:
    """Why it cannot be done now, above what was typed, with the way to each fault that stops it;
    where it is no longer theirs to do there is no form to come back to."""
    transaction.abandon()
    report = reports.get(report.kind, report.period)
    if act not in signing.acts_of(current_user, report, signing.signatures(report)):
        raise error
    transaction.call_on_refusal(str(error))
    stopping = error.faults if isinstance(error, actions.Faulty) else ()
    return page_of(report, forms={act: form}, refused=error, stopping=stopping, status=409)
