"""The archive of a year: what it will hold, the download, and how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from time import monotonic

from flask import Flask, current_app
from flask_login import current_user
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response

from assist import audit
from assist.accounts.confirming import ask_first, is_confirmed
from assist.audit.actions import Nobody
from assist.exchange import queries
from assist.exchange.actions import begin, end, note
from assist.exchange.archive import Archive, Replaced, outlook
from assist.exchange.views.base import blueprint
from assist.lib.days import FIRST_DAY
from assist.lib.periods import YEARS_OFFERED
from assist.web import files, transaction
from assist.web.access import Permission, allow
from assist.web.clock import now, today
from assist.web.render import page

YEAR = "/exchange/archive/<int(fixed_digits=4):year>"
#: How many seconds lie between two notes of how far a download is.
EVERY = 1.0


@blueprint.get("/exchange/archive")
@allow(Permission.REPORT_WRITE_ALL)
def archives() -> Response:
    """Which year to keep as one file, and what it will hold."""
    on = today()
    years = [
        Archive(year, current_user.id, on) for year in range(on.year, on.year - YEARS_OFFERED, -1)
    ]
    return page("exchange/archives.html", years=[(one, outlook(one)) for one in years])


@blueprint.get(YEAR)
@allow(Permission.REPORT_WRITE_ALL)
def archive(year: int) -> Response:
    """One year: what it will hold, the button, and how far the download is."""
    made = _archive(year)
    found = [(row, name, row.standing(now())) for row, name in queries.sendings(year)]
    return page(
        "exchange/archive.html",
        fragment="exchange/_sendings.html",
        made=made,
        will=partial(outlook, made),
        confirmed=is_confirmed(),
        sendings=found,
        mine=next((one for one in found if one[0].by_id == current_user.id), None),
    )


def _archive(year: int) -> Archive:
    if not FIRST_DAY.year <= year <= today().year:
        raise NotFound
    return Archive(year, current_user.id, today())


@blueprint.post(YEAR)
@allow(Permission.REPORT_WRITE_ALL)
def download_archive(year: int) -> Response:
    """The year as one zip, made while it is sent; it holds personal data, so the password again."""
    made = _archive(year)
    if asked := ask_first(again="download"):
        return asked
    sending = begin(by=current_user, year=year)
    made.note = partial(_note, made, sending.id, [monotonic()])
    audit.record(verb="export", kind="archive", key=str(year), sentence=f"开始导出{year}年档案")
    actor, app = Nobody(current_user.account, current_user.name), current_app._get_current_object()  # type: ignore[attr-defined]
    answer = files.attachment(b"", f"{year}年档案-{today():%Y%m%d}.zip", "application/zip")
    answer.response = _logged(made, sending.id, actor, app)
    answer.headers.pop("Content-Length", None)
    return answer


def _logged(made: Archive, sending_id: int, actor: Nobody, app: Flask) -> Iterator[bytes]:
    """The zip; when it has been sent, or broken off, the log says so. The request is over by then,
    so that whatever needs a context brings its own."""
    key = str(made.year)
    try:
        yield from made.stream(app)
    finally:
        with app.app_context(), transaction.writing_transaction():
            end(sending_id=sending_id, made=made)
            audit.record(verb="export", kind="archive", key=key, sentence=made.told, by=actor)


def _note(made: Archive, sending_id: int, last: list[float]) -> None:
    """Once a second at most; a download that another has replaced stops, and never looks whole."""
    if monotonic() - last[0] < EVERY:
        return
    last[0] = monotonic()
    with transaction.writing_transaction():
        goes_on = note(sending_id=sending_id, made=made)
    if not goes_on:
        raise Replaced
