"""The form's contract (design 8), as the web and the phone's outbox post it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from assist.audit.models import AuditEvent
from assist.cadres.models import Cadre
from assist.db import Origin, db
from assist.enterprises.models import Enterprise
from assist.policies.models import Delivery, Policy
from assist.problems.models import Problem
from assist.problems.states import Outcome, Source, State
from assist.visits.models import Channel, Operating, ProblemNote, Tick, Visit
from tests.cadres.factories import cadre, handler, leader, office
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.problems.factories import ProblemFactory, category
from tests.visits.factories import PolicyFactory, VisitFactory, sent, told


def only_visit() -> Visit:
    return db.session.scalars(select(Visit)).one()


def visits() -> int:
    return db.session.scalar(select(func.count()).select_from(Visit)) or 0


def test_every_field_of_the_contract_is_stored(browser_as: Any) -> None:
    me, companion = cadre(), cadre()
    enterprise = paired(me)
    policy = PolicyFactory()
    category("用工")
    page = browser_as(me).post(
        "/visits/new",
        sent(
            enterprise,
            companion,
            nothing_new="",
            summary="订单饱满。",
            met="李总",
            operating="good",
            policies=[policy.number, policy.number],
            **told(0, "缺普工二十人", "用工", "想要技校对接。"),
        ),
    )
    visit = only_visit()
    assert page.location == f"/visits/{visit.number}"
    assert visit.number == "ZF-2025-0001"
    assert (visit.enterprise, visit.held_on, visit.channel) == (
        enterprise,
        date(2025, 12, 30),
        Channel.ON_SITE,
    )
    assert (visit.met, visit.operating, visit.summary) == ("李总", Operating.GOOD, "订单饱满。")
    assert [person.account for person in visit.people] == [me.account, companion.account]
    assert [delivery.policy for delivery in visit.deliveries] == [policy]
    problem = db.session.scalars(select(Problem)).one()
    assert (problem.title, problem.detail, problem.category.name) == (
        "缺普工二十人",
        "想要技校对接。",
        "用工",
    )
    assert (problem.source, problem.source_number) == (Source.VISIT, visit.number)
    assert problem.registered_on == date(2025, 12, 30)


def test_the_stored_visit_links_each_of_its_problems(browser_as: Any) -> None:
    me = cadre()
    category()
    browser = browser_as(me)
    fields = sent(paired(me), **told(0, "甲"), **told(1, "乙"))
    page = browser.get(browser.post("/visits/new", fields).location)
    numbers = db.session.scalars(select(Problem.number).order_by(Problem.id)).all()
    hrefs = {a["href"] for a in page.all("main a")}
    assert {f"/problems/{number}" for number in numbers} <= hrefs
    assert len(numbers) == 2


def test_any_number_of_problems_and_blank_ones_are_ignored(browser_as: Any) -> None:
    me = cadre()
    category()
    fields = sent(paired(me))
    for place in range(0, 120, 2):
        fields |= told(place, f"问题{place}")
        fields |= {f"problems-{place + 1}-{name}": "" for name in ("category", "title", "detail")}
    browser_as(me).post("/visits/new", fields)
    assert db.session.scalar(select(func.count()).select_from(Problem)) == 60


def test_of_title_and_detail_one_stands_for_both(browser_as: Any) -> None:
    me = cadre()
    category()
    fields = sent(paired(me)) | {
        "problems-0-category": "融资",
        "problems-0-detail": "贷款到期要还，新的还没批下来，中间差两个月，想请银行续贷。",
    }
    browser_as(me).post("/visits/new", fields)
    problem = db.session.scalars(select(Problem)).one()
    assert problem.title == "贷款到期要还，新的还没批下来，中间差两个月，想请银行续贷。"
    assert only_visit().summary.startswith("企业反映：贷款到期")


def test_a_problem_solved_on_the_spot_is_answered(browser_as: Any) -> None:
    me = cadre()
    category()
    browser_as(me).post("/visits/new", sent(paired(me), **told(0, "甲", solved="y")))
    problem = db.session.scalars(select(Problem)).one()
    assert (problem.state, problem.outcome) == (State.ANSWERED, Outcome.SOLVED_ON_SPOT)
    assert problem.solved_on == date(2025, 12, 30)


@pytest.mark.parametrize(
    "channel, source",
    [
        ("phone", Source.PHONE),
        ("wechat", Source.ONLINE),
        ("enterprise_came", Source.ENTERPRISE),
        ("meeting", Source.MEETING),
        ("online", Source.ONLINE),
    ],
)
def test_the_channel_says_where_a_problem_came_from(
    browser_as: Any, channel: str, source: Source
) -> None:
    me = cadre()
    category()
    browser_as(me).post("/visits/new", sent(paired(me), channel=channel, **told(0, "甲")))
    assert db.session.scalars(select(Problem.source)).one() is source


def test_a_tick_is_a_note_and_moves_no_problem(browser_as: Any) -> None:
    me = cadre()
    enterprise = paired(me)
    found = [ProblemFactory(enterprise=enterprise, state=State.HANDLING) for _ in range(4)]
    ticks = {f"ticks-{p.number}": t.value for p, t in zip(found, Tick, strict=True)}
    browser_as(me).post(
        "/visits/new",
        sent(enterprise, **ticks, **{f"tick_words-{found[2].number}": "贷款已到账"}),
    )
    notes = db.session.scalars(select(ProblemNote).order_by(ProblemNote.id)).all()
    assert [(n.problem_id, n.tick) for n in notes] == list(
        zip([p.id for p in found], Tick, strict=True)
    )
    assert notes[2].words == "贷款已到账"
    assert set(db.session.scalars(select(Problem.state))) == {State.HANDLING}


def test_more_than_four_open_problems_are_folded_after_the_third(browser_as: Any) -> None:
    me = cadre()
    enterprise = paired(me)
    browser, address = browser_as(me), f"/visits/new?enterprise={enterprise.code}"
    found = [ProblemFactory(enterprise=enterprise) for _ in range(4)]
    assert not browser.get(address).all(".more-ticks")

    found.append(ProblemFactory(enterprise=enterprise))
    page = browser.get(address)
    assert page.texts(".more-ticks > summary") == ["另外 2 个问题"]
    assert len(page.all(".tick")) == 5
    assert not page.all(".more-ticks[open]")
    ticked = sent(enterprise, summary="", **{f"ticks-{found[4].number}": "solved"}, held_on="")
    page = browser.post("/visits/new", ticked, status=422)
    assert page.all(".more-ticks[open]")


def test_words_without_a_tick_are_news(browser_as: Any) -> None:
    me = cadre()
    enterprise = paired(me)
    problem = ProblemFactory(enterprise=enterprise)
    fields = sent(enterprise) | {f"tick_words-{problem.number}": "又多了一家"}
    browser_as(me).post("/visits/new", fields)
    assert db.session.scalars(select(ProblemNote.tick)).one() is Tick.NEWS


def test_a_tick_on_anothers_problem_is_refused(browser_as: Any) -> None:
    me = cadre()
    others = ProblemFactory()
    fields = sent(paired(me)) | {f"ticks-{others.number}": "solved"}
    page = browser_as(me).post("/visits/new", fields, status=422)
    assert "不是这家企业的问题" in page.said
    assert visits() == 0


def full_of_mistakes(enterprise: Enterprise, companion: Cadre, policy: Policy) -> dict[str, Any]:
    """Every field filled: a day to come, somebody unknown, a problem without its class."""
    return sent(
        enterprise,
        companion,
        held_on="2026-01-01",
        channel="wechat",
        met="李总",
        operating="down",
        nothing_new="",
        summary="说了很多",
        policies=policy.number,
        people_more="不存在的人",
        **told(0, "甲", "用工"),
        **told(7, "丙", "", "没有类别"),
    )


def test_everything_typed_stays_when_something_is_wrong(browser_as: Any) -> None:
    me, companion = cadre(), cadre()
    enterprise, policy = paired(me), PolicyFactory()
    category("用工")
    problem = ProblemFactory(enterprise=enterprise)
    fields = full_of_mistakes(enterprise, companion, policy)
    fields |= {f"ticks-{problem.number}": "better", f"tick_words-{problem.number}": "好些了"}
    page = browser_as(me).post("/visits/new", fields, status=422)
    assert any("不能晚于今天" in error for error in page.errors)
    assert "请选择问题类别。" in page.errors
    inputs = page.all("input[name]:not([type=radio])")
    values = {tag["name"]: tag.get("value", "") for tag in inputs}
    checked = {(tag["name"], tag["value"]) for tag in page.all("main [checked]")}
    assert values["held_on"] == "2026-01-01"
    assert values["met"] == "李总"
    assert values["client_id"] == fields["client_id"]
    assert values["people_more"] == "不存在的人"
    assert values["problems-0-title"] == "甲"
    assert values["problems-1-title"] == "丙"
    assert values[f"tick_words-{problem.number}"] == "好些了"
    assert {
        ("channel", "wechat"),
        ("operating", "down"),
        ("people", companion.account),
        ("policies", policy.number),
        ("problems-0-category", "用工"),
        (f"ticks-{problem.number}", "better"),
    } <= checked
    assert page.one("#summary").get_text().strip() == "说了很多"
    assert page.one("#enterprise option[selected]")["value"] == enterprise.code
    assert visits() == 0


@pytest.mark.parametrize(
    "fields, complaint",
    [
        ({"held_on": "2026-01-01"}, "不能晚于今天"),
        ({"held_on": "1999-12-31"}, "不能早于2000年"),
        ({"held_on": "昨天"}, "请填写日期"),
        ({"held_on": ""}, "请填写走访日期"),
        ({"channel": "telepathy"}, "不在可选范围内"),
        ({"channel": ""}, "请选择方式"),
        ({"enterprise": ""}, "请选择企业"),
        ({"enterprise": "91000000000000000X"}, "没有统一社会信用代码"),
        ({"nothing_new": ""}, "无新情况"),
        ({"people": "nobody-here"}, "没有账号为"),
        ({"policies": "无此文号"}, "没有文号为"),
        ({"client_id": "x" * 65}, "表单编号不正确"),
        ({"summary": "长" * 4001}, "最多 4000 个字"),
        ({"met": "长" * 101}, "最多 100 个字"),
        ({"problems-0-category": "不存在的类别", "problems-0-title": "甲"}, "这个类别"),
        ({"problems-0-category": "融资"}, "请填写标题或诉求内容"),
        ({"operating": "exploding"}, "不在可选范围内"),
    ],
)
def test_what_cannot_be_taken_is_said_in_words(
    browser_as: Any, fields: dict[str, str], complaint: str
) -> None:
    me = cadre()
    category()
    page = browser_as(me).post("/visits/new", sent(paired(me)) | fields, status=422)
    assert complaint in page.said
    assert visits() == 0


@pytest.mark.parametrize(
    "value",
    [
        "<script>alert(1)</script>",
        "' UNION SELECT 1 --",
        "%_\\",
        "\x00\x01\x7f",
        "\u202eflip",
        "👩‍👩‍👧‍👦" * 50,
        "a" * 100_000,
        "{{ 7*7 }}",
        "=cmd|' /C calc'!A0",
    ],
)
def test_hostile_values_never_break_the_form(browser_as: Any, value: str) -> None:
    me = cadre()
    category()
    browser = browser_as(me)
    fields = sent(paired(me), nothing_new="")
    everywhere = fields | dict.fromkeys(
        ("summary", "met", "people_more", "policies", "operating", "before", "find"), value
    )
    everywhere |= {"problems-²-title": value, f"problems-{'9' * 5000}-title": value}
    everywhere |= {"problems-0-title": value, "problems-0-detail": value, f"ticks-{value}": value}
    assert browser.post("/visits/new", everywhere, status=None).status == 422
    text = fields | {"summary": value or "x", "client_id": f"{fields['client_id']}-2"}
    page = browser.post("/visits/new", text, status=None)
    assert page.status in (303, 422)
    if page.status == 303:
        shown = browser.get(page.location)
        assert "<script>alert" not in shown.text
        assert "49" not in shown.one(".own-text").get_text()


def test_one_form_gives_one_visit_however_often_it_is_sent(browser_as: Any) -> None:
    me = cadre()
    category()
    browser = browser_as(me)
    fields = sent(paired(me), **told(0, "甲"))
    first = browser.post("/visits/new", fields).location
    assert browser.post("/visits/new", fields).location == first
    assert (
        browser.post("/visits/new", fields | {"held_on": "", "nothing_new": ""}).location == first
    )
    assert visits() == 1
    assert db.session.scalar(select(func.count()).select_from(Problem)) == 1


def test_anothers_form_is_not_ones_own(browser_as: Any) -> None:
    me, other = cadre(), cadre()
    enterprise = paired(me, other)
    fields = sent(enterprise)
    browser_as(me).post("/visits/new", fields)
    page = browser_as(other).post("/visits/new", fields, status=409)
    assert "另一个账号" in page.said
    assert visits() == 1


def test_the_author_is_added_and_companions_must_be_on_duty(browser_as: Any) -> None:
    me, gone = cadre(), cadre(on_duty=False)
    enterprise = paired(me)
    browser = browser_as(me)
    page = browser.post("/visits/new", sent(enterprise, gone), status=422)
    assert f"{gone.name}已不在岗" in page.said
    browser.post("/visits/new", sent(enterprise))
    assert [person.id for person in only_visit().people] == [me.id]


def test_companions_may_be_typed_by_name(browser_as: Any) -> None:
    me, far = cadre(), cadre(name="欧阳远方")
    browser_as(me).post("/visits/new", sent(paired(me), people_more="欧阳远方"))
    assert [person.id for person in only_visit().people] == [me.id, far.id]


def test_only_own_pairings_are_recorded_and_others_are_absent(browser_as: Any) -> None:
    me = cadre()
    others = EnterpriseFactory()
    browser = browser_as(me)
    browser.get(f"/visits/new?enterprise={others.code}", status=404)
    browser.post("/visits/new", sent(others), status=404)
    VisitFactory(enterprise=others, people=[me])
    browser.get(f"/enterprises/{others.code}")
    browser.get(f"/visits/new?enterprise={others.code}", status=409)
    page = browser.post("/visits/new", sent(others), status=409)
    assert "本人结对企业" in page.said
    browser_as(handler()).post("/visits/new", sent(others), status=403)
    browser_as(leader()).post("/visits/new", sent(others), status=409)


def test_the_office_records_for_everybody_and_on_behalf(browser_as: Any) -> None:
    desk, went = office(), cadre()
    enterprise = EnterpriseFactory()
    browser = browser_as(desk)
    page = browser.get(f"/visits/new?enterprise={enterprise.code}")
    assert "没有与您结对" in page.said
    browser.post("/visits/new", sent(enterprise, went, on_behalf="y"))
    visit = only_visit()
    assert [person.id for person in visit.people] == [went.id]
    assert visit.origin is Origin.ON_BEHALF


def test_a_cadre_cannot_say_that_somebody_else_went_alone(browser_as: Any) -> None:
    me, other = cadre(), cadre()
    browser_as(me).post("/visits/new", sent(paired(me), other, on_behalf="y"))
    visit = only_visit()
    assert me.id in {person.id for person in visit.people}
    assert visit.origin is Origin.WEB


def test_a_visit_is_logged_with_its_words(browser_as: Any) -> None:
    me = cadre()
    enterprise = paired(me)
    browser_as(me).post("/visits/new", sent(enterprise))
    logged = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "visit.record")).one()
    assert logged.sentence == f"登记了对{enterprise.name}的上门走访"
    assert me.name in logged.changes


def test_a_policy_is_booked_once_a_visit(browser_as: Any) -> None:
    me = cadre()
    policy, other = PolicyFactory(), PolicyFactory()
    fields = sent(
        paired(me), policies=[policy.number], policies_more=f"{policy.number}、{other.number}"
    )
    browser_as(me).post("/visits/new", fields)
    rows = db.session.scalars(select(Delivery).order_by(Delivery.policy_id)).all()
    assert [(row.policy_id, row.held_on, row.valid) for row in rows] == [
        (policy.id, date(2025, 12, 30), True),
        (other.id, date(2025, 12, 30), True),
    ]
