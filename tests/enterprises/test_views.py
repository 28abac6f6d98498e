"""The list of enterprises and each one's page, as people of each role meet them."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlalchemy import event, select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.enterprises import timeline
from assist.enterprises.models import Enterprise
from assist.enterprises.timeline import Entry
from tests.cadres.factories import bureau_leader, cadre, handler, leader, office, specialist
from tests.enterprises.factories import EnterpriseFactory, PairingFactory, credit_code, paired

HOSTILE = [
    "<script>alert(1)</script>",
    "%",
    "_",
    "\\",
    "' = 1 --",
    "\x00",
    "😀" * 30,
    "恒" * 100_000,
    "\ud800",
    "＝1+1",
]


def names(page: Any) -> list[str]:
    return page.texts("tbody tr td:first-child a")


def queries_of(browser: Any, path: str) -> int:
    seen: list[str] = []

    def count(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", count)
    try:
        browser.get(path)
    finally:
        event.remove(db.engine, "before_cursor_execute", count)
    return len(seen)


def test_a_cadre_sees_own_pairings_and_those_of_the_unit(browser_as: Any) -> None:
    me, colleague = cadre(), cadre()
    own = paired(me, enterprise=EnterpriseFactory(name="自己的企业", pinyin="a"))
    paired(
        colleague, lead_unit=me.unit, enterprise=EnterpriseFactory(name="单位的企业", pinyin="b")
    )
    other = paired(colleague)
    paired(me, start_on=date(2024, 1, 1), end_on=date(2024, 12, 31))
    browser = browser_as(me)
    assert names(browser.get("/enterprises")) == ["自己的企业", "单位的企业"]
    assert browser.get(f"/enterprises/{own.code}").h1 == "自己的企业"
    browser.get(f"/enterprises/{other.code}", status=404)
    browser.get(f"/enterprises/{credit_code(999)}", status=404)
    assert browser.http.get("/enterprises/%00").status_code == 404


@pytest.mark.parametrize("role", [leader, bureau_leader, office, specialist])
def test_who_reads_all_begins_with_this_years_key_enterprises(browser_as: Any, role: Any) -> None:
    EnterpriseFactory(name="今年的", years=(2025,))
    EnterpriseFactory(name="去年的", years=(2024,))
    browser = browser_as(role())
    assert names(browser.get("/enterprises")) == ["今年的"]
    assert sorted(names(browser.get("/enterprises?year=all"))) == ["今年的", "去年的"]
    assert names(browser.get("/enterprises?year=2024")) == ["去年的"]


def test_a_handler_of_the_lead_unit_is_none_of_its_cadres(browser_as: Any) -> None:
    me = handler()
    paired(lead_unit=me.unit)
    assert names(browser_as(me).get("/enterprises")) == []


def test_search_takes_name_initials_and_code_and_means_wildcards_literally(browser_as: Any) -> None:
    found = EnterpriseFactory(name="洪江恒光100%科技", short_name="恒光", pinyin="hjhgkj")
    EnterpriseFactory(name="别的企业", pinyin="bdqy")
    browser = browser_as(office())
    for q in ("恒光", "HGKJ", "hjhg", found.code[3:], "100%"):
        assert names(browser.get("/enterprises", query_string={"q": q})) == [found.name], q
    for q in ("%", "_", "\\", "没有"):
        expected = [found.name] if q == "%" else []
        assert names(browser.get("/enterprises", query_string={"q": q})) == expected, q


@pytest.mark.parametrize("value", HOSTILE)
def test_odd_filters_are_no_reason_to_fail(browser_as: Any, value: str) -> None:
    browser = browser_as(office())
    for name in ("q", "year", "area", "industry", "tag", "page", "sort", "paired", "withdrawn"):
        text = value.encode("utf-8", "surrogatepass")[:8000]
        browser.get("/enterprises", query_string={name: text.decode("utf-8", "replace")})


def test_filters(browser_as: Any) -> None:
    me = office()
    paired(enterprise=EnterpriseFactory(name="甲", area="横岩乡", tags="专精特新、高新"))
    EnterpriseFactory(name="乙", four_up="规上工业、限上批零", tags="专精")
    browser = browser_as(me)
    assert names(browser.get("/enterprises?paired=no")) == ["乙"]
    assert names(browser.get("/enterprises?paired=yes")) == ["甲"]
    assert names(browser.get("/enterprises?tag=专精")) == ["乙"]
    assert names(browser.get("/enterprises?area=横岩乡")) == ["甲"]
    assert names(browser.get("/enterprises?four_up=trade")) == ["乙"]


def test_the_list_asks_little_however_much_it_shows(browser_as: Any) -> None:
    me = office()
    for _ in range(60):
        paired(cadre(), lead_unit=me.unit)
    browser = browser_as(me)
    browser.get("/enterprises")
    assert queries_of(browser, "/enterprises") <= 12
    some = db.session.scalars(select(Enterprise.code)).first()
    assert queries_of(browser, f"/enterprises/{some}") <= 12


def test_export_masks_phones_and_is_logged(browser_as: Any) -> None:
    paired(cadre(), enterprise=EnterpriseFactory(name="=HYPERLINK(1)", phone="13612345678"))
    response = browser_as(office()).get("/enterprises?format=xlsx").response
    rows = list(openpyxl.load_workbook(BytesIO(response.data)).active.iter_rows(values_only=True))
    assert rows[0][:2] == ("统一社会信用代码", "企业名称")
    assert "136****5678" in rows[1]
    assert "13612345678" not in str(rows)
    event_row = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "export")).one()
    assert "1 行" in event_row.sentence
    assert "SHA-256" in event_row.sentence


def test_whole_phones_are_exported_only_to_whoever_reads_all(browser_as: Any) -> None:
    me = cadre()
    paired(me)
    browser_as(me).get("/enterprises?format=xlsx&phones=full", status=403)
    response = browser_as(office()).get("/enterprises?format=xlsx&phones=full").response
    rows = list(openpyxl.load_workbook(BytesIO(response.data)).active.iter_rows(values_only=True))
    assert "13612345678" in str(rows)


def test_a_number_is_shown_on_request_with_a_reason_and_logged_masked(browser_as: Any) -> None:
    me = cadre()
    enterprise = paired(me)
    contact = enterprise.contacts[0]
    path = f"/enterprises/{enterprise.code}/contacts/{contact.id}/reveal"
    browser = browser_as(me)
    assert "13612345678" not in browser.get(f"/enterprises/{enterprise.code}").text
    assert "请填写查看事由" in browser.post(path, {"why": " "}, status=422).said
    page = browser.post(path, {"why": "约13612345678走访"}, status=200)
    assert page.one("#phone a").get_text() == "13612345678"
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "contact.reveal")).all()
    assert [row.key for row in events] == [enterprise.code]
    assert "136****5678" in events[0].sentence
    assert "13612345678" not in events[0].sentence
    assert "13612345678" not in browser.get(f"/enterprises/{enterprise.code}").text


def test_htmx_gets_only_the_number(browser_as: Any) -> None:
    me = cadre()
    enterprise = paired(me)
    path = f"/enterprises/{enterprise.code}/contacts/{enterprise.contacts[0].id}/reveal"
    browser, htmx = browser_as(me), {"HX-Request": "true"}
    page = browser.post(path, {"why": "走访前联系"}, status=200, headers=htmx)
    assert page.text.strip().startswith('<div id="phone"')
    wrong = browser.post(path, {"why": ""}, status=422, headers=htmx)
    assert wrong.texts(".field-error") == ["请填写查看事由。"]


def test_numbers_of_others_enterprises_stay_hidden(browser_as: Any) -> None:
    enterprise, second = paired(cadre()), paired(cadre())
    path = f"/enterprises/{enterprise.code}/contacts/{enterprise.contacts[0].id}/reveal"
    browser_as(cadre()).post(path, {"why": "好奇"}, status=404)
    browser_as(specialist()).post(path, {"why": "好奇"}, status=403)
    wrong = f"/enterprises/{second.code}/contacts/{enterprise.contacts[0].id}/reveal"
    browser_as(office()).post(wrong, {"why": "好奇"}, status=404)


def form_of(browser: Any, path: str) -> dict[str, str]:
    """The fields of the page's own form as a browser would send them."""
    form = next(f for f in browser.get(path).all("main form") if f.select("[name=name]"))
    fields = {}
    for field in form.select("input, select"):
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            fields[field["name"]] = chosen["value"]
        elif field.get("type") not in {"checkbox", "radio"} or field.has_attr("checked"):
            fields[field["name"]] = field.get("value", "")
    return fields


NEW = {
    "code": credit_code(7001),
    "name": "洪江区新企业有限公司",
    "key_years": "2025、2026",
    "four_up": "industry",
    "tags": "高新，专精特新",
    "contacts-0-name": "张三",
    "contacts-0-phone": "138 1234 1234",
    "contacts-1-name": "李四",
    "contacts-1-post": "会计",
}


def test_create(browser_as: Any) -> None:
    page = browser_as(office()).post("/enterprises/new", NEW)
    assert page.location == f"/enterprises/{NEW['code']}"
    made = db.session.scalars(select(Enterprise)).one()
    assert (made.pinyin, made.years, made.four_up) == ("hjqxqyyxgs", [2025, 2026], "规上工业")
    assert made.tags == "高新、专精特新"
    assert [(c.name, c.post, c.phone) for c in made.contacts] == [
        ("张三", "", "13812341234"),
        ("李四", "会计", ""),
    ]


def test_wrong_and_double_entries_say_so_and_keep_what_was_typed(browser_as: Any) -> None:
    browser = browser_as(office())
    page = browser.post("/enterprises/new", NEW | {"code": "123", "name": ""}, status=422)
    assert page.errors == ["统一社会信用代码应为18位，现为3位", "请填写企业名称。"]
    assert page.one("[name=contacts-0-name]")["value"] == "张三"
    browser.post("/enterprises/new", NEW)
    again = browser.post("/enterprises/new", NEW, status=422)
    assert "已经登记为“洪江区新企业有限公司”" in again.errors[0]
    named = browser.post("/enterprises/new", NEW | {"code": credit_code(7002)}, status=422)
    assert "已有同名企业" in named.errors[0]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_values_are_refused_or_stored_but_never_break(browser_as: Any, value: str) -> None:
    browser = browser_as(office())
    text = value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    for n, field in enumerate(key for key in (*NEW, "size", "contacts-²-name", "contacts-0-id")):
        fields = NEW | {"code": credit_code(8000 + n), "name": f"企业{n}", field: text}
        page = browser.post("/enterprises/new", fields, status=None)
        assert page.status in {303, 422}, (field, page.status)
    browser.get("/enterprises?year=all")


def test_amend_keeps_masked_numbers_and_says_what_changed(browser_as: Any) -> None:
    enterprise = EnterpriseFactory(name="旧名字", pinyin="jmz")
    browser, path = browser_as(office()), f"/enterprises/{enterprise.code}/edit"
    fields = form_of(browser, path)
    assert fields["contacts-0-phone"] == "136****5678"
    browser.post(path, fields | {"name": "新名字", "key_years": "2026"})
    db.session.expire_all()
    row = db.session.get(Enterprise, enterprise.id)
    assert (row.name, row.pinyin, row.years, row.version) == ("新名字", "xmz", [2026], 2)
    assert [c.phone for c in row.contacts] == ["13612345678"]
    logged = db.session.scalars(
        select(AuditEvent).where(AuditEvent.verb == "enterprise.amend")
    ).one()
    assert "旧名字" in logged.changes
    assert '["重点企业年度","2025","2026"]' in logged.changes


def test_saving_unchanged_is_no_change(browser_as: Any) -> None:
    enterprise = EnterpriseFactory()
    browser, path = browser_as(office()), f"/enterprises/{enterprise.code}/edit"
    browser.post(path, form_of(browser, path))
    db.session.expire_all()
    assert db.session.get(Enterprise, enterprise.id).version == 1


def test_two_editors_see_both_texts(browser_as: Any) -> None:
    enterprise = EnterpriseFactory(name="原名")
    path = f"/enterprises/{enterprise.code}/edit"
    first, second = browser_as(office()), browser_as(office())
    mine, theirs = form_of(first, path), form_of(second, path)
    second.post(path, theirs | {"contacts-0-name": "乙改的联系人"})
    page = first.post(path, mine | {"name": "甲改的"}, status=409)
    rows = {row.select_one("th").get_text(): row.get_text() for row in page.all("tr.changed")}
    assert "甲改的" in str(rows)
    assert "乙改的联系人" in str(rows)
    assert db.session.get(Enterprise, enterprise.id).name == "原名"


def test_only_the_office_writes(browser_as: Any) -> None:
    me = cadre()
    enterprise = paired(me)
    browser = browser_as(me)
    browser.get("/enterprises/new", status=403)
    browser.post(f"/enterprises/{enterprise.code}/edit", {}, status=403)
    browser.post(f"/enterprises/{enterprise.code}/withdraw", {"why": "x"}, status=403)


def test_withdraw_and_restore(browser_as: Any) -> None:
    enterprise, held = EnterpriseFactory(name="要撤的"), paired(cadre())
    browser = browser_as(office())
    path = f"/enterprises/{enterprise.code}"
    assert browser.post(f"{path}/withdraw", {"why": ""}, status=422).errors == ["请填写撤下原因。"]
    browser.post(f"{path}/withdraw", {"why": "重复登记"})
    assert "重复登记" in browser.get(path).said
    assert "要撤的" not in names(browser.get("/enterprises"))
    assert names(browser.get("/enterprises?withdrawn=1")) == ["要撤的"]
    browser.post(f"{path}/withdraw", {"why": "再撤"}, status=409)
    browser.post(f"{path}/restore")
    assert "要撤的" in names(browser.get("/enterprises"))
    refused = browser.post(f"/enterprises/{held.code}/withdraw", {"why": "想撤"}, status=409)
    assert "还有结对" in refused.said


def test_the_page_shows_pairings_now_and_before(browser_as: Any) -> None:
    enterprise = paired(cadre(name="现在的联络员"), leader=leader(name="现在的领导"))
    PairingFactory(
        enterprise=enterprise,
        leader=leader(name="以前的领导"),
        start_on=date(2024, 1, 1),
        end_on=date(2024, 12, 31),
    )
    page = browser_as(office()).get(f"/enterprises/{enterprise.code}")
    assert "现在的领导" in page.said
    folded = [tag.get_text() for tag in page.all("details.fold")]
    assert any("以前的领导" in text for text in folded)
    assert not any("现在的领导" in text for text in folded)


def test_the_timeline_pages_by_whole_days(browser_as: Any, monkeypatch: Any) -> None:
    entries = [
        Entry(date(2025, 1 + n // 14, 1 + (n % 14)), f"第{n}条", kind="走访") for n in range(70)
    ]

    def source(_enterprise: Any, _user: Any, until: date, limit: int) -> list[Entry]:
        newest = sorted(entries, key=lambda entry: entry.day, reverse=True)
        return [entry for entry in newest if entry.day <= until][:limit]

    monkeypatch.setattr(timeline, "sources", [source])
    enterprise = EnterpriseFactory()
    browser, path = browser_as(office()), f"/enterprises/{enterprise.code}"
    seen: list[str] = []
    while path:
        page = browser.get(path)
        seen += page.texts(".timeline strong")
        more = [a["href"] for a in page.all("main a") if a.get_text() == "更早的记录"]
        path = more[0] if more else ""
    assert seen == [f"第{n}条" for n in range(69, -1, -1)]


def test_a_day_with_more_than_a_page_is_shown_whole(app: Any, monkeypatch: Any) -> None:
    day = [Entry(date(2025, 3, 1), str(n)) for n in range(80)] + [Entry(date(2025, 2, 1), "旧")]
    monkeypatch.setattr(
        timeline,
        "sources",
        [lambda _e, _u, until, limit: [e for e in day if e.day <= until][:limit]],
    )
    found, rest = timeline.entries(EnterpriseFactory(), office())
    assert (len(found), rest) == (80, date(2025, 2, 28))
    assert timeline.entries(EnterpriseFactory(), office(), rest) == ([day[-1]], None)


def test_a_reason_that_is_too_long_is_kept_for_whoever_typed_it(browser_as: Any) -> None:
    enterprise = EnterpriseFactory(phone="13612345678")
    contact = enterprise.contacts[0]
    address = f"/enterprises/{enterprise.code}"
    reason = "走访前联系" * 30
    page = browser_as(office()).post(
        f"{address}/contacts/{contact.id}/reveal", {"why": reason}, status=422
    )
    assert page.errors == ["最多 100 个字。"]
    assert page.one(f"#why-{contact.id}")["value"] == reason
