"""Two people write down one enterprise at the same moment."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from assist.db import db
from assist.enterprises.models import Enterprise
from tests.cadres.factories import office
from tests.client import Browser, at_once
from tests.enterprises.factories import EnterpriseFactory, credit_code


def test_one_code_is_written_down_once(app: Any) -> None:
    by = office()
    browsers = [Browser(app) for _ in range(5)]
    sent = []
    for number, browser in enumerate(browsers):
        browser.sign_in(by)
        data = {"code": credit_code(1), "name": f"企业{number}"}
        sent.append((browser, "/enterprises/new", data | {"csrf_token": browser.token()}))
    db.session.remove()

    answers = at_once(sent)

    assert sorted(answers) == [303, 422, 422, 422, 422]
    assert db.session.scalar(select(func.count(Enterprise.id))) == 1


def test_two_mergers_the_other_way_round_leave_one_enterprise(app: Any) -> None:
    a, b, by = EnterpriseFactory(), EnterpriseFactory(), office()
    browsers = [Browser(app) for _ in range(2)]
    sent = []
    for browser, stays, goes in ((browsers[0], a, b), (browsers[1], b, a)):
        browser.sign_in(by)
        path = f"/enterprises/{stays.code}/merge"
        page = browser.post(path, {"other": goes.code}, status=200)
        seen = str(page.one("main form [name=seen]")["value"])
        fields = {"other": goes.code, "seen": seen, "step": "confirm"}
        sent.append((browser, path, fields | {"csrf_token": browser.token()}))
    db.session.remove()

    answers = at_once(sent)

    assert sorted(answers)[0] == 303
    assert sorted(answers)[1] in {404, 409, 422}
    merged = db.session.scalars(select(Enterprise.merged_into_id)).all()
    assert sorted(merged, key=bool)[0] is None
    assert len([one for one in merged if one is not None]) == 1
