"""Revisions lead from nothing to what the models say, and a kill on the way does no harm."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import check, downgrade, upgrade

from assist import create_app
from assist.audit.queries import verify
from assist.cli.workbook import load
from assist.db import db
from tests.conftest import postgres_url

ROOT = Path(__file__).resolve().parents[1]
MIGRATIONS = ROOT / "migrations"
ENGINES = ("sqlite", "postgresql")

#: A revision that rebuilds tables others refer to, as a later version may have to.
REBUILDS = """
import sqlalchemy as sa
from alembic import op

revision = "rebuild"
down_revision = "{newest}"
branch_labels = depends_on = None

def upgrade() -> None:
    recreate = "always" if op.get_bind().dialect.name == "sqlite" else "never"
    for name in ("enterprise", "audit_event"):
        with op.batch_alter_table(name, recreate=recreate) as batch:
            batch.add_column(sa.Column("more", sa.String(10), nullable=True))
{ending}

def downgrade() -> None:
    for name in ("enterprise", "audit_event"):
        with op.batch_alter_table(name) as batch:
            batch.drop_column("more")
"""
KILLED = "    import os, signal\n    os.kill(os.getpid(), signal.SIGKILL)\n"
ORPHANS = "    op.execute(\"DELETE FROM enterprise WHERE code LIKE '91%'\")\n"


@pytest.fixture(params=ENGINES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'assist.db'}"
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return postgres_url(f"assist_migrations_{worker}")


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Callable[[str], Flask]]:
    """A function: the application over that database, its context open until the test ends."""
    contexts = []

    def over(url: str) -> Flask:
        app = create_app(
            {
                "TESTING": True,
                "INSTANCE_PATH": str(tmp_path / "instance"),
                "ASSIST_DATABASE_URL": url,
                "ASSIST_SECRET_KEY": "a key for tests alone",
            }
        )
        context = app.app_context()
        context.push()
        contexts.append(context)
        return app

    yield over
    for context in reversed(contexts):
        db.session.remove()
        db.engine.dispose()
        context.pop()


def described(connection: sa.Connection) -> dict[str, Any]:
    """Everything a schema is made of, table by table, in words that two databases can share."""
    look = sa.inspect(connection)
    return {
        name: {
            "columns": [
                (column["name"], str(column["type"]), column["nullable"], column["default"])
                for column in look.get_columns(name)
            ],
            "primary key": sorted(look.get_pk_constraint(name).items(), key=str),
            "foreign keys": sorted(map(str, look.get_foreign_keys(name))),
            "unique": sorted(map(str, look.get_unique_constraints(name))),
            "checks": sorted(str(check) for check in look.get_check_constraints(name)),
            "indexes": sorted(map(_index, look.get_indexes(name))),
            "triggers": triggers(connection, name),
        }
        for name in sorted(look.get_table_names())
        if name != "alembic_version"
    }


def _index(index: Any) -> str:
    """An index in words; a partial one's condition as SQL."""
    options = {name: str(value) for name, value in index["dialect_options"].items()}
    return str({**index, "dialect_options": options})


def triggers(connection: sa.Connection, table: str) -> list[str]:
    statement = (
        "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :name ORDER BY name"
        if connection.dialect.name == "sqlite"
        else "SELECT pg_get_triggerdef(oid) FROM pg_trigger "
        "WHERE tgrelid = to_regclass(quote_ident(:name)) AND NOT tgisinternal ORDER BY tgname"
    )
    return list(connection.scalars(sa.text(statement), {"name": table}))


def schema() -> dict[str, Any]:
    with db.engine.connect() as connection:
        return described(connection)


def copied(folder: Path, second: str | None = None, first_ending: str = "") -> Path:
    """The project's revisions, with one more behind them or a different end to the first."""
    target = folder / "migrations"
    shutil.copytree(MIGRATIONS, target, ignore=shutil.ignore_patterns("__pycache__"))
    if second is not None:
        write_rebuild(target, ending=second)
    if first_ending:
        first = next((target / "versions").glob("0001_*.py"))
        text = first.read_text(encoding="utf-8")
        start, mark, rest = text.partition("\n\ndef downgrade")
        first.write_text(start + "\n" + first_ending + mark + rest, encoding="utf-8")
    return target


def write_rebuild(revisions: Path, ending: str) -> None:
    """The last of the copied revisions: the one that rebuilds tables."""
    newest = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    text = REBUILDS.format(ending=ending, newest=newest)
    (revisions / "versions" / "rebuild.py").write_text(text, encoding="utf-8")


def killed_upgrade(url: str, revisions: Path, instance: Path) -> int:
    """Upgrade in a process of its own, which kills itself where the revision says so."""
    code = (
        "import sys; from flask_migrate import upgrade; from assist import create_app\n"
        "app = create_app({'INSTANCE_PATH': sys.argv[2]})\n"
        "with app.app_context(): upgrade(directory=sys.argv[1])\n"
    )
    return subprocess.run(
        [sys.executable, "-c", code, str(revisions), str(instance)],
        cwd=ROOT,
        env=os.environ | {"ASSIST_DATABASE_URL": url},
        capture_output=True,
        check=False,
    ).returncode


def store_an_enterprise_with_a_contact() -> None:
    tables = db.metadata.tables
    texts = set(tables["audit_event"].columns.keys()) - {"id", "at"}
    with db.engine.begin() as connection:
        connection.execute(
            sa.insert(tables["enterprise"]).values(
                code="910000000000000001", name="某企业", withdrawn=False
            )
        )
        connection.execute(sa.insert(tables["contact"]).values(enterprise_id=1, name="某人"))
        connection.execute(
            sa.insert(tables["audit_event"]).values(
                at=datetime.now(UTC), **dict.fromkeys(texts, "x")
            )
        )


def test_an_upgraded_database_is_what_the_models_say(
    url: str, make: Callable[[str], Flask]
) -> None:
    make(url)
    db.create_all()
    modelled = schema()
    db.drop_all()

    upgrade(directory=str(MIGRATIONS))

    migrated = schema()
    assert sorted(migrated) == sorted(modelled)
    assert {name: parts for name, parts in migrated.items() if parts != modelled[name]} == {}
    triggers = {"sqlite": 3, "postgresql": 2}[db.engine.dialect.name]
    assert len(migrated["audit_event"]["triggers"]) == triggers


def test_check_has_nothing_to_add(url: str, make: Callable[[str], Flask]) -> None:
    make(url)
    upgrade(directory=str(MIGRATIONS))

    check(directory=str(MIGRATIONS))  # exits where models and revisions differ

    assert schema()


def test_down_to_nothing_and_up_again(url: str, make: Callable[[str], Flask]) -> None:
    make(url)
    upgrade(directory=str(MIGRATIONS))
    before = schema()

    downgrade(directory=str(MIGRATIONS), revision="base")
    assert schema() == {}

    upgrade(directory=str(MIGRATIONS))
    assert schema() == before


def test_upgrading_twice_changes_nothing(url: str, make: Callable[[str], Flask]) -> None:
    make(url)
    upgrade(directory=str(MIGRATIONS))
    store_an_enterprise_with_a_contact()

    upgrade(directory=str(MIGRATIONS))

    assert count("enterprise", "contact", "audit_event") == [1, 1, 1]


def test_a_rebuilt_table_keeps_what_refers_to_it_and_the_log_its_triggers(
    url: str, make: Callable[[str], Flask], tmp_path: Path
) -> None:
    make(url)
    upgrade(directory=str(MIGRATIONS))
    store_an_enterprise_with_a_contact()
    before = schema()

    upgrade(directory=str(copied(tmp_path, second="")))

    after = schema()
    assert count("enterprise", "contact", "audit_event") == [1, 1, 1]
    assert after["audit_event"]["triggers"] == before["audit_event"]["triggers"]
    assert after["enterprise"]["columns"][-1][0] == "more"
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(sa.text("DELETE FROM audit_event"))


def test_a_revision_that_leaves_orphans_is_refused_whole(
    url: str, make: Callable[[str], Flask], tmp_path: Path
) -> None:
    make(url)
    upgrade(directory=str(MIGRATIONS))
    store_an_enterprise_with_a_contact()
    before = schema()

    with pytest.raises((SystemExit, sa.exc.IntegrityError)):
        upgrade(directory=str(copied(tmp_path, second=ORPHANS)))

    assert schema() == before
    assert count("enterprise", "contact", "audit_event") == [1, 1, 1]


def test_foreign_keys_hold_again_after_an_upgrade(url: str, make: Callable[[str], Flask]) -> None:
    make(url)
    upgrade(directory=str(MIGRATIONS))

    with pytest.raises(sa.exc.IntegrityError), db.engine.begin() as connection:
        connection.execute(
            sa.insert(db.metadata.tables["contact"]).values(enterprise_id=99, name="某人")
        )


def test_killed_at_the_end_of_the_first_revision_nothing_is_there(
    url: str, make: Callable[[str], Flask], tmp_path: Path
) -> None:
    half = copied(tmp_path, first_ending=KILLED)

    assert killed_upgrade(url, half, tmp_path / "instance") == -signal.SIGKILL

    make(url)
    assert schema() == {}
    upgrade(directory=str(MIGRATIONS))
    assert "visit" in schema()


def test_killed_in_a_rebuild_everything_is_as_it_was(
    url: str, make: Callable[[str], Flask], tmp_path: Path
) -> None:
    make(url)
    upgrade(directory=str(MIGRATIONS))
    store_an_enterprise_with_a_contact()
    before = schema()
    db.engine.dispose()
    half = copied(tmp_path, second=KILLED)

    assert killed_upgrade(url, half, tmp_path / "instance") == -signal.SIGKILL

    assert schema() == before
    assert count("enterprise", "contact", "audit_event") == [1, 1, 1]
    write_rebuild(half, ending="")
    upgrade(directory=str(half))
    assert count("enterprise", "contact", "audit_event") == [1, 1, 1]


def test_the_first_schema_comes_through_every_revision_with_all_that_it_held(
    url: str, make: Callable[[str], Flask]
) -> None:
    make(url)
    upgrade(directory=str(MIGRATIONS))
    take_over_the_example_year()
    index = held()["search_gram"]
    downgrade(directory=str(MIGRATIONS), revision="0001")
    before = held()
    assert len(before["problem"]) == 26

    upgrade(directory=str(MIGRATIONS))

    columns = {name: next(iter(rows), {}).keys() for name, rows in before.items()}
    after = held()
    assert {
        name: [{column: row[column] for column in columns[name]} for row in after[name]]
        for name, rows in before.items()
        if rows
    } == {name: rows for name, rows in before.items() if rows}
    assert after["search_gram"] == index != []
    assert verify().broken_at is None


def take_over_the_example_year() -> None:
    assert load(ROOT / "examples" / "2025.xlsx").faults == []
    db.session.remove()


def held() -> dict[str, list[dict[str, Any]]]:
    """Every row that stands in the database, by the columns that the database knows."""
    found = sa.MetaData()
    with db.engine.connect() as connection:
        found.reflect(connection)
        return {
            table.name: [
                dict(row)
                for row in connection.execute(
                    sa.select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for table in found.sorted_tables
            if table.name != "alembic_version"
        }


def test_revisions_are_one_line_from_the_first_to_the_last() -> None:
    script = ScriptDirectory(str(MIGRATIONS))

    assert len(script.get_heads()) == 1
    assert [r.revision for r in script.walk_revisions() if r.down_revision is None] == ["0001"]


def count(*tables: str) -> list[int]:
    with db.engine.connect() as connection:
        return [
            connection.scalar(sa.select(sa.func.count()).select_from(db.metadata.tables[name])) or 0
            for name in tables
        ]
