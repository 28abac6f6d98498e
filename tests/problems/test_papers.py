"""Files that come with an act, a leader's line entered from a paper, and 呈批 with options."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.problems.models import CoPart, Problem
from assist.problems.states import ItemKind, State
from assist.web import uploads
from assist.web.uploads import Attachment
from tests.cadres.factories import UnitFactory, bureau_leader, handler, leader, office
from tests.problems.factories import handling
from tests.web.test_uploads import PDF, picture


def now(problem: Problem) -> Problem:
    db.session.rollback()
    db.session.expire_all()
    return db.session.get_one(Problem, problem.id)


def paper(content: bytes = PDF, name: str = "批示件.pdf") -> tuple[BytesIO, str]:
    return BytesIO(content), name


def kept() -> list[Attachment]:
    return list(db.session.scalars(select(Attachment).order_by(Attachment.id)))


def test_files_belong_to_the_step_and_are_named_in_the_log(browser_as: Any) -> None:
    person = handler()
    problem = handling(person.unit)
    browser = browser_as(person)
    photo = paper(picture(size=(900, 600)), "现场.jpg")
    browser.post(
        f"/problems/{problem.number}/measure", {"words": "已到现场", "files": [photo, paper()]}
    )
    step = now(problem).steps[-1]
    assert [(row.kind, row.key, row.name) for row in kept()] == [
        ("step", str(step.id), "现场.jpg"),
        ("step", str(step.id), "批示件.pdf"),
    ]
    page = browser.get(f"/problems/{problem.number}")
    assert [tag["src"] for tag in page.all(".papers img")] == [
        f"/problems/{problem.number}/files/{kept()[0].id}/small"
    ]
    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert verbs[-2:] == ["problem.attach", "problem.attach"]


def test_files_are_added_later_by_whoever_took_the_step(browser_as: Any) -> None:
    person, colleague = handler(), handler()
    colleague.unit = person.unit
    problem, other = handling(person.unit), handling(person.unit)
    for one in (problem, other):
        browser_as(person).post(f"/problems/{one.number}/measure", {"words": "已到现场"})
    step, elsewhere = now(problem).steps[-1], now(other).steps[-1]
    page, at = f"/problems/{problem.number}", {"step": step.id}
    address = f"{page}/files"
    browser = browser_as(person)
    offered = browser.get(page).all(".add-files option")
    assert [tag["value"] for tag in offered] == [str(step.id)]
    refused = [
        (browser.post(address, at | {"files": files}, status=422), words)
        for files, words in (([], "请选择要补的附件。"), ([paper(b"MZ", "x.exe")], "只能上传"))
    ]
    for answer, words in refused:
        assert words in answer.one(".add-files[open] #files-later-error").get_text()
        assert answer.one(".add-files option[selected]")["value"] == str(step.id)
    theirs = browser_as(colleague)
    assert theirs.get(page).all(".add-files") == []
    theirs.post(address, at | {"files": [paper()]}, status=409)
    for odd in (elsewhere.id, "9" * 30, "", "²"):
        browser.post(address, {"step": odd, "files": [paper()]}, status=422)
    assert kept() == []
    assert browser.post(address, at | {"files": [paper()]}).location == f"{page}#steps"
    browser_as(office()).post(address, at | {"files": [paper(name="照片.pdf")]})
    assert [(row.key, row.name) for row in kept()] == [
        (str(step.id), "批示件.pdf"),
        (str(step.id), "照片.pdf"),
    ]
    verbs = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert verbs.count("problem.attach") == 2


def test_a_file_is_given_to_whoever_may_open_the_problem(browser_as: Any) -> None:
    person, stranger = handler(), handler()
    problem, others = handling(person.unit), handling(stranger.unit)
    browser_as(person).post(
        f"/problems/{problem.number}/measure",
        {"words": "x", "files": paper(picture(size=(900, 600)), "a.jpg")},
    )
    row = kept()[0].id
    for end in ("", "/small"):
        address = f"/problems/{problem.number}/files/{row}{end}"
        browser_as(stranger).get(address, status=404)
        browser_as(stranger).get(f"/problems/{others.number}/files/{row}{end}", status=404)
    reader = browser_as(bureau_leader())
    small = reader.get(f"/problems/{problem.number}/files/{row}/small").response
    assert small.mimetype == "image/jpeg"
    assert max(Image.open(BytesIO(small.data)).size) == uploads.SMALL_SIDE
    whole = reader.get(f"/problems/{problem.number}/files/{row}")
    assert "attachment" in whole.headers["Content-Disposition"]


def test_a_file_that_is_none_is_a_complaint_and_nothing_happens(browser_as: Any) -> None:
    person = handler()
    problem = handling(person.unit)
    page = browser_as(person).post(
        f"/problems/{problem.number}/measure",
        {"words": "记住我", "files": paper(b"MZ\x90", "a.exe")},
        status=422,
    )
    assert page.errors == ["a.exe：只能上传PDF、JPG、PNG、Excel（.xlsx）或Word（.docx）。"]
    assert page.one("#act textarea").get_text(strip=True) == "记住我"
    assert page.one("#act .alert-warning [data-own]").get_text() == "a.exe"
    assert (now(problem).steps, kept()) == ([], [])


def test_a_missing_reason_loses_no_words_and_tells_that_files_are_chosen_again(
    browser_as: Any,
) -> None:
    person, co = handler(), UnitFactory(name="区水利局")
    problem = handling(person.unit)
    problem.co_parts.append(CoPart(unit=co, due_on=problem.due_on))
    db.session.commit()
    browser, address = browser_as(person), f"/problems/{problem.number}/answer"
    form = browser.get(f"/problems/{problem.number}?act=answer")
    assert "区水利局还没有反馈协办意见" in form.one("#co_missing-hint").get_text()
    said = {"outcome": "solved", "words": "路面已修复"}
    page = browser.post(address, said | {"files": [paper(), paper(name="二.pdf")]}, status=422)
    assert page.errors == ["区水利局还没有反馈协办意见，请在这里写明原因。"]
    assert page.one("#act textarea").get_text(strip=True) == "路面已修复"
    assert page.one("#act [name=outcome][checked]")["value"] == "solved"
    assert page.one("#act .alert-warning [data-own]").get_text() == "批示件.pdf、二.pdf"
    assert (now(problem).state, kept()) == (State.HANDLING, [])
    browser.post(address, said | {"co_missing": "多次催促未复", "files": [paper()]})
    assert (now(problem).state, len(kept())) == (State.ANSWERED, 1)


def test_the_office_enters_a_leaders_line_only_from_its_paper(browser_as: Any) -> None:
    chief = leader()
    problem = handling(UnitFactory())
    browser = browser_as(office())
    fields = {"words": "请住建局本周办结", "leader": chief.account}
    page = browser.post(f"/problems/{problem.number}/instruct", fields, status=422)
    assert page.errors == ["代录批示须附批示件的照片或扫描件。"]
    assert now(problem).items == []
    browser.post(f"/problems/{problem.number}/instruct", fields | {"files": paper()})
    found = now(problem)
    assert [(item.kind, item.asked_by_id) for item in found.items] == [
        (ItemKind.INSTRUCTION, chief.id)
    ]
    page = browser.get(f"/problems/{problem.number}")
    assert f"代录：{chief.name}" in page.said
    assert "批示件.pdf" in page.said


def test_a_leader_chooses_from_what_was_presented(browser_as: Any) -> None:
    problem = handling(UnitFactory())
    browser_as(office()).post(
        f"/problems/{problem.number}/present",
        {"words": "是否协调银行？", "options": "召开银企会\n\n由金融办个别协调\n"},
    )
    browser = browser_as(leader())
    form = browser.get(f"/problems/{problem.number}?act=instruct")
    offered = [tag["value"] for tag in form.all("#act [name=option]")]
    assert offered == ["召开银企会", "由金融办个别协调"]
    assert not form.all("#act [name=leader]")
    browser.post(f"/problems/{problem.number}/instruct", {"option": offered[1]})
    presented, line = now(problem).items
    assert (presented.kind, presented.answer) == (ItemKind.PRESENTED, "由金融办个别协调")
    assert (line.kind, line.words) == (ItemKind.INSTRUCTION, "由金融办个别协调")


@pytest.mark.parametrize("option", ["另找一家", "<b>"])
def test_an_option_that_nobody_presented_is_none(browser_as: Any, option: str) -> None:
    problem = handling(UnitFactory())
    browser_as(office()).post(f"/problems/{problem.number}/present", {"options": "开会"})
    page = browser_as(leader()).post(
        f"/problems/{problem.number}/instruct", {"option": option}, status=422
    )
    assert page.errors == ["请填写批示内容。"]


def test_only_a_leader_urges_formally_with_a_number(browser_as: Any) -> None:
    problem = handling(UnitFactory())
    address = f"/problems/{problem.number}/urge"
    browser_as(office()).post(address, {"words": "请抓紧", "formal": "y"})
    browser_as(leader()).post(address, {"words": "限期办结", "formal": "y"})
    browser_as(leader()).post(address, {"words": "再催"})
    assert [(item.kind, item.number) for item in now(problem).items] == [
        (ItemKind.URGE, ""),
        (ItemKind.SUPERVISE, "督办2025-001"),
        (ItemKind.URGE, ""),
    ]


def test_what_still_waited_ends_with_the_problem(browser_as: Any) -> None:
    problem = handling(UnitFactory())
    browser = browser_as(office())
    browser.post(f"/problems/{problem.number}/urge", {"words": "请抓紧"})
    browser.post(f"/problems/{problem.number}/withdraw", {"words": "企业不再提"})
    (item,) = now(problem).items
    assert item.answer == "问题撤回，未另行答复。"
