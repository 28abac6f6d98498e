"""A database that is away, busy, or of another revision: said in words, and nothing typed lost."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask

from assist import create_app
from assist.db import db
from assist.petitions.models import Petition
from assist.web import schema as watched
from assist.web.schema import Standing, schema
from tests.cadres.factories import office
from tests.client import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
SETUP = "flask --app app setup"
TYPED = {"received_on": "2025-12-01", "channel": "letter", "matter": "反映 欠薪"}


@pytest.fixture(autouse=True)
def _as_before(app: Flask) -> Iterator[None]:
    """What is known of the database is the application's, which all tests share."""
    yield
    app.extensions["schema"].standing = Standing.RIGHT


def stamp(revision: str) -> None:
    """The database as a revision of that name has left it."""
    with db.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE IF NOT EXISTS alembic_version (version_num TEXT)"))
        connection.execute(sa.text("DELETE FROM alembic_version"))
        connection.execute(
            sa.text("INSERT INTO alembic_version VALUES (:given)"), {"given": revision}
        )


def other_app(tmp_path: Path, url: str) -> Flask:
    return create_app(
        {
            "TESTING": True,
            "INSTANCE_PATH": str(tmp_path / "instance"),
            "ASSIST_DATABASE_URL": url,
            "ASSIST_SECRET_KEY": "a key for tests alone",
        }
    )


def refused(browser: Browser, told: str, remedy: str) -> Page:
    page = browser.get("/login?next=/problems", status=503)
    assert page.h1 == told
    assert remedy in page.said
    assert page.one(".actions a")["href"] == "/login?next=/problems"
    assert page.headers["Retry-After"] == "10"
    assert browser.post("/problems/2025-0001/sign", csrf=False, status=503).h1 == told
    return page


def test_the_newest_revision_is_that_of_the_files(app: Flask) -> None:
    assert schema().needs == ScriptDirectory(str(ROOT / "migrations")).get_current_head()


@pytest.mark.parametrize(
    "revision,standing,heading,remedy",
    [
        ("0001", Standing.BEHIND, "系统正在升级", SETUP),
        ("9999", Standing.AHEAD, "系统版本不一致", "换用新版程序"),
        ("", Standing.EMPTY, "系统还没有装好", SETUP),
    ],
)
def test_another_revision_is_a_page_and_a_line(
    app: Flask,
    caplog: pytest.LogCaptureFixture,
    revision: str,
    standing: Standing,
    heading: str,
    remedy: str,
) -> None:
    stamp(revision)
    browser = Browser(app)
    with caplog.at_level(logging.INFO, app.logger.name):
        assert schema().look() is standing
        refused(browser, heading, remedy)
        refused(browser, heading, remedy)
    assert len(caplog.messages) == 1
    assert caplog.messages[0].isascii()
    health = browser.get("/healthz", status=503).response.get_json()
    assert (health["status"], health["database"]) == ("error", standing.value)
    assert health["message"] == caplog.messages[0]


def test_a_database_without_tables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = other_app(tmp_path, f"sqlite:///{tmp_path / 'new.db'}")
    browser = Browser(app)
    with app.app_context():
        browser.get("/login")  # nobody has looked, and the page needs nothing of it
        page = browser.post("/login", {"account": "x", "password": "y"}, status=503)
        assert page.h1 == "系统还没有装好"
        monkeypatch.setattr(watched, "AGAIN", 3600)
        refused(browser, "系统还没有装好", SETUP)
        monkeypatch.setattr(watched, "AGAIN", 0)
        assert browser.get("/healthz", status=503).response.get_json()["database"] == "empty"
        db.create_all()
        assert browser.get("/login").h1 == "登录"  # mended without a restart
        db.engine.dispose()


def test_a_server_that_is_away(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    app = other_app(tmp_path, "postgresql+psycopg://nobody:geheim@127.0.0.1:1/none")
    browser = Browser(app)
    with app.app_context():
        schema().look()
        refused(browser, "数据库连接不上", "检查数据库服务")
        health = browser.get("/healthz", status=503)
    assert health.response.get_json()["database"] == "error"
    assert "127.0.0.1" not in health.response.get_data(as_text=True)
    assert "does not answer" in caplog.text
    assert "geheim" not in caplog.text


def test_what_was_typed_is_sent_again_when_it_is_mended(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.sign_in(office())
    token = client.token()
    stamp("0001")
    schema().look()
    page = client.post("/petitions/new?from=x", TYPED, status=503)
    form = page.one("form")
    assert form["action"] == "/petitions/new?from=x"
    kept = {str(field["name"]): str(field["value"]) for field in page.all("form input")}
    assert kept == TYPED | {"csrf_token": token}

    stamp(schema().needs)
    monkeypatch.setattr(watched, "AGAIN", 0)
    client.post(str(form["action"]), kept, csrf=False)
    assert db.session.scalar(sa.select(Petition.matter)) == TYPED["matter"]


@pytest.mark.parametrize(
    "path,data",
    [
        ("/login", {"account": "x", "password": "geheim-123"}),
        ("/account/confirm", {"password": "geheim-123"}),
        ("/petitions/new", {"matter": "x" * 300_000}),
    ],
)
def test_secrets_and_whole_books_are_not_handed_back(
    client: Browser, path: str, data: dict[str, Any]
) -> None:
    client.token()
    stamp("0001")
    schema().look()
    page = client.post(path, data, status=503)
    assert page.all("form") == []
    assert "geheim" not in page.text
    assert "返回键" in page.said


@contextmanager
def locked(app: Flask) -> Iterator[None]:
    """Somebody else writes, and goes on writing."""
    with closing(sqlite3.connect(app.config["LIVE"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_busy_writer_costs_nobody_a_form(client: Browser) -> None:
    client.sign_in(office())
    client.token()
    client.app.config["ASSIST_DATABASE_BUSY_SECONDS"] = 0
    db.engine.dispose()
    with locked(client.app):
        page = client.post("/petitions/new", TYPED, status=503)
    client.app.config["ASSIST_DATABASE_BUSY_SECONDS"] = 5
    db.engine.dispose()
    assert page.h1 == "系统正忙"
    assert page.all("#sign-out")  # the page as ever, with who is signed in
    assert page.headers["Retry-After"] == "3"
    kept = {str(field["name"]): str(field["value"]) for field in page.all("main form input")}
    client.post("/petitions/new", kept, csrf=False)
    assert db.session.scalar(sa.select(Petition.matter)) == TYPED["matter"]


def test_nobody_asks_for_the_revision_of_what_is_right(client: Browser) -> None:
    stamp(schema().needs)
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        asked.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        client.get("/login")
        client.sign_in(office())
        client.get("/problems")
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    assert asked
    assert [one for one in asked if "alembic_version" in one] == []
