"""The directory and the administrator's pages as they are met in a browser."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import select

from assist.accounts.models import User
from assist.accounts.policy import Role
from assist.audit.models import AuditEvent
from assist.cadres.models import Cadre, Unit
from assist.db import db
from tests.accounts.factories import admin, auditor
from tests.cadres.factories import UnitFactory, cadre, handler, office
from tests.client import Browser


def filled(browser: Browser, path: str, **values: Any) -> dict[str, Any]:
    """The page's form as it stands, with some fields changed."""
    form = browser.get(path).one("main form.narrow")
    fields: dict[str, Any] = {}
    for tag in form.select("input[name], select[name]"):
        kind, name = tag.get("type"), str(tag["name"])
        if tag.name == "select":
            chosen = tag.select_one("option[selected]") or tag.select_one("option")
            fields[name] = chosen.get("value", chosen.get_text()) if chosen else ""
        elif kind == "checkbox":
            if tag.has_attr("checked"):
                fields.setdefault(name, []).append(tag["value"])
        else:
            fields[name] = tag.get("value", "")
    return fields | values


def test_a_cadre_is_created_and_the_password_is_shown_once(browser_as: Any, app: Flask) -> None:
    unit = UnitFactory(name="区财政局")
    browser = browser_as(admin())
    fields = {
        "account": "zhangsan",
        "name": "张三",
        "unit": unit.name,
        "roles": ["cadre", "handler"],
        "phone": "13912345678",
        "on_duty": "是",
        "rescue_team": "否",
    }
    page = browser.post("/admin/accounts/new", fields, status=200)
    password = page.one("#one-time").get_text()
    assert len(password) == 19
    assert password not in browser.get("/admin/accounts/zhangsan").text
    events = db.session.scalars(select(AuditEvent)).all()
    assert password not in str([vars(event) for event in events])

    person = Browser(app)
    person.sign_in(db.session.scalars(select(Cadre)).unique().one(), password)
    assert person.get("/account", status=303).location == "/account/password"


def test_an_administrator_edits_and_the_stale_form_conflicts(browser_as: Any) -> None:
    person = cadre(post="科员", phone="13911112222")
    path = f"/admin/accounts/{person.account}"
    one, two = browser_as(admin()), browser_as(admin())
    mine, theirs = filled(one, path, post="股长"), filled(two, path, post="副股长")
    assert mine["phone"] == "139****2222"
    two.post(path, theirs)
    page = one.post(path, mine, status=409)
    row = next(text for text in page.texts("[data-conflict] tr") if text.startswith("职务"))
    assert "副股长" in row
    assert "股长" in row
    db.session.expire_all()
    assert (person.post, person.phone) == ("副股长", "13911112222")


def test_ledgers_are_given_to_specialists_alone(browser_as: Any) -> None:
    person = cadre()
    browser, path = browser_as(admin()), f"/admin/accounts/{person.account}"
    wrong = browser.post(path, filled(browser, path, duties=["arrears"]), status=422)
    assert wrong.errors == ["分管台账只能分给业务专员，请先勾选这个角色，或者清空分管台账。"]

    browser.post(path, filled(browser, path, roles=["specialist"], duties=["arrears", "power"]))
    ticked = browser.get(path).all("[name=duties][checked]")
    assert [box["value"] for box in ticked] == ["arrears", "power"]
    logged = select(AuditEvent.changes).where(AuditEvent.verb == "cadre.amend")
    assert '["分管台账","","清欠、电力执法"]' in db.session.scalars(logged).one()
    browser.post(path, filled(browser, path))
    assert len(db.session.scalars(logged).all()) == 1


@pytest.mark.parametrize("roles", [["admin"], ["auditor"], ["cadre", "admin"], ["root"], []])
def test_a_cadre_is_never_made_an_administrator(browser_as: Any, roles: list[str]) -> None:
    person = cadre()
    browser = browser_as(admin())
    path = f"/admin/accounts/{person.account}"
    browser.post(path, filled(browser, path, roles=roles), status=422)
    db.session.expire_all()
    assert person.roles == {Role.CADRE}


def test_extra_fields_change_nothing(browser_as: Any) -> None:
    person = cadre()
    browser = browser_as(admin())
    path = f"/admin/accounts/{person.account}"
    extra = {"enabled": "", "password_hash": "x", "account": "root", "id": "1", "kind": "account"}
    browser.post(path, filled(browser, path, **extra))
    db.session.expire_all()
    assert person.enabled
    assert db.session.scalar(select(User.account).where(User.id == person.id)) == person.account


@pytest.mark.parametrize(
    "value",
    ["<script>alert(1)</script>", "%_\\", "x" * 100_000, "张\x00三", "😀", "=1+1", "\u202e"],
)
def test_hostile_names_are_text_or_refused(browser_as: Any, value: str) -> None:
    person = cadre()
    browser = browser_as(admin())
    path = f"/admin/accounts/{person.account}"
    page = browser.post(path, filled(browser, path, name=value), status=None)
    assert page.status in {303, 422}
    assert browser.get("/admin/accounts").all("main script") == []


def test_accounts_are_found_by_name_unit_role_and_state(browser_as: Any) -> None:
    unit = UnitFactory(name="区水利局")
    cadre(name="王一", account="wangyi", unit=unit)
    handler(name="李二", account="lier", enabled=False)
    cadre(name="百分%号", account="percent")
    browser = browser_as(admin(account="guanli"))

    def found(query: str) -> list[str]:
        return browser.get(f"/admin/accounts?{query}").texts("tbody tr td:first-child")

    assert found("q=王一") == ["wangyi"]
    assert found("q=水利") == ["wangyi"]
    assert found("q=%25") == ["percent"]
    assert found("role=handler") == ["lier"]
    assert found("enabled=no") == ["lier"]
    assert found("role=admin") == ["guanli"]
    assert found("q=nobody") == []


def test_lists_cost_few_queries_however_long(browser_as: Any) -> None:
    unit = UnitFactory()
    for _ in range(60):
        cadre(unit=unit)
    clerk, keeper = browser_as(office()), browser_as(admin())
    for browser, path in (
        (clerk, "/cadres"),
        (keeper, "/admin/accounts"),
        (keeper, "/admin/units"),
    ):
        statements: list[str] = []

        def note(*args: Any, into: list[str] = statements) -> None:
            into.append(str(args[2]))

        sa.event.listen(db.engine, "before_cursor_execute", note)
        page = browser.get(path)
        sa.event.remove(db.engine, "before_cursor_execute", note)
        assert page.all("tbody tr") != []
        assert len(statements) <= 12, statements


def test_the_directory_masks_phones_on_the_page_and_in_the_file(browser_as: Any) -> None:
    cadre(name="=cmd|calc", phone="13987654321")
    browser = browser_as(office())
    page = browser.get("/cadres")
    assert "139****4321" in page.said
    assert "13987654321" not in page.text

    data = browser.get("/cadres?format=xlsx").response.get_data()
    sheet = openpyxl.load_workbook(io.BytesIO(data)).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]
    assert "139****4321" in cells
    assert "13987654321" not in " ".join(cells)
    risky = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "=cmd|calc")
    assert risky.data_type == "s"
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "export")).one()
    assert "干部名录" in event.sentence
    assert "13987654321" not in event.changes + event.sentence


def test_the_directory_searches_initials_and_unit(browser_as: Any) -> None:
    cadre(name="欧阳明", pinyin="oym", unit=UnitFactory(name="区林业局"))
    cadre(name="王五", pinyin="ww")
    browser = browser_as(office(name="办公室", pinyin="bgs"))
    for query in ("q=OYM", "q=欧阳", "q=林业", "unit=区林业局"):
        assert browser.get(f"/cadres?{query}").texts("tbody tr td:first-child") == ["欧阳明"]


def test_units_are_made_changed_and_shut(browser_as: Any) -> None:
    browser = browser_as(admin())
    browser.post(
        "/admin/units/new", {"name": "区文旅局", "short_name": "文旅", "kind": "department"}
    )
    unit = db.session.scalars(select(Unit)).one()
    path = f"/admin/units/{unit.id}"
    browser.post(path, filled(browser, path, name="区文化和旅游局"))
    browser.post(f"{path}/deactivate")
    rows = browser.get("/admin/units").texts("tbody tr")
    assert rows == ["区文化和旅游局 文旅 区直部门 0 停用"]


def test_the_first_page_counts_what_an_administrator_minds(
    client: Browser, browser_as: Any
) -> None:
    cadre(password_hash=None)
    auditor(enabled=False)
    client.post("/login", {"account": "nobody", "password": "x"}, status=422)
    tiles = browser_as(admin()).get("/admin").texts(".tile .fig")
    assert tiles == ["2 个", "0 个", "1 个", "1 次"]


def test_the_table_of_roles_is_drawn_from_the_policy(browser_as: Any) -> None:
    page = browser_as(admin()).get("/admin/roles")
    row = next(text for text in page.texts("tbody tr") if text.startswith("批示"))
    assert row == "批示 — — 有 — — — — —"
