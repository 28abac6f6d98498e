"""The turn of the year: the list and the pairings, looked at, written, taken back."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from flask_login import current_user
from werkzeug.exceptions import NotFound

from assist.lib.days import FIRST_DAY, LAST_DAY
from assist.pairings import actions, queries
from assist.pairings.forms import RollOverForm
from assist.pairings.rules import plan, stamp_of, sums_of
from assist.pairings.views.base import blueprint
from assist.web.access import Permission, allow
from assist.web.clock import today
from assist.web.render import go, page

P = Permission


@blueprint.get("/pairings/roll-over")
@allow(P.PAIRING_WRITE)
def next_year() -> Response:
    """The year that comes next: this one where it has no list yet."""
    on = today()
    year = on.year + 1 if queries.years_listed().get(on.year) else on.year
    return go(url_for(".roll_over", year=year))


@blueprint.route("/pairings/roll-over/<int:year>", methods=["GET", "POST"])
@allow(P.PAIRING_WRITE)
def roll_over(year: int) -> Response:
    """How the year's list and pairings come from the year before's; nothing is written yet."""
    _check(year)
    roll = queries.roll_over_of(year)
    if roll is not None and request.method == "GET":
        return page("pairings/rolled_over.html", roll=roll, lines=queries.lines_of(roll))
    form = RollOverForm()
    if form.fits(year):
        if request.form.get("step") == "confirm":
            return _done(form, year)
        return _preview(form, year)
    if request.method == "GET":
        form.start(year)
    return _choosing(form, year)


def _check(year: int) -> None:
    if not FIRST_DAY.year < year <= LAST_DAY.year:
        raise NotFound


def _choosing(form: RollOverForm, year: int) -> Response:
    lines = plan(form.choices(year), queries.candidates(form.choices(year)))
    return page(
        "pairings/roll_over.html",
        form=form,
        year=year,
        lines=lines[: queries.SHOWN],
        more=max(len(lines) - queries.SHOWN, 0),
        listed=queries.years_listed(),
        status=422 if request.method == "POST" else 200,
    )


def _preview(form: RollOverForm, year: int) -> Response:
    choices = form.choices(year)
    lines = plan(choices, queries.candidates(choices))
    form.seen.data = stamp_of(choices, lines)
    return page(
        "pairings/roll_over_preview.html",
        form=form,
        choices=choices,
        lines=lines[: queries.SHOWN],
        more=max(len(lines) - queries.SHOWN, 0),
        sums=sums_of(lines),
    )


def _done(form: RollOverForm, year: int) -> Response:
    seen = str(form.seen.data or "")
    actions.roll_over(by=current_user, on=today(), choices=form.choices(year), seen=seen)
    flash(f"{year}年重点企业名单和结对已结转。")
    return go(url_for(".roll_over", year=year))


@blueprint.post("/pairings/roll-over/<int:year>/back")
@allow(P.PAIRING_WRITE)
def roll_back(year: int) -> Response:
    """Take back what the roll-over wrote; what came later stays."""
    roll = queries.roll_over_of(year)
    if roll is None:
        raise NotFound
    actions.roll_back(by=current_user, on=today(), roll=roll)
    flash(f"{year}年的结转已撤回，名单和结对恢复到结转之前。")
    return go(url_for(".roll_over", year=year))
