"""Drafts: kept as typed, one's own, gone once sent."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from assist.db import db
from assist.visits.models import Draft
from tests.cadres.factories import UnitFactory, cadre
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.problems.factories import ProblemFactory, category
from tests.visits.factories import VisitFactory, sent, told


def test_a_draft_keeps_what_was_typed_until_it_is_sent(browser_as: Any) -> None:
    me = cadre(unit=UnitFactory())
    enterprise = paired(me)
    category("用工")
    problem = ProblemFactory(number="WT-0001", enterprise=enterprise)
    browser = browser_as(me)
    fields = sent(
        enterprise,
        me,
        nothing_new="",
        summary="写到一半",
        held_on="还没想好",
        **told(1, "甲", "用工"),
    )
    fields |= {f"ticks-{problem.number}": "solved"}
    saved = browser.post("/visits/drafts", fields, status=200, headers={"HX-Request": "true"})
    assert saved.one("#saved").get_text().startswith("草稿已存 ")
    assert browser.post("/visits/drafts", fields | {"met": "李总"}).location == "/visits/home"
    home = browser.get("/visits/home")
    assert enterprise.name in " ".join(home.texts(".draft"))
    assert home.texts(".draft .words") == ["写到一半"]
    page = browser.get(f"/visits/new?draft={fields['client_id']}")
    assert page.one("#summary").get_text().strip() == "写到一半"
    assert page.one("#held_on")["value"] == "还没想好"
    assert page.one("#met")["value"] == "李总"
    assert page.one("[name=client_id]")["value"] == fields["client_id"]
    assert page.all(f'[name="ticks-{problem.number}"][value=solved][checked]')
    assert page.all("[name=problems-0-category][value=用工][checked]")
    assert "csrf" not in db.session.scalars(select(Draft.fields)).one()
    browser.post("/visits/new", fields | {"held_on": "2025-12-30"})
    assert db.session.scalars(select(Draft)).all() == []
    late = browser.post("/visits/drafts", fields, status=200, headers={"HX-Request": "true"})
    assert late.one("#saved").get_text() == ""
    assert db.session.scalars(select(Draft)).all() == []


def test_drafts_are_ones_own(browser_as: Any) -> None:
    me, other = cadre(), cadre()
    enterprise = paired(me, other)
    fields = sent(enterprise, summary="只给自己看")
    browser_as(me).post("/visits/drafts", fields)
    stranger = browser_as(other)
    assert not stranger.get("/visits/home").all(".draft [href*='draft=']")
    stranger.get(f"/visits/new?draft={fields['client_id']}", status=404)
    stranger.post(f"/visits/drafts/{fields['client_id']}/delete", status=404)
    stranger.post("/visits/drafts", fields | {"summary": "别人的"})
    browser_as(me).post(f"/visits/drafts/{fields['client_id']}/delete")
    left = db.session.scalars(select(Draft)).one()
    assert left.user_id == other.id


def test_a_draft_does_not_name_anothers_enterprise(browser_as: Any) -> None:
    me = cadre()
    others = EnterpriseFactory(name="别人的企业")
    browser = browser_as(me)
    VisitFactory(enterprise=others, summary="别人的走访")
    problem = ProblemFactory(enterprise=others, title="别人的问题")
    fields = sent(others) | {f"ticks-{problem.number}": "better"}
    browser.post("/visits/drafts", fields)
    assert "别人的企业" not in browser.get("/visits/home").text
    page = browser.get(f"/visits/new?draft={fields['client_id']}")
    for words in ("别人的企业", "别人的走访", "别人的问题"):
        assert words not in page.text


def test_drafts_are_limited_in_number_and_size(browser_as: Any) -> None:
    me = cadre()
    enterprise = paired(me)
    browser = browser_as(me)
    page = browser.post("/visits/drafts", sent(enterprise, summary="长" * 30_000), status=409)
    assert "草稿太长" in page.said
    browser.post("/visits/drafts", sent(enterprise, client_id="<script>"), status=409)
    for _ in range(20):
        fields = sent(enterprise)
        browser.post("/visits/drafts", fields)
    browser.post("/visits/drafts", fields | {"met": "旧的还能存"})
    page = browser.post("/visits/drafts", sent(enterprise), status=409)
    assert "草稿已有 20 份" in page.said
