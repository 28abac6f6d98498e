"""Every act in every state by every role; from draft to publication; the register."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from io import BytesIO
from itertools import product

import pytest
from flask import Flask
from sqlalchemy import select

from assist.accounts.models import User
from assist.accounts.policy import Role
from assist.audit.models import AuditEvent
from assist.db import db
from assist.planning.queries import calendar
from assist.reports import actions
from assist.reports.models import Publication, Report, Signature, Submission
from assist.reports.queries import signing
from assist.reports.queries.reminders import reminders
from assist.reports.rules.states import (
    PARTS,
    TRANSITIONS,
    Part,
    ReportAct,
    ReportState,
    acts_in,
    why_not,
)
from tests.cadres.factories import CadreFactory, bureau_leader, leader, office
from tests.client import Browser
from tests.planning.factories import assigned
from tests.reports.factories import CLAIM, PDF, frozen, report

BrowserAs = Callable[..., Browser]
HERE = "/reports/yearly/2025"
EVERY = list(product(ReportState, ReportAct))
PARTS_OF = {
    Role.OFFICE: {Part.OFFICE, Part.REVIEWER},
    Role.BUREAU_LEADER: {Part.REVIEWER, Part.SIGNER},
}


def stored() -> Report:
    return db.session.query(Report).one()


def act(browser: Browser, name: str, status: int = 303, **fields: str) -> str:
    prefix = name.replace("-", "_")
    data = {f"{prefix}-{key}": value for key, value in fields.items()}
    page = browser.post(f"{HERE}/acts/{name}", data, status=status)
    return page.said


@pytest.mark.parametrize("state,act_", EVERY)
def test_every_act_in_every_state_for_every_role(state: ReportState, act_: ReportAct) -> None:
    for role in Role:
        parts = PARTS_OF.get(role, set())
        for is_drafter, secrecy in product((False, True), repeat=2):
            refused = why_not(state, act_, parts=parts, is_drafter=is_drafter, secrecy_done=secrecy)
            allowed = (
                (state, act_) in TRANSITIONS
                and PARTS[state, act_] in parts
                and not (
                    is_drafter
                    and act_
                    in {ReportAct.SECRECY, ReportAct.PASS, ReportAct.SEND_BACK, ReportAct.SIGN}
                )
                and (secrecy or act_ is not ReportAct.SIGN)
            )
            assert (refused is None) is allowed, (role, refused)


def test_every_state_but_the_archive_leads_on() -> None:
    for state in ReportState:
        assert bool(acts_in(state)) is (state is not ReportState.ARCHIVED)
    assert set(TRANSITIONS.values()) == set(ReportState) - {ReportState.ARCHIVED}


@pytest.mark.parametrize("role", list(Role))
def test_the_parts_of_a_role(app: Flask, role: Role) -> None:
    person = CadreFactory(roles=(role,))
    assert signing.parts_of(person) == PARTS_OF.get(role, set())


def test_from_draft_to_publication(browser_as: BrowserAs) -> None:
    report()
    drafter, reviewer = browser_as(office(name="拟稿人甲")), browser_as(office(name="审核人乙"))
    signer = browser_as(bureau_leader(name="签发人丙"))
    act(drafter, "freeze", dated="2025-12-31")
    act(drafter, "send")
    act(drafter, "pass", status=409)  # what one has drafted another reviews
    assert "您是拟稿人，审核通过应由其他人办理。" in drafter.get(HERE).said
    act(reviewer, "secrecy", status=422)
    act(reviewer, "pass", words="同意")
    act(signer, "sign", status=409)  # 保密审查 is owed
    assert "还没有完成保密审查，不能签发。" in signer.get(HERE).said
    act(drafter, "secrecy", status=409, confirmed="y")
    act(reviewer, "secrecy", confirmed="y")
    act(reviewer, "sign", status=403)
    act(signer, "sign", words="同意签发")
    assert stored().state is ReportState.SIGNED
    where = {"to_whom": "区工委、区管委", "submitted_on": "2025-12-31", "receipt": "收文12号"}
    act(drafter, "submit", recipient="local", **where)
    assert "还要报送上级主管部门" in drafter.get(HERE).said
    act(drafter, "submit", recipient="superior", **where | {"to_whom": "市工信局"})
    act(drafter, "publish", address="https://www.hongjiang.gov.cn", published_on="2025-12-31")
    page = signer.get(f"{HERE}/register")
    rows = [row.get_text(" ", strip=True) for row in page.all(".register-table:first-of-type tr")]
    for label, name in (("拟稿", "拟稿人甲"), ("审核", "审核人乙"), ("签发", "签发人丙")):
        assert any(row.startswith(f"{label} {name} {label}时间 2") for row in rows)
    text = page.said
    for words in ("拟稿人甲", "审核人乙", "签发人丙", "同意签发", "收文12号", "市工信局"):
        assert words in text
    assert "2025年12月31日完成" in drafter.get("/reports").said
    for key in ("report-2026", "publication-2026"):
        assert calendar.tickable(key).done_on == date(2025, 12, 31)


def test_sent_back_is_a_new_edition_with_words(browser_as: BrowserAs) -> None:
    frozen()
    reviewer = browser_as(office())
    act(reviewer, "send")
    other = browser_as(bureau_leader())
    assert "退回修改要写明理由。" in act(other, "send-back", status=422)
    act(other, "send-back", words="第四章口径有误")
    row = stored()
    assert (row.state, row.edition) == (ReportState.DRAFTING, 2)
    page = reviewer.get(HERE)
    assert "第四章口径有误" in page.said
    assert page.all("a[href$='service/edit']")


def test_who_would_act_out_of_turn_is_refused_and_nothing_changes(browser_as: BrowserAs) -> None:
    report()
    clerk, reader = browser_as(office()), browser_as(leader())
    specialist, head = browser_as(assigned()), browser_as(bureau_leader())
    for one in ReportAct:
        name = one.value.replace("_", "-")
        act(reader, name, status=403)
        act(specialist, name, status=403)
    for name in ("freeze", "send", "withdraw", "submit", "publish", "correct"):
        act(head, name, status=403)
    act(clerk, "sign", status=403)
    act(clerk, "burn", status=404)
    out = {"words": "x", "confirmed": "y", "recipient": "local", "to_whom": "区", "address": "x"}
    out |= {"submitted_on": "2025-12-31", "published_on": "2025-12-31"}
    for name in ("send", "withdraw", "submit", "publish", "correct", "pass", "secrecy"):
        act(clerk, name, status=409, **out)
    assert stored().state is ReportState.DRAFTING
    assert db.session.query(Signature).count() == 0


def test_a_second_press_changes_nothing(browser_as: BrowserAs) -> None:
    report()
    clerk = browser_as(office())
    act(clerk, "freeze", dated="2025-12-31")
    act(clerk, "freeze", status=409, dated="2025-12-31")
    act(clerk, "send")
    act(clerk, "send", status=409)
    assert db.session.query(Signature).count() == 2


def test_faults_that_stop_the_freezing_are_a_click_away(browser_as: BrowserAs) -> None:
    row = report()
    row.chapters[-1].text += "〖请写明原因｜待填写〗"
    db.session.commit()
    clerk = browser_as(office())
    typed = {"freeze-dated": "2025-12-31", "freeze-words": "年度定稿"}
    page = clerk.post(f"{HERE}/acts/freeze", typed, status=409)

    assert page.texts("[data-reason]") == ["还有 1 处必须更正，更正后才能封账。"]
    assert page.one("[name=freeze-dated]")["value"] == "2025-12-31"
    assert page.one("[name=freeze-words]").text.strip() == "年度定稿"
    links = [str(link["href"]) for link in page.all(".error-summary a")]
    assert links == [f"{HERE}/check#fault-1", f"{HERE}/check"]
    found = clerk.get(links[0])
    assert "请写明原因" in found.one("#fault-1").text
    assert found.one("#fault-1 .st").text == "必须更正"
    assert stored().state is ReportState.DRAFTING
    said = db.session.scalars(select(AuditEvent.sentence).where(AuditEvent.verb == "refused"))
    assert any("必须更正" in one for one in said)


def test_what_may_not_be_published_is_answered_in_words(browser_as: BrowserAs) -> None:
    row = report()
    row.chapters[-1].text += "联系人电话13874512345，属机密。"
    db.session.commit()
    clerk, head = browser_as(office()), browser_as(bureau_leader())
    assert "手机号码138****2345" in clerk.get(f"{HERE}/check").said
    act(clerk, "freeze", dated="2025-12-31")
    act(clerk, "send")
    said = act(head, "secrecy", status=422, confirmed="y")
    assert "请逐项写明核对结果" in said
    act(head, "secrecy", confirmed="y", words="号码为公开的值班电话")
    line = db.session.query(Signature).order_by(Signature.id.desc()).first()
    assert line is not None
    assert "138****2345" in line.words
    assert "13874512345" not in line.words


@pytest.mark.parametrize(
    "fields,complaint",
    [
        ({"submitted_on": "2026-01-01"}, "日期不能晚于今天。"),
        ({"submitted_on": "2025-12-30"}, "日期不能早于签发日期（2025-12-31）。"),
        ({"recipient": "nobody"}, "不在可选范围内"),
        ({"to_whom": ""}, "请填写收文单位。"),
    ],
)
def test_complaints_stand_at_their_field_and_keep_what_was_typed(
    browser_as: BrowserAs, fields: dict[str, str], complaint: str
) -> None:
    row = frozen()
    row.state = ReportState.SIGNED
    head: User = bureau_leader()
    db.session.add(
        Signature(
            report_id=row.id,
            edition=1,
            act=ReportAct.SIGN,
            by_id=head.id,
            name=head.name,
            signed_on=date(2025, 12, 31),
        )
    )
    db.session.commit()
    good = {"recipient": "local", "to_whom": "区工委", "submitted_on": "2025-12-31"}
    clerk = browser_as(office())
    data = {f"submit-{key}": value for key, value in (good | fields).items()}
    page = clerk.post(f"{HERE}/acts/submit", data | {"submit-receipt": "收文1号"}, status=422)
    assert any(complaint in error for error in page.errors)
    assert page.one("#submit-receipt")["value"] == "收文1号"
    assert db.session.query(Submission).count() + db.session.query(Publication).count() == 0


def test_a_claim_is_proved_by_a_paper(browser_as: BrowserAs) -> None:
    row = report()
    row.chapters[-1].text += f"〖{CLAIM}｜需人工佐证〗完成。"
    db.session.commit()
    clerk = browser_as(office())
    page = clerk.get(f"{HERE}/check")
    assert "没有台账，也没有佐证材料" in page.said
    assert page.said.count(f"{CLAIM}没有") == 0
    assert page.one(".faults a[href$='#proofs']").get_text().startswith("上传佐证")
    assert "缺佐证 1 处" in clerk.get(HERE).one("#left").get_text()
    paper = (BytesIO(PDF), "佐证.pdf")
    multipart = {"content_type": "multipart/form-data"}
    clerk.post(f"{HERE}/proofs", {"claim": "没有这句", "file": paper}, status=422, **multipart)
    clerk.post(f"{HERE}/proofs", {"claim": CLAIM}, status=422)
    idle = browser_as(assigned())
    paper = (BytesIO(PDF), "佐证.pdf")
    idle.post(f"{HERE}/proofs", {"claim": CLAIM, "file": paper}, status=422, **multipart)
    paper = (BytesIO(PDF), "佐证.pdf")
    clerk.post(f"{HERE}/proofs", {"claim": CLAIM, "file": paper}, **multipart)
    page = clerk.get(HERE)
    assert not page.all("#left")
    link = str(page.one(".proof a")["href"])
    assert clerk.get(link).response.get_data() == PDF
    assert "没有发现问题" in clerk.get(f"{HERE}/check").said
    idle.post(f"{link}/withdraw", {}, status=409)
    clerk.post(f"{link}/withdraw", {})
    clerk.get(link, status=404)


def test_the_day_reminds_whoever_may_decide_and_not_the_drafter(app: Flask) -> None:
    drafter, other, head = office(), office(), bureau_leader()
    row = report()
    on = date(2025, 12, 31)
    actions.freeze(by=drafter, on=on, report=row, dated=on, words="")
    actions.send(by=drafter, on=on, report=row, words="")
    assert {one.user_id for one in reminders(on)} == {other.id, head.id}
    actions.pass_review(by=other, on=on, report=row, words="")
    assert [(one.user_id, one.words) for one in reminders(on)] == [
        (head.id, f"《{row.title}》待签发")
    ]
    assert list(reminders(on, drafter)) == []
