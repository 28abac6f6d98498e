"""Two people write down one enterprise at the same moment."""

from __future__ import annotations

import contextvars
import threading
from typing import Any

from sqlalchemy import func, select

from assist.db import db
from assist.enterprises.models import Enterprise
from tests.cadres.factories import office
from tests.client import Browser
from tests.enterprises.factories import credit_code


def test_one_code_is_written_down_once(app: Any) -> None:
    by = office()
    browsers = [Browser(app) for _ in range(5)]
    tokens = []
    for browser in browsers:
        browser.sign_in(by)
        tokens.append(browser.token())
    db.session.remove()
    answers: list[int] = []
    gate = threading.Barrier(5)

    def send(browser: Browser, token: str, number: int) -> None:
        gate.wait()
        data = {"code": credit_code(1), "name": f"企业{number}", "csrf_token": token}
        answers.append(browser.http.post("/enterprises/new", data=data).status_code)

    threads = [
        threading.Thread(target=contextvars.Context().run, args=(send, *each))
        for each in zip(browsers, tokens, range(5), strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [303, 422, 422, 422, 422]
    assert db.session.scalar(select(func.count(Enterprise.id))) == 1
