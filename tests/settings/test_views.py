"""Settings and working days as an administrator changes them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.settings import current
from assist.settings.models import Setting, WorkdayOverride
from assist.settings.queries import forget
from tests.accounts.factories import admin
from tests.client import Browser


def shown(browser: Browser, **values: str) -> dict[str, str]:
    """The form as it stands, with some fields changed."""
    form = browser.get("/admin/settings").one("main form")
    fields = {str(tag["name"]): str(tag.get("value", "")) for tag in form.select("input[name]")}
    for select_ in form.select("select"):
        fields[str(select_["name"])] = str(select_.select_one("option[selected]")["value"])  # type: ignore[index]
    return fields | values


def test_a_changed_name_shows_on_every_page(browser_as: Any) -> None:
    browser = browser_as(admin())
    browser.post("/admin/settings", shown(browser, campaign_name="企业服务年", ordinary_days="5"))
    assert browser.get("/account").one("title").get_text() == "我的账号 · 企业服务年"
    forget()
    assert current().ordinary_days == 5
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "setting.amend")).one()
    assert '["专项行动名称","送解优","企业服务年"]' in event.changes


def test_only_what_differs_is_stored(browser_as: Any) -> None:
    browser = browser_as(admin())
    browser.post("/admin/settings", shown(browser))
    assert db.session.scalars(select(Setting)).all() == []
    browser.post("/admin/settings", shown(browser, base_date="2025-06-30", partly_counts="是"))
    stored = {row.key: row.value for row in db.session.scalars(select(Setting))}
    assert stored == {"base_date": "2025年6月30日", "partly_counts": "是"}
    assert shown(browser)["base_date"] == "2025年6月30日"


def test_each_field_says_what_is_wrong_with_it(browser_as: Any) -> None:
    browser = browser_as(admin())
    wrong = {"bureau_name": "", "lock_failures": "99", "base_date": "昨天", "small_debt": "1.234"}
    page = browser.post("/admin/settings", shown(browser, **wrong), status=422)
    assert len(page.errors) == 4
    assert page.one("#lock_failures")["value"] == "99"
    assert "请填写 3 到 10 之间的整数。" in page.errors
    assert db.session.scalars(select(Setting)).all() == []


def test_two_administrators_see_both_texts(browser_as: Any) -> None:
    one, two = browser_as(admin()), browser_as(admin())
    mine, theirs = shown(one, bureau_name="甲局"), shown(two, bureau_name="乙局")
    two.post("/admin/settings", theirs)
    page = one.post("/admin/settings", mine, status=409)
    assert page.texts("[data-conflict] tbody tr") == ["单位全称 不一致 乙局 甲局"]
    assert db.session.scalar(select(Setting.value)) == "乙局"


def test_a_day_is_added_counts_at_once_and_is_dropped(browser_as: Any) -> None:
    browser = browser_as(admin())
    day = date(2025, 12, 31)
    assert current().calendar.is_workday(day)
    browser.post("/admin/workdays", {"day": "2025-12-31", "note": "本地放假"})
    forget()
    assert not current().calendar.is_workday(day)
    page = browser.get("/admin/workdays?year=2025")
    row = page.one("tbody tr").get_text(" ", strip=True)
    assert row.startswith("2025年12月31日（周三） 放假 本地放假")
    again = browser.post("/admin/workdays", {"day": "2025-12-31"}, status=422)
    assert again.errors == ["这一天已经登记过，请先删除再重新添加。"]
    browser.post("/admin/workdays/2025-12-31/drop")
    assert db.session.scalars(select(WorkdayOverride)).all() == []


def test_a_year_that_is_not_published_says_so(browser_as: Any) -> None:
    browser = browser_as(admin())
    page = browser.get("/admin/workdays?year=2030")
    assert "2030年的节假日安排尚未收录" in page.said
    browser.post("/admin/workdays", {"day": "2030-01-05", "is_workday": "y"})
    assert "尚未收录" not in browser.get("/admin/workdays?year=2030").said


def test_odd_years_and_days_are_no_error(browser_as: Any) -> None:
    browser = browser_as(admin())
    for year in ("0", "99999", "x", "%00", "²"):
        browser.get(f"/admin/workdays?year={year}")
    browser.post("/admin/workdays", {"day": "9999-99-99"}, status=422)
    browser.post("/admin/workdays/9999-99-99/drop", status=404)
