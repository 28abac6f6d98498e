"""The commands of design 7: what they print, how they end."""

from __future__ import annotations

import json
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import openpyxl
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from assist.accounts import queries
from assist.accounts.policy import Role
from assist.cli.tables import width
from assist.db import db
from assist.enterprises.models import Enterprise
from assist.problems.models import Problem
from assist.problems.states import OPEN
from tests.client import Browser
from tests.enterprises.factories import EnterpriseFactory
from tests.exchange.files import EXAMPLE, packed, small


def run(app: Flask, *words: str) -> Result:
    result = app.test_cli_runner().invoke(args=words)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.xlsx"
    path.write_bytes(packed(small()))
    return path


def stored() -> int:
    return db.session.scalar(select(func.count()).select_from(Enterprise)) or 0


def test_import_prints_json_alone(app: Flask, book: Path) -> None:
    result = run(app, "import", str(book), "--json")
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert said["taken"]["企业"] == {"added": 2, "changed": 0, "same": 0}
    assert (said["faults"], said["warnings"]) == ([], [])


def test_a_dry_run_says_the_same_and_writes_nothing(app: Flask, book: Path) -> None:
    said = json.loads(run(app, "import", str(book), "--dry-run", "--json").stdout)
    assert said["taken"]["企业"]["added"] == 2
    assert stored() == 0


def test_a_refused_file_ends_with_1_and_every_fault(app: Flask, tmp_path: Path) -> None:
    rows = small()
    rows["企业"][0]["规模"] = "巨型"
    rows["政策"][0]["级别"] = "乡"
    path = tmp_path / "wrong.xlsx"
    path.write_bytes(packed(rows))
    result = run(app, "import", str(path), "--json")
    assert result.exit_code == 1
    said = json.loads(result.stdout)
    assert said["taken"] == {}
    assert said["faults"][0] == {
        "sheet": "企业",
        "row": 2,
        "column": "规模",
        "value": "巨型",
        "message": "“巨型”不在可选范围内：大型、中型、小型、微型。",
    }
    assert len(said["faults"]) == 2
    spoken = run(app, "import", str(path))
    assert "有错误，整个文件没有导入" in spoken.output
    assert stored() == 0


def bomb(path: Path) -> None:
    with ZipFile(path, "w", ZIP_DEFLATED) as file:
        file.writestr("[Content_Types].xml", "<a/>")
        file.writestr("xl/workbook.xml", b"<a>" + b" " * 80_000_000 + b"</a>")


def doctype(path: Path) -> None:
    evil = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'
    with ZipFile(path, "w") as file:
        file.writestr("[Content_Types].xml", "<a/>")
        file.writestr("xl/workbook.xml", evil)


def hostile(path: Path) -> None:
    """Formulas, huge numbers, control characters, a column too many."""
    made = openpyxl.Workbook()
    page = made.active
    assert page is not None
    page.title = "企业"
    page.append(["统一社会信用代码", "企业名称", "重点企业年度", "标签", "联系电话"])
    page.append(["=1+1", "=cmd|' /C calc'!A0", 1e9, "x" * 30000, 1e15])
    page.append([True, 1e300, "２０２５，abc", "😀", "１３６"])
    made.save(path)


@pytest.mark.parametrize(
    "make",
    [
        bomb,
        doctype,
        hostile,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_text("企业,甲公司"),
        lambda path: path.write_bytes(EXAMPLE.read_bytes()[:30_000]),
        lambda path: None,
    ],
    ids=["bomb", "doctype", "hostile", "empty", "text", "cut", "absent"],
)
def test_what_is_no_workbook_of_ours_is_refused_in_words(
    app: Flask, tmp_path: Path, make: object
) -> None:
    path = tmp_path / "file.xlsx"
    make(path)  # type: ignore[operator]
    result = run(app, "import", str(path), "--json")
    assert result.exit_code == 1
    messages = [fault["message"] for fault in json.loads(result.stdout)["faults"]]
    assert messages
    assert all(any("一" <= character <= "鿿" for character in message) for message in messages)
    assert stored() == 0


def test_nul_and_controls_are_cleaned(app: Flask, tmp_path: Path) -> None:
    rows = small()
    rows["企业"][0]["企业名称"] = "甲\x0b公\u200b司"
    path = tmp_path / "file.xlsx"
    path.write_bytes(packed(rows))
    assert run(app, "import", str(path)).exit_code == 0
    assert "甲公司" in [
        name.replace("\n", "") for name in db.session.scalars(select(Enterprise.name))
    ]


def test_export_and_template_make_files(app: Flask, tmp_path: Path, book: Path) -> None:
    run(app, "import", str(book))
    assert run(app, "export", str(tmp_path / "out.xlsx")).exit_code == 0
    assert run(app, "template", str(tmp_path / "empty.xlsx")).exit_code == 0
    example = openpyxl.load_workbook(tmp_path / "empty.xlsx")["走访"]
    assert str(example["A2"].value).startswith("示例")
    assert example.data_validations.dataValidation
    assert run(app, "export", str(tmp_path / "no" / "out.xlsx")).exit_code == 1


def demo_rows(app: Flask) -> dict[str, tuple[str, str]]:
    result = run(app, "demo")
    assert result.exit_code == 0, result.output
    lines = [line.split() for line in result.output.splitlines()]
    assert lines[0] == ["角色", "账号", "密码"]
    return {line[0]: (line[1], line[2]) for line in lines[1:]}


def test_demo_makes_one_account_a_role_that_signs_in(app: Flask, client: Browser) -> None:
    rows = demo_rows(app)
    assert list(rows) == [role.label for role in Role]
    assert len({account for account, _password in rows.values()}) == len(Role)
    for role in Role:
        account, password = rows[role.label]
        user = queries.by_account(account)
        assert user is not None
        assert role in user.roles
        Browser(app).sign_in(user, password)


def test_demo_gives_the_handler_something_to_do(app: Flask) -> None:
    account, _password = demo_rows(app)["承办人"]
    handler = queries.by_account(account)
    open_ones = select(Problem).where(
        Problem.lead_unit_id == handler.unit_id,  # type: ignore[union-attr]
        Problem.state.in_(OPEN),
    )
    assert db.session.scalars(open_ones).first() is not None


def test_demo_again_only_gives_new_passwords(app: Flask) -> None:
    first, second = demo_rows(app), demo_rows(app)
    assert {role: row[0] for role, row in first.items()} == {
        role: row[0] for role, row in second.items()
    }
    assert first != second
    assert stored() == 65


def test_demo_refuses_real_data(app: Flask) -> None:
    EnterpriseFactory()
    result = run(app, "demo")
    assert result.exit_code == 1
    assert "真实数据" in result.output
    assert stored() == 1


def test_a_chinese_character_is_two_columns_wide() -> None:
    assert width("企业ab") == 6
