"""The list of promises, one promise, and what became of it."""

from __future__ import annotations

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist import audit
from assist.cadres.models import reader
from assist.lib.errors import Invalid
from assist.lib.sheets import Column, Sheet
from assist.lib.text import clean
from assist.visits import actions, queries
from assist.visits.forms import SettleForm
from assist.visits.models import Promise
from assist.visits.queries import PromiseFilter
from assist.visits.views.base import blueprint
from assist.web import files, transaction
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.paging import page_href, paginate_built
from assist.web.render import go, page

STATES = ("due", "open", "broken", "kept", "all")
COLUMNS = (
    Column("承诺编号", 16),
    Column("统一社会信用代码", 22),
    Column("企业名称", 30),
    Column("承诺日期", 12, kind="day"),
    Column("承诺内容", 50),
    Column("兑现期限", 12, kind="day"),
    Column("责任人", 12),
    Column("状态", 10),
    Column("兑现日期", 12, kind="day"),
    Column("兑现情况", 40),
)


@blueprint.get("/visits/promises")
@allow(Permission.VISIT_READ)
def promises() -> Response:
    """What enterprises were promised, the due and broken first, or the same as a workbook."""
    on, wanted = today(), _wanted()
    if files.wants_workbook():
        return _exported(wanted)
    user = current_user._get_current_object()
    found = paginate_built(
        ("promises", wanted, *reader(user, on)),
        lambda: (
            queries.promises(user, on, wanted),
            queries.counted_promises(user, on, wanted),
        ),
    )
    return page(
        "visits/promises.html",
        page=found,
        lines=queries.lines(found.rows, on),
        wanted=wanted,
        everybody=user.may(Permission.VISIT_READ_ALL),
        export_href=page_href(format="xlsx"),
    )


def _wanted() -> PromiseFilter:
    args = request.args
    state = args.get("state", "due")
    return PromiseFilter(
        words=clean(args.get("q", ""))[:100],
        state=state if state in STATES else "due",
        mine=args.get("mine") == "1",
    )


def _exported(wanted: PromiseFilter) -> Response:
    statement = queries.promises(current_user, today(), wanted)
    rows = list(queries.exported_promises(statement, today()))
    response, digest = files.workbook("承诺", today(), [Sheet("承诺", COLUMNS, rows)])
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="promise",
        key="list",
        sentence=f"导出了承诺 {len(rows)} 行，筛选 {files.asked()}，SHA-256 {digest}",
        by=current_user,
    )
    return response


@blueprint.get("/visits/promises/<number>")
@allow(Permission.VISIT_READ)
def promise(number: str) -> Response:
    """One promise and what became of it."""
    found = queries.get_promise(current_user, number, today())
    form = SettleForm(formdata=None, data={"settled_on": today(), "version": found.version})
    return _shown(found, form, 200)


def _shown(found: Promise, form: SettleForm, status: int) -> Response:
    on = today()
    return page(
        "visits/promise.html",
        status=status,
        promise=found,
        line=queries.seen_to(found, on),
        form=form,
        reason=actions.why_not_settle(by=current_user, promise=found, on=on),
    )


@blueprint.post("/visits/promises/<number>")
@allow(Permission.VISIT_RECORD)
def settle(number: str) -> Response:
    """Say that it was kept, or that it was not."""
    found = queries.get_promise(current_user, number, today())
    form = SettleForm()
    if not form.validate():
        return _shown(found, form, 422)
    try:
        actions.settle_promise(
            by=current_user,
            on=today(),
            promise=found,
            version=form.version.number(),
            keeping=form.keeping.data,
            settled_on=form.settled_on.data,
            outcome=form.outcome.data or "",
        )
    except Invalid as error:
        form.take(error)
        return _shown(found, form, 422)
    flash("兑现情况已登记。")
    return go(url_for("visits.promise", number=found.number))
