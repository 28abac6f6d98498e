"""A backup brings back every row, the log and the files, or says why it does not."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select

from assist.audit.queries import verify
from assist.db import db
from tests.accounts.factories import admin
from tests.conftest import _empty
from tests.exchange.files import EXAMPLE, exported, take


@pytest.fixture
def files(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """A folder of its own for uploaded files."""
    before, folder = app.config["ASSIST_FILES_URL"], tmp_path / "files"
    app.config["ASSIST_FILES_URL"] = str(folder)
    yield folder
    app.config["ASSIST_FILES_URL"] = before


def run(app: Flask, *words: str) -> Result:
    result = app.test_cli_runner().invoke(args=words)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def everything() -> dict[str, list[Any]]:
    """Every row of every table but sessions, which no backup keeps."""
    return {
        table.name: [
            tuple(row) for row in db.session.execute(select(table).order_by(*table.primary_key))
        ]
        for table in db.metadata.sorted_tables
        if table.name != "user_session"
    }


def emptied(app: Flask, engine: str) -> None:
    db.session.remove()
    db.engine.dispose()
    _empty(engine, app)


@pytest.fixture
def archive(app: Flask, files: Path, tmp_path: Path) -> Path:
    """A backup of the example year with an admin and a file."""
    take(EXAMPLE.read_bytes())
    admin(account="the-admin")
    (files / "photos").mkdir(parents=True)
    (files / "photos" / "一.jpg").write_bytes(b"\xff\xd8 picture")
    out = tmp_path / "assist.zip"
    assert run(app, "backup", str(out)).exit_code == 0
    return out


def test_everything_comes_back(app: Flask, engine: str, files: Path, archive: Path) -> None:
    before, book = everything(), exported()
    backed_up = before["audit_event"].pop()
    (files / "photos" / "一.jpg").unlink()
    emptied(app, engine)
    assert run(app, "restore", str(archive)).exit_code == 0
    after = everything()
    restored = after["audit_event"].pop()
    assert backed_up is not None
    assert restored is not None
    assert after == before
    assert before["search_gram"] != []  # made from the texts, which no backup keeps twice
    assert exported() == book
    assert verify().broken_at is None
    assert (files / "photos" / "一.jpg").read_bytes() == b"\xff\xd8 picture"


def test_the_next_row_gets_an_id_of_its_own(
    app: Flask, engine: str, files: Path, archive: Path
) -> None:
    (files / "photos" / "一.jpg").unlink()
    emptied(app, engine)
    run(app, "restore", str(archive))
    assert admin(account="another").id > 40


def test_the_manifest_has_the_hash_of_every_part(archive: Path) -> None:
    with ZipFile(archive) as opened:
        parts = json.loads(opened.read("manifest.json"))["parts"]
        assert {name: said["sha256"] for name, said in parts.items()} == {
            name: hashlib.sha256(opened.read(name)).hexdigest()
            for name in opened.namelist()
            if name != "manifest.json"
        }
    assert parts["tables/visit.jsonl"]["rows"] == 156


def test_a_place_with_data_is_refused(app: Flask, archive: Path) -> None:
    result = run(app, "restore", str(archive))
    assert result.exit_code == 1
    assert "只能恢复到空的数据库" in result.output


def test_a_cut_off_archive_is_refused(
    app: Flask, engine: str, files: Path, archive: Path, tmp_path: Path
) -> None:
    content = archive.read_bytes()
    emptied(app, engine)
    (files / "photos" / "一.jpg").unlink()
    for share in (0.2, 0.9, 0.999):
        cut = tmp_path / "cut.zip"
        cut.write_bytes(content[: int(len(content) * share)])
        result = run(app, "restore", str(cut))
        assert result.exit_code == 1
        assert "没有恢复" in result.output
    assert everything()["user"] == []


def test_an_altered_archive_is_refused(
    app: Flask, engine: str, files: Path, archive: Path, tmp_path: Path
) -> None:
    altered = tmp_path / "altered.zip"
    with ZipFile(archive) as old, ZipFile(altered, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "tables/visit.jsonl":
                content = content.replace(b"2025-03-31", b"2025-03-30")
            new.writestr(name, content)
    emptied(app, engine)
    (files / "photos" / "一.jpg").unlink()
    result = run(app, "restore", str(altered))
    assert result.exit_code == 1
    assert "校验值不符" in result.output
    assert everything()["visit"] == []


def test_a_backup_never_overwrites(app: Flask, archive: Path) -> None:
    result = run(app, "backup", str(archive))
    assert result.exit_code == 1
    assert "已经存在" in result.output
