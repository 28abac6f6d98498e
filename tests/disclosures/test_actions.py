"""Three reviews by three people, 保密审查 by another than the author, and only then published."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from assist.accounts.models import User
from assist.db import db
from assist.disclosures import actions, rules
from assist.disclosures.models import Column, Disclosure, DisclosureAct, Secrecy
from assist.lib.errors import Invalid, Refused
from assist.lib.standing import Standing
from assist.lib.workdays import WorkCalendar
from tests.cadres.factories import bureau_leader, office, specialist
from tests.disclosures.factories import DisclosureFactory, reviewed

ON = date(2025, 12, 31)
OUT = {"published_on": ON, "url": "/xxgk/1.html", "archive": "2025-永久-0012"}


def facts(**values: Any) -> dict[str, Any]:
    return {
        "column": Column.DOCUMENTS,
        "title": "关于印发送解优方案的通知",
        "formed_on": date(2025, 12, 1),
        "content": "全文。",
        "author": None,
        "url": None,
        "archive": None,
    } | values


def review(row: Disclosure, by: User, **values: Any) -> None:
    signed = {"name": "", "day": None, "words": "", "passed": True} | values
    actions.review(by=by, on=ON, row=row, **signed)


def check(row: Disclosure, by: User, **values: Any) -> None:
    signed = {"name": "", "day": None, "words": "", "result": Secrecy.PASSED} | values
    actions.check_secrecy(by=by, on=ON, row=row, **signed)


def test_a_draft_has_number_author_and_limit(app: Flask) -> None:
    by = office(name="张华")
    row = actions.record(by=by, on=ON, facts=facts())
    assert (row.number, row.author, row.due_on) == ("GK-2025-0001", "张华", date(2025, 12, 29))
    with pytest.raises(Invalid) as error:
        actions.record(by=by, on=ON, facts=facts(formed_on=date(2026, 1, 1)))
    assert error.value.field == "formed_on"


def test_three_people_and_a_fourth_for_secrecy_bring_it_out(app: Flask) -> None:
    first, second, third = office(), office(), bureau_leader()
    row = actions.record(by=first, on=ON, facts=facts())
    review(row, first, words="同意")
    review(row, second)
    review(row, third)
    with pytest.raises(Refused, match="保密审查"):
        actions.publish(by=first, on=ON, row=row, **OUT)
    check(row, second)
    actions.publish(by=first, on=ON, row=row, **OUT)
    db.session.commit()
    assert (row.reviewed, row.published_on, row.archive) == (True, ON, "2025-永久-0012")
    assert [step.act.label for step in row.steps] == ["初审", "复审", "终审", "保密审查", "发布"]
    assert [step.on_behalf for step in row.steps] == [False] * 5


def test_nobody_reviews_twice_and_no_author_checks_secrecy(app: Flask) -> None:
    by, other = office(), office()
    row = actions.record(by=by, on=ON, facts=facts())
    review(row, by)
    with pytest.raises(Invalid) as error:
        review(row, by)
    assert error.value.field == "name"
    with pytest.raises(Invalid):
        review(row, other, name=by.name, day=ON)
    with pytest.raises(Invalid):
        check(row, by)
    with pytest.raises(Invalid):
        check(row, other, name=by.name, day=ON)


def test_another_is_entered_by_name_and_marked(app: Flask) -> None:
    by, row = office(), DisclosureFactory()
    with pytest.raises(Invalid):
        review(row, by, name="李科长", day=date(2025, 11, 30))
    review(row, by, name="李科长", day=date(2025, 12, 5))
    assert (row.first_by, row.first_on) == ("李科长", date(2025, 12, 5))
    assert row.steps[-1].on_behalf
    with pytest.raises(Invalid):
        review(row, by, name="王局", day=date(2025, 12, 4))


def test_the_third_review_is_the_leaders_or_the_offices(app: Flask) -> None:
    row = reviewed(third_by="", third_on=None)
    with pytest.raises(Refused):
        review(row, specialist())
    review(row, bureau_leader())
    with pytest.raises(Refused, match="三审已经完成"):
        review(row, office())


def test_sent_back_it_begins_anew_and_needs_words(app: Flask) -> None:
    row, by = reviewed(third_by="", third_on=None), bureau_leader()
    with pytest.raises(Invalid):
        review(row, by, passed=False)
    review(row, by, passed=False, words="标题不规范")
    assert (row.first_by, row.second_on, row.secrecy) == ("", None, Secrecy.PENDING)
    assert (row.steps[-1].act, row.steps[-1].words) == (
        DisclosureAct.SEND_BACK,
        "终审退回：标题不规范",
    )


def test_what_is_changed_is_reviewed_again_and_what_is_out_stays(app: Flask) -> None:
    by = office()
    row = reviewed(content="旧文")
    same = facts(content="旧文", author="拟稿人")
    actions.amend(by=by, on=ON, row=row, facts=same | {"archive": "12"})
    assert row.reviewed
    actions.amend(by=by, on=ON, row=row, facts=same | {"content": "新文"})
    assert not row.reviewed
    assert row.steps[-1].act is DisclosureAct.CHANGE
    out = reviewed(published_on=date(2025, 12, 5), content="旧文")
    actions.amend(by=by, on=ON, row=out, facts=same | {"url": "/2.html"})
    with pytest.raises(Refused):
        actions.amend(by=by, on=ON, row=out, facts=same | {"title": "新题"})


def test_secrecy_failed_keeps_it_in(app: Flask) -> None:
    by, row = office(), reviewed(secrecy=Secrecy.PENDING, secrecy_by="", secrecy_on=None)
    with pytest.raises(Invalid):
        check(row, by, result=Secrecy.FAILED)
    check(row, by, result=Secrecy.FAILED, words="含商业秘密")
    with pytest.raises(Refused):
        actions.publish(by=by, on=ON, row=row, **OUT)


@pytest.mark.parametrize("act", ["first", "second", "third"])
@pytest.mark.parametrize("part", ["by", "on"])
def test_nothing_goes_out_without_each_review(app: Flask, act: str, part: str) -> None:
    row = reviewed(**{f"{act}_{part}": "" if part == "by" else None})
    with pytest.raises(Refused, match="不能发布"):
        actions.publish(by=office(), on=ON, row=row, **OUT)


def test_it_goes_out_after_its_reviews_once_and_never_when_void(app: Flask) -> None:
    by, row = office(), reviewed()
    for day in (date(2025, 12, 3), date(2026, 1, 1)):
        with pytest.raises(Invalid):
            actions.publish(by=by, on=ON, row=row, **OUT | {"published_on": day})
    actions.publish(by=by, on=ON, row=row, **OUT)
    with pytest.raises(Refused, match="已经发布"):
        actions.publish(by=by, on=ON, row=row, **OUT)
    actions.void(by=by, row=row, words="重复")
    assert row.standing is Standing.VOID
    with pytest.raises(Refused):
        actions.void(by=by, row=row, words="重复")


@given(st.dates(date(2020, 1, 1), date(2026, 6, 1)))
def test_the_limit_is_20_working_days_or_31_january(day: date) -> None:
    limits = SimpleNamespace(disclosure_days=20, calendar=WorkCalendar())
    assert limits.calendar.between(day, rules.due_of(Column.FINANCE, day, limits)) == 20
    report = rules.due_of(Column.ANNUAL, day, limits)
    assert (report.month, report.day) == (1, 31)
    assert report.year - day.year == (1 if day.month > 6 else 0)
