"""How the year's enterprises are looked after: a picture of months, and the same by person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, request, url_for
from flask_login import current_user

from assist import audit
from assist.enterprises.models import Pairing
from assist.lib.sheets import Column, Sheet
from assist.pairings import queries
from assist.pairings.forms import coverage_asked
from assist.pairings.queries import Asked, By
from assist.pairings.rules import each, shade
from assist.pairings.views.base import blueprint
from assist.web import files, transaction
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.paging import page_href, paginate
from assist.web.render import page

P = Permission
GRID = (
    Column("企业名称", 32),
    Column("统一社会信用代码", 22),
    Column("联系领导"),
    Column("牵头部门", 20),
    Column("联络员", 20),
    *(
        Column(f"{month}月{kind}", 9, "number")
        for month in range(1, 13)
        for kind in ("上门", "其他")
    ),
    Column("全年上门", kind="number"),
    Column("全年其他联系", kind="number"),
    Column("最近联系", kind="day"),
    Column("提示", 30),
)
GROUPED = (
    Column("名称", 28),
    Column("重点企业", kind="number"),
    Column("未结对", kind="number"),
    Column("近期没联系", kind="number"),
    Column("很久没联系", kind="number"),
    Column("上门偏多", kind="number"),
    Column("上门走访", kind="number"),
    Column("其他联系", kind="number"),
)


@blueprint.get("/pairings/coverage")
@allow(P.PAIRING_READ)
def coverage() -> Response:
    """The year's key enterprises by month, or the same by leader or unit."""
    user, asked = current_user._get_current_object(), coverage_asked(request.args, today())
    by_enterprise = asked.by is By.ENTERPRISE
    statement = queries.grid(user, asked) if by_enterprise else queries.grouped(user, asked)
    if files.wants_workbook():
        return _export(statement, asked)
    shown = paginate(statement, scalars=False)
    return page(
        "pairings/coverage.html" if by_enterprise else "pairings/grouped.html",
        asked=asked,
        page=shown,
        rows=queries.rows_of(shown.rows, asked) if by_enterprise else shown.rows,
        months=queries.by_month(user, asked) if by_enterprise else [],
        tally=queries.tally(user, asked),
        years=queries.years(asked.on, asked.year),
        offered=_offered() if user.may(P.ENTERPRISE_READ_ALL) else {},
        shade=shade,
        each=each,
        narrowed=_narrowed,
        page_href=page_href,
    )


def _offered() -> dict[str, Sequence[Any]]:
    return {
        "leader": queries.offered_people(Pairing.leader_id),
        "unit": queries.offered_units(),
    }


def _narrowed(asked: Asked, **changes: Any) -> str:
    """The grid as it is asked for with something changed."""
    kept: dict[str, Any] = {"year": asked.year, "q": asked.q}
    kept |= {"leader": asked.leader, "unit": asked.unit}
    kept |= {"state": asked.state.value if asked.state else None} | changes
    return url_for("pairings.coverage", **{key: value for key, value in kept.items() if value})


def _export(statement: Any, asked: Asked) -> Response:
    if asked.by is By.ENTERPRISE:
        columns, rows = GRID, list(queries.exported(statement, asked))
    else:
        columns, rows = GROUPED, [list(row[1:]) for row in queries.every(statement)]
    name = f"{asked.year}年联系情况"
    response, digest = files.workbook(name, asked.on, [Sheet(asked.by.label, columns, rows)])
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="pairing",
        key="coverage",
        sentence=f"导出了{name} {len(rows)} 行，筛选 {files.asked()}，SHA-256 {digest}",
        by=current_user,
    )
    return response
