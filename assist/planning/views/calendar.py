"""The calendar of duties, and saying that one is done."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import flash, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response

from assist.lib.errors import Invalid
from assist.planning.actions import duties as actions
from assist.planning.forms import DoneForm, year_asked
from assist.planning.queries import calendar as queries
from assist.planning.rules.duties import Entry, grouped, window
from assist.planning.views.base import READ, WRITE, blueprint, parts
from assist.web.access import allow
from assist.web.clock import today
from assist.web.paging import PAGE_SIZE, Page, page_href, page_number
from assist.web.render import go, page

#: By how near an entry is.
GROUPS = {"late": "超期", "soon": "30天内", "later": "30天以后", "done": "已完成"}
#: How many entries of each group stand on the page of all.
BRIEF = 25
#: How many days ahead the calendar may look.
AHEAD = (("90", "未来90天"), ("30", "未来30天"), ("365", "未来一年"))


@blueprint.get("/planning")
@allow(READ)
def calendar() -> Response:
    """What falls due, by how near it is, or everything of a year."""
    on, ahead = today(), request.args.get("ahead", "")
    year = year_asked(request.args, on) if request.args.get("year") else None
    ahead = ahead if ahead in dict(AHEAD) else AHEAD[0][0]
    first, last = (date(year, 1, 1), date(year, 12, 31)) if year else window(on, int(ahead))
    found = queries.calendar(current_user, on, first, last)
    wanted = request.args.get("group", "")
    return page(
        "planning/calendar.html",
        parts=parts("calendar"),
        groups=_groups(found, on, wanted if wanted in GROUPS else ""),
        group=wanted if wanted in GROUPS else "",
        page_href=page_href,
        ahead=ahead,
        choices=AHEAD,
        year=year,
        years=range(on.year + 1, on.year - 3, -1),
        unpublished=[y for y in range(on.year, last.year + 1) if not found.workdays.published(y)],
    )


def _groups(found: queries.Calendar, on: date, wanted: str) -> list[dict[str, Any]]:
    """The first entries of every group, or one group page by page."""
    groups, shown = grouped(found.entries, on), []
    for key, title in GROUPS.items():
        if wanted in {"", key} and (entries := getattr(groups, key)):
            number, size = (page_number(), PAGE_SIZE) if wanted else (1, BRIEF)
            first = (number - 1) * size
            rows = queries.shown(entries[first : first + size], found, current_user)
            part = Page(rows, number, len(entries), size)
            shown.append({"key": key, "title": title, "page": part})
    return shown


@blueprint.route("/planning/duties/<key>", methods=["GET", "POST"])
@allow(WRITE)
def duty(key: str) -> Response:
    """One duty, and the words with which somebody says that it is done."""
    entry, form = queries.tickable(key), DoneForm()
    if request.method == "GET":
        form.done_on.data = today()
        return _duty_page(entry, form)
    if form.validate():
        try:
            actions.tick(
                by=current_user,
                on=today(),
                entry=entry,
                done_on=form.done_on.data,
                words=form.words.data or "",
            )
        except Invalid as error:
            form.take(error)
        else:
            flash("已标记完成。")
            return go(url_for("planning.calendar"))
    return _duty_page(entry, form, 422)


def _duty_page(entry: Entry, form: DoneForm, status: int = 200) -> Response:
    row = queries.shown([entry], queries.one(entry, today()), current_user)[0]
    return page("planning/duty.html", row=row, form=form, parts=parts("calendar"), status=status)


@blueprint.post("/planning/duties/<key>/withdraw")
@allow(WRITE)
def withdraw_duty(key: str) -> Response:
    """Take back what was said by mistake."""
    actions.withdraw_tick(by=current_user, on=today(), entry=queries.tickable(key))
    flash("完成标记已撤回。")
    return go(url_for("planning.duty", key=key))
