"""The database and the browser of every test: real, fresh and cheap."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import settings

from assist import create_app
from assist.accounts.models import User
from assist.db import db
from tests.client import Browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser as Chromium

#: Kinds of test that run on SQLite and again on PostgreSQL, by the name of their file.
BOTH_ENGINES = {
    "test_models",
    "test_actions",
    "test_queries",
    "test_concurrency",
    "test_takeover",
    "test_by_itself",
    "test_together",
    "test_clocks",
    "test_hidden",
    "test_figures",
    "test_drawn",
}
BOTH_ENGINES_ROOMS = {"exchange"}

#: How long an example takes depends on what else the machine does.
settings.register_profile("calm", deadline=None)
settings.load_profile("calm")

_apps: dict[str, Flask] = {}
_memory = Path("/dev/shm")  # noqa: S108 - mkdtemp makes a folder of our own in it
_scratch = Path(tempfile.mkdtemp(prefix="assist-", dir=_memory if _memory.is_dir() else None))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        path = Path(str(metafunc.definition.path))
        both = path.stem in BOTH_ENGINES or path.parent.name in BOTH_ENGINES_ROOMS
        metafunc.parametrize(
            "engine", ["sqlite", "postgresql"] if both else ["sqlite"], indirect=True
        )


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """One for everybody: Playwright starts but once in a process."""
    from tests.machine import browser as machine  # which most tests need not load

    with machine.chromium() as started:
        yield started


def pytest_unconfigure() -> None:
    shutil.rmtree(_scratch, ignore_errors=True)


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _overrides(url: str, **more: Any) -> dict[str, Any]:
    return {
        "TESTING": True,
        "INSTANCE_PATH": str(_scratch / "instance"),
        "ASSIST_DATABASE_URL": url,
        "ASSIST_FILES_URL": str(_scratch / "files"),
        "ASSIST_SECRET_KEY": "a key for tests alone",
        "ASSIST_TODAY": "2025-12-31",
        "ASSIST_PASSWORD_METHOD": "pbkdf2:sha256:1",
        **more,
    }


def _sqlite_app() -> Flask:
    template, live = _scratch / "template.db", _scratch / "live.db"

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(live, check_same_thread=False)

    options = {"creator": connect, "pool_size": 30}
    app = create_app(
        _overrides(
            f"sqlite:///{live}", SQLALCHEMY_ENGINE_OPTIONS=options, TEMPLATE=template, LIVE=live
        )
    )
    with app.app_context():
        db.create_all()
        db.engine.dispose()
    with sqlite3.connect(live) as made:
        made.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    made.close()
    shutil.copy(live, template)
    return app


def postgres_url(name: str) -> str:
    """An empty database of that name on the cluster under test."""
    base = os.environ.get("ASSIST_TEST_POSTGRES")
    if not base:
        pytest.skip("no PostgreSQL here: make test starts one")
    server = sa.create_engine(base, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(sa.text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(sa.text(f'CREATE DATABASE "{name}"'))
    server.dispose()
    return sa.make_url(base).set(database=name).render_as_string(hide_password=False)


def _postgres_app() -> Flask:
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    app = create_app(
        _overrides(postgres_url(f"assist_{worker}"), SQLALCHEMY_ENGINE_OPTIONS={"pool_size": 30})
    )
    with app.app_context():
        db.create_all()
    return app


def _empty(engine: str, app: Flask) -> None:
    """A database as it was made: a copied file, or truncated tables (the log's triggers stand aside
    for it)."""
    if engine == "sqlite":
        for stale in _scratch.glob("live.db*"):
            stale.unlink()
        shutil.copy(app.config["TEMPLATE"], app.config["LIVE"])
        return
    names = ", ".join(f'"{table.name}"' for table in db.metadata.sorted_tables)
    with db.engine.begin() as connection:
        connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        connection.execute(sa.text(f"TRUNCATE {names} RESTART IDENTITY"))


@pytest.fixture
def app(engine: str) -> Iterator[Flask]:
    """The application over an empty database, with a context in which factories may be called."""
    if engine not in _apps:
        _apps[engine] = _sqlite_app() if engine == "sqlite" else _postgres_app()
    app = _apps[engine]
    with app.app_context():
        _empty(engine, app)
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> Browser:
    """A browser that nobody has signed in with yet; it inspects every page it is given."""
    return Browser(app)


@pytest.fixture
def browser_as(app: Flask) -> Any:
    """A function: a browser signed in as that user."""

    def signed_in(user: User) -> Browser:
        browser = Browser(app)
        browser.sign_in(user)
        return browser

    return signed_in
