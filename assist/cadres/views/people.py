"""The directory of cadres, for those who work with them."""

from __future__ import annotations

from flask import Response, request
from flask_login import current_user

from assist import audit
from assist.accounts.policy import BUSINESS, Role
from assist.cadres import queries
from assist.cadres.models import Cadre
from assist.cadres.views.blueprint import blueprint
from assist.db import label_of
from assist.lib.sheets import Column, Sheet
from assist.lib.text import clean, mask_phone
from assist.web import files, transaction
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.paging import page_href, paginate
from assist.web.render import page

ROLES = {role.value: role for role in Role}


def asked() -> queries.Filter:
    """The filters of the address; what is no role filters nothing."""
    return queries.Filter(
        words=clean(request.args.get("q", ""))[:100],
        role=ROLES.get(request.args.get("role", "")),
        unit=clean(request.args.get("unit", ""))[:100],
        state=request.args.get("state", request.args.get("enabled", "")),
    )


@blueprint.get("/cadres")
@allow(Permission.CADRE_READ)
def index() -> Response:
    """Who is in which unit, with masked phones; as a workbook too."""
    wanted = asked()
    if files.wants_workbook():
        return _workbook(wanted)
    shown = paginate(queries.people(wanted), scalars=False)
    return page(
        "cadres/index.html",
        page=shown,
        asked=wanted,
        roles=queries.roles_of(row.id for row in shown.rows),
        all_roles=BUSINESS,
        units=queries.active_units(),
        export_href=page_href(format="xlsx"),
    )


def _workbook(wanted: queries.Filter) -> Response:
    rows = queries.everyone(wanted)
    columns = [
        Column("姓名"),
        Column("单位", width=28),
        Column(label_of(Cadre.post)),
        Column("角色", width=24),
        Column("手机", note="号码已打码。"),
        Column("在岗", width=8),
    ]
    sheet = Sheet(
        "干部",
        columns,
        (
            (r.name, r.unit, r.post, roles, mask_phone(r.phone) if r.phone else "", r.on_duty)
            for r, roles in rows
        ),
    )
    response, digest = files.workbook("干部名录", today(), [sheet])
    transaction.keep_audit()
    audit.record(
        verb="export",
        kind="cadre",
        key="干部名录",
        sentence=f"导出了干部名录 {len(rows)} 人（{wanted.described}；手机已打码）",
        changes=[audit.Change("文件校验值", "", digest)],
        by=current_user,
    )
    return response
