"""The auditor's page: what was done, by whom; whether the log still holds together."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from flask_login import current_user

from assist.audit import actions, queries
from assist.audit.rules import GROUPS, KINDS
from assist.lib.days import parse_day
from assist.lib.sheets import Column, Sheet
from assist.lib.text import clean
from assist.web import files, transaction
from assist.web.access import Permission, allow
from assist.web.clock import SHANGHAI, local, now
from assist.web.paging import page_href
from assist.web.render import go, page

blueprint = Blueprint("audit", __name__)


@blueprint.get("/audit")
@allow(Permission.AUDIT_READ)
def index() -> Response:
    """The log, newest first; as a workbook too."""
    asked = _asked()
    if files.wants_workbook():
        return _workbook(asked)
    before = request.args.get("before", "")
    known = before.isascii() and before.isdigit() and len(before) < 18
    shown = queries.events(asked, int(before) if known else None)
    return page(
        "audit/index.html",
        shown=shown,
        asked=asked,
        last_day=_last_day(asked),
        groups=GROUPS,
        kinds=KINDS,
        changes_in=queries.changes_in,
        older_href=page_href(before=shown.next_before) if shown.next_before else None,
        newest_href=page_href(before=None) if known else None,
        export_href=page_href(before=None, format="xlsx"),
    )


def _asked() -> queries.Filter:
    """The filters of the address; what cannot be read filters nothing."""
    given = {name: clean(request.args.get(name, ""))[:128] for name in ("account", "key", "q")}
    kind = request.args.get("kind", "")
    until = _day("to")
    return queries.Filter(
        account=given["account"],
        group=GROUPS.get(request.args.get("group", "")),
        kind=kind if kind in KINDS else "",
        key=given["key"],
        words=given["q"],
        since=_day("from"),
        until=until + timedelta(days=1) if until else None,
    )


def _last_day(asked: queries.Filter) -> str:
    return f"{asked.until - timedelta(days=1):%Y-%m-%d}" if asked.until else ""


def _day(name: str) -> datetime | None:
    try:
        day = parse_day(request.args.get(name, ""))
    except ValueError:
        return None
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


COLUMNS = [
    Column("序号", width=10, kind="number"),
    Column("时间", width=18),
    Column("账号"),
    Column("姓名"),
    Column("地址", width=16),
    Column("对象"),
    Column("编号", width=22),
    Column("说明", width=60),
    Column("变化", width=60),
]


def _workbook(asked: queries.Filter) -> Response:
    """The same events as a file; the export is an event itself."""
    rows = list(queries.exported(asked))
    sheet = Sheet("审计日志", COLUMNS, (_cells(row) for row in rows))
    response, digest = files.workbook("审计日志", local(now()).date(), [sheet])
    transaction.keep_audit()
    actions.record(
        verb="audit.export",
        kind="audit",
        key="审计日志",
        sentence=f"导出了审计日志 {len(rows)} 条（{_described(asked)}）",
        changes=[actions.Change("文件校验值", "", digest)],
        by=current_user,
    )
    return response


def _cells(row: Any) -> list[str | int | datetime]:
    changes = "；".join(f"{c[0]}：{c[1]} → {c[2]}" for c in queries.changes_in(row.changes))
    kind = KINDS.get(row.kind, row.kind)
    return [
        row.id,
        row.at,
        row.account,
        row.name,
        row.address,
        kind,
        row.key,
        row.sentence,
        changes,
    ]


def _described(asked: queries.Filter) -> str:
    parts = [
        f"账号 {asked.account}" if asked.account else "",
        asked.group.label if asked.group else "",
        KINDS.get(asked.kind, ""),
        asked.key,
        f"含“{asked.words}”" if asked.words else "",
        f"自 {asked.since:%Y-%m-%d}" if asked.since else "",
        f"至 {_last_day(asked)}" if asked.until else "",
    ]
    return "、".join(part for part in parts if part) or "全部"


@blueprint.post("/audit/verify")
@allow(Permission.AUDIT_READ)
@transaction.begins_late
def verify() -> Response:
    """Walk the chain and say what was found; the check is an event itself."""
    verdict = queries.verify()
    if verdict.broken_at is None:
        words = f"校验通过：共 {verdict.events} 条，末条校验值 {verdict.head}。"
    else:
        words = f"校验未通过：第 {verdict.broken_at} 号记录处断开，此前 {verdict.events} 条完好。"
    with transaction.writing_transaction():
        actions.record(
            verb="audit.verify", kind="audit", key="审计日志", sentence=words, by=current_user
        )
    flash(words, "message" if verdict.broken_at is None else "error")
    return go(url_for("audit.index"))
