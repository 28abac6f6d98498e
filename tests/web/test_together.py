"""The same form sent several times in the same moment, on both engines."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from flask import Flask

from assist.arrears.models import Repayment
from assist.db import db
from tests.arrears.factories import DebtFactory
from tests.cadres.factories import office
from tests.client import Browser

TIMES = 4
PAID = {
    "on": "2025-03-01", "amount": "100", "way": "transfer", "form_id": "7" * 16
}  # fmt: skip


def test_one_of_them_books_and_all_lead_to_the_same_page(app: Flask) -> None:
    DebtFactory(owed=500_000, number="QK-0001")
    clerk = office()
    browsers = [Browser(app) for _time in range(TIMES)]
    for browser in browsers:
        browser.sign_in(clerk)
        browser.token()
    gate = threading.Barrier(TIMES, timeout=60)

    def send(browser: Browser) -> str:
        with app.app_context():
            gate.wait()
            return browser.post("/arrears/QK-0001/repay", PAID).location

    with ThreadPoolExecutor(TIMES) as pool:
        led_to = list(pool.map(send, browsers))

    assert len(set(led_to)) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Repayment)) == 1


def test_a_line_that_was_cut_is_a_page_and_is_there_again(app: Flask, engine: str) -> None:
    if engine == "sqlite":
        pytest.skip("a file has no line that could be cut")
    browser = Browser(app)
    browser.sign_in(office())
    browser.get("/problems")
    other = sa.create_engine(db.engine.url, poolclass=sa.NullPool)
    with other.connect() as connection:
        connection.execute(sa.text(CUT))
    page = browser.get("/problems", status=503)
    assert "刚刚中断过" in page.said
    browser.get("/problems")


CUT = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
