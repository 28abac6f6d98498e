"""The turn of the year: next year's list and pairings, and back."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.enterprises.models import Enterprise, KeyYear, Pairing
from tests.cadres.factories import cadre, leader, office
from tests.enterprises.factories import EnterpriseFactory, paired
from tests.visits.factories import VisitFactory

END = date(2025, 12, 31)


def years(enterprise: Enterprise) -> list[int]:
    statement = select(KeyYear.year).where(KeyYear.enterprise_id == enterprise.id)
    return list(db.session.scalars(statement.order_by(KeyYear.year)))


def spans(enterprise: Enterprise) -> list[tuple[date, date | None]]:
    statement = select(Pairing.start_on, Pairing.end_on).where(
        Pairing.enterprise_id == enterprise.id
    )
    return [tuple(row) for row in db.session.execute(statement.order_by(Pairing.start_on))]


def named(page: Any) -> dict[str, Any]:
    """The hidden fields of the preview, as the button would send them."""
    found: dict[str, Any] = {"step": "confirm"}
    for box in page.all("main form [type=hidden]"):
        name = str(box["name"])
        if name in {"out", "dropped"}:
            found.setdefault(name, []).append(box["value"])
        elif name != "csrf_token":
            found[name] = box["value"]
    return found


class World:
    """Six enterprises, each for one thing that may become of it."""

    def __init__(self) -> None:
        make = EnterpriseFactory
        self.lasts = paired(cadre(), enterprise=make(name="甲", pinyin="a"))
        self.follows = paired(cadre(), enterprise=make(name="乙", pinyin="b"), end_on=END)
        self.dropped = paired(cadre(), enterprise=make(name="丙", pinyin="c"), end_on=END)
        self.leaves = paired(cadre(), enterprise=make(name="丁", pinyin="d"))
        self.alone = make(name="戊", pinyin="e")
        self.new = make(name="己", pinyin="f", years=())
        self.all = [
            self.lasts, self.follows, self.dropped, self.leaves, self.alone, self.new,
        ]  # fmt: skip

    @property
    def standing(self) -> list[Any]:
        db.session.expire_all()
        return [(one.name, years(one), spans(one)) for one in self.all]

    @property
    def sent(self) -> dict[str, Any]:
        return {
            "out": [self.leaves.code],
            "dropped": [self.dropped.code],
            "added": "己",
            "until": "2026-12-31",
            "end_left": "y",
        }


PATH = "/pairings/roll-over/2026"


SHOWN = [
    ("甲", "列入", "继续有效"),
    ("乙", "列入", "到期接续"),
    ("丙", "列入", "到期不续"),
    ("丁", "移出名单", "移出名单，结束结对"),
    ("戊", "列入", "未结对"),
    ("己", "新增列入", "未结对"),
]


def test_to_2026_and_back(browser_as: Any) -> None:
    world, browser = World(), browser_as(office())
    before = world.standing
    assert browser.get("/pairings/roll-over", status=303).location == PATH
    page = browser.get(PATH)
    assert page.texts("tbody tr td:first-child") == ["甲", "乙", "丙", "丁", "戊"]
    page = browser.post(PATH, world.sent, status=200)
    assert "2026年重点企业 5 家（新增 1 家，移出 1 家）" in page.said
    assert [tuple(row.split(" ")[:3]) for row in page.texts("tbody tr")] == SHOWN
    assert world.standing == before

    browser.post(PATH, named(page))

    first, last = date(2026, 1, 1), date(2026, 12, 31)
    began = date(2025, 1, 1)
    assert world.standing == [
        ("甲", [2025, 2026], [(began, None)]),
        ("乙", [2025, 2026], [(began, END), (first, last)]),
        ("丙", [2025, 2026], [(began, END)]),
        ("丁", [2025], [(began, END)]),
        ("戊", [2025, 2026], []),
        ("己", [2026], []),
    ]
    page = browser.get(PATH)
    assert "列入 5 家，接续结对 1 家，结束结对 1 家" in page.said
    VisitFactory(enterprise=world.lasts, held_on=date(2025, 12, 30))
    browser.post(f"{PATH}/back")
    assert world.standing == before
    assert len(world.lasts.pairings) == 1
    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert {"pairing.roll_over", "pairing.withdraw", "pairing.roll_back"} <= set(verbs)
    browser.post(f"{PATH}/back", status=404)
    # And once more, as if nothing had been.
    page = browser.post(PATH, world.sent, status=200)
    browser.post(PATH, named(page))
    assert years(world.new) == [2026]


def test_a_second_tap_and_a_changed_preview_do_nothing(browser_as: Any) -> None:
    world, browser = World(), browser_as(office())
    page = browser.post(PATH, world.sent, status=200)
    sent = named(page)
    other = db.session.get(Pairing, world.follows.pairings[0].id)
    other.basis = "别人改过"
    db.session.commit()
    assert "重新预览" in browser.post(PATH, sent, status=409).said
    page = browser.post(PATH, world.sent, status=200)
    browser.post(PATH, named(page))
    standing = world.standing
    assert "已经结转过" in browser.post(PATH, named(page), status=409).said
    assert world.standing == standing


def test_what_came_later_stays_or_is_named(browser_as: Any) -> None:
    world, browser = World(), browser_as(office())
    browser.post(PATH, named(browser.post(PATH, world.sent, status=200)))
    by_hand = EnterpriseFactory(name="庚", years=(2026,))
    made = world.follows.pairings[0]
    assert made.start_on == date(2026, 1, 1)
    made.basis = "重新发文"
    db.session.commit()
    page = browser.post(f"{PATH}/back", status=409)
    assert "“乙”接续的结对在结转之后又改过" in page.said
    assert years(world.new) == [2026]
    # A pairing written down for whoever left the list stands in the way as well.
    paired(cadre(), enterprise=world.leaves, start_on=date(2026, 2, 1))
    page = browser.post(f"{PATH}/back", status=409)
    assert "“丁”在结转之后又登记了新的结对" in page.said
    assert years(by_hand) == [2026]


def test_whoever_is_listed_already_stays_listed(browser_as: Any) -> None:
    early = EnterpriseFactory(name="早列", years=(2025, 2026))
    EnterpriseFactory(name="新列")
    browser = browser_as(office())
    page = browser.get(PATH)
    assert page.all("[name=out]")[0]["aria-label"] == "移出名单：新列"
    browser.post(PATH, named(browser.post(PATH, {"out": [early.code]}, status=200)))
    assert years(early) == [2025, 2026]
    browser.post(f"{PATH}/back")
    assert years(early) == [2025, 2026]


def test_people_who_are_away_are_named(browser_as: Any) -> None:
    paired(cadre(name="离岗的人", on_duty=False), leader=leader(), end_on=END)
    browser = browser_as(office())
    page = browser.post(PATH, {"until": ""}, status=200)
    assert "离岗的人不在岗，结转后请更换" in page.said
    browser.post(PATH, named(page))
    assert db.session.scalars(select(Pairing)).unique().all()[-1].end_on is None


def test_nothing_and_nonsense(browser_as: Any) -> None:
    browser = browser_as(office())
    assert browser.get("/pairings/roll-over", status=303).location == "/pairings/roll-over/2025"
    assert "2025年没有重点企业" in browser.get(PATH).said
    page = browser.post(PATH, {"added": "查无此企业", "until": "不是日期"}, status=422)
    assert len(page.errors) == 2
    assert page.one("textarea[name=added]").text.strip() == "查无此企业"
    assert (
        "没有需要结转"
        in browser.post(PATH, named(browser.post(PATH, {}, status=200)), status=409).said
    )
    browser.post(PATH, {"until": "2024-01-01", "added": "\x00" * 9}, status=422)
    browser_as(leader()).get(PATH, status=403)
