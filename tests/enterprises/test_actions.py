"""Two entries of one enterprise become one."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import event, func, select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.enterprises import queries
from assist.enterprises.models import Contact, Enterprise, Pairing
from assist.enterprises.rules.merging import RECORDS
from assist.lib.periods import Period
from assist.problems.models import Problem
from assist.reports.catalogue import FIGURES
from assist.visits.models import Visit
from tests.arrears.factories import DebtFactory
from tests.cadres.factories import cadre, handler, office
from tests.enterprises.factories import EnterpriseFactory, PairingFactory, paired
from tests.problems.factories import ProblemFactory
from tests.visits.factories import PolicyFactory, PromiseFactory, VisitFactory


def test_every_table_that_names_an_enterprise_has_a_word(app: Any) -> None:
    assert {table.name for table, _column in queries.references()} == set(RECORDS)


def two() -> tuple[Enterprise, Enterprise]:
    """The one that stays and its double, each with records of every kind that factories make."""
    winner = EnterpriseFactory(name="竹业公司", short_name="", area="", years=(2025,))
    loser = EnterpriseFactory(
        name="竹业有限公司", short_name="竹业", area="工业园", years=(2024, 2025)
    )
    for one in (winner, loser):
        VisitFactory(enterprise=one, policies=[PolicyFactory()])
        ProblemFactory(enterprise=one)
        PromiseFactory(enterprise=one)
        DebtFactory(enterprise=one)
    return winner, loser


def hidden(page: Any) -> dict[str, Any]:
    boxes = page.all("main form [type=hidden]")
    return {str(box["name"]): box["value"] for box in boxes} | {"step": "confirm"}


def merge(browser: Any, winner: Enterprise, loser: Enterprise) -> Any:
    path = f"/enterprises/{winner.code}/merge"
    page = browser.post(path, {"other": loser.code}, status=200)
    return browser.post(path, hidden(page))


def sums() -> dict[str, Any]:
    """What is counted in records and not in enterprises."""
    period = Period.of_year(2025)
    return {
        figure.key: figure.value(period)
        for figure in FIGURES
        if figure.unit not in {"家"} and "enterprise" not in figure.key
    }


def test_preview_then_everything_is_the_winners(browser_as: Any) -> None:
    winner, loser = two()
    browser, before = browser_as(office()), sums()
    path = f"/enterprises/{winner.code}/merge"
    page = browser.post(path, {"other": loser.code}, status=200)
    rows = page.texts("tbody tr")
    assert {"走访和联系 1 0", "问题 1 0", "重点企业年度 1 1"} <= set(rows)
    assert "重点企业年度 2025 2024、2025 2024、2025" in rows
    assert db.session.scalar(select(func.count()).where(Visit.enterprise_id == loser.id)) == 1
    browser.post(path, hidden(page))
    db.session.expire_all()
    for kind in (Visit, Problem):
        ids = set(db.session.scalars(select(kind.enterprise_id)))
        assert ids == {winner.id}
    assert sums() == before
    assert (winner.years, winner.area, winner.short_name) == ([2024, 2025], "工业园", "竹业")
    assert winner.alias_list == ["竹业有限公司"]
    assert (loser.withdrawn, loser.merged_into_id) == (True, winner.id)
    said = db.session.scalars(
        select(AuditEvent.sentence).where(AuditEvent.verb == "enterprise.merge")
    ).all()
    assert said[0] == f"把“竹业有限公司”（{loser.code}）并入了“竹业公司”"
    assert browser.get("/enterprises?q=竹业有限公司").texts("tbody td:first-child a") == [
        "竹业公司"
    ]


def test_the_old_address_leads_to_the_winner_and_strangers_find_nothing(browser_as: Any) -> None:
    winner, loser = two()
    me = cadre()
    paired(me, enterprise=loser)
    merge(browser_as(office()), winner, loser)
    old, new = f"/enterprises/{loser.code}", f"/enterprises/{winner.code}"
    assert browser_as(office()).get(old, status=303).location == new
    assert browser_as(me).get(old, status=303).location == new
    browser_as(me).get(new)
    browser_as(cadre()).get(old, status=404)
    browser_as(handler()).get(old, status=404)


def test_pairings_of_the_same_days_stay_as_history(browser_as: Any) -> None:
    winner, loser = two()
    paired(cadre(), enterprise=winner, start_on=date(2025, 6, 1))
    PairingFactory(enterprise=loser, start_on=date(2024, 1, 1), end_on=date(2024, 12, 31))
    PairingFactory(enterprise=loser, start_on=date(2025, 1, 1))
    merge(browser_as(office()), winner, loser)
    statement = select(Pairing.enterprise_id, Pairing.start_on, Pairing.end_on)
    assert [tuple(row) for row in db.session.execute(statement.order_by(Pairing.start_on))] == [
        (winner.id, date(2024, 1, 1), date(2024, 12, 31)),
        (loser.id, date(2025, 1, 1), date(2025, 12, 31)),
        (winner.id, date(2025, 6, 1), None),
    ]


def test_contacts_go_behind_the_winners_own(browser_as: Any) -> None:
    loser, winner = two()  # the double was written down first
    winner.contacts[0].name = "总经理"
    for enterprise, name, place in ((winner, "厂长", 1), (loser, "会计", 1), (loser, "门卫", 2)):
        db.session.add(Contact(enterprise_id=enterprise.id, name=name, position=place))
    db.session.commit()
    merge(browser_as(office()), winner, loser)
    db.session.expire_all()
    names = [contact.name for contact in winner.contacts]
    assert names == ["总经理", "厂长", "联系人", "会计", "门卫"]
    assert [contact.position for contact in winner.contacts] == [0, 1, 2, 3, 4]


def test_what_changed_after_the_preview_is_looked_at_again(browser_as: Any) -> None:
    winner, loser = two()
    browser, path = browser_as(office()), f"/enterprises/{winner.code}/merge"
    sent = hidden(browser.post(path, {"other": loser.code}, status=200))
    VisitFactory(enterprise=loser)
    assert "重新预览" in browser.post(path, sent, status=409).said
    assert db.session.get(Enterprise, loser.id).merged_into_id is None
    merge(browser, winner, loser)
    page = browser.post(path, sent, status=422)
    assert "已并入“竹业公司”" in page.errors[0]


def test_what_cannot_be_merged_is_said(browser_as: Any) -> None:
    winner, loser = two()
    browser, path = browser_as(office()), f"/enterprises/{winner.code}/merge"
    assert browser.post(path, {"other": winner.code}, status=422).errors == [
        "不能并入自己，请填写另一家企业。"
    ]
    assert "没有统一社会信用代码" in browser.post(path, {"other": "9"}, status=422).errors[0]
    for odd in ("", "\x00", "<script>", "😀", "长" * 100_000):
        browser.post(path, {"other": odd}, status=422)
    merge(browser, winner, loser)
    assert "不能恢复" in browser.post(f"/enterprises/{loser.code}/restore", status=409).said
    page = browser.post("/visits/new", {"enterprise": loser.code}, status=422)
    assert any("已并入“竹业公司”" in error for error in page.errors)


def test_the_file_on_paper_has_every_part_and_asks_little(browser_as: Any) -> None:
    winner, _loser = two()
    winner.contacts[0].phone = "13612345678"
    paired(cadre(name="联络的人"), enterprise=winner)
    browser, seen, path = browser_as(office()), [], f"/enterprises/{winner.code}/dossier"
    browser.get(path)

    def note(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        page = browser.get(path)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert len(seen) <= 12, "\n\n".join(seen)
    assert page.texts("h3") == [
        "基本情况", "联系人", "结对", "问题（1）", "走访和联系（1）", "待兑现的承诺（1）",
        "政策告知和申报（2）", "被欠账款（1）", "安全检查",
    ]  # fmt: skip
    assert "136****5678" in page.said
    assert "13612345678" not in page.text
    assert "联络员：联络的人" in page.said
