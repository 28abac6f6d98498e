"""Two people pair one enterprise at the same moment."""

from __future__ import annotations

import contextvars
import threading
from datetime import date
from typing import Any

from sqlalchemy import select

from assist.db import db
from assist.enterprises.models import Pairing
from tests.cadres.factories import cadre, leader, office
from tests.client import Browser
from tests.enterprises.factories import EnterpriseFactory


def test_only_one_of_many_pairings_at_once_is_stored(app: Any) -> None:
    enterprise, by, chief, person = EnterpriseFactory(), office(), leader(), cadre()
    fields = {
        "enterprise": enterprise.code,
        "leader": chief.account,
        "lead_unit": person.unit.name,
        "liaisons": person.account,
    }
    browsers = [Browser(app) for _ in range(6)]
    tokens = []
    for browser in browsers:
        browser.sign_in(by)
        tokens.append(browser.token())
    starts = [date(2025, 1 + n, 1).isoformat() for n in range(6)]
    db.session.remove()
    answers: list[int] = []
    gate = threading.Barrier(6)

    def send(browser: Browser, token: str, start: str) -> None:
        gate.wait()
        data = fields | {"start_on": start, "csrf_token": token}
        answers.append(browser.http.post("/pairings/new", data=data).status_code)

    threads = [
        threading.Thread(target=contextvars.Context().run, args=(send, *each))
        for each in zip(browsers, tokens, starts, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [303, 422, 422, 422, 422, 422]
    assert len(db.session.scalars(select(Pairing)).unique().all()) == 1
