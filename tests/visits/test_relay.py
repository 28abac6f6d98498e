"""转告企业: what a unit has answered, ready to send."""

from __future__ import annotations

from typing import Any

import pytest

from assist.db import db
from assist.lib.text import without_phones
from assist.problems import actions
from assist.problems.states import Outcome
from tests.cadres.factories import cadre, handler
from tests.enterprises.factories import paired
from tests.problems.factories import by, handling


def answered(me: Any, words: str) -> Any:
    person = handler()
    problem = handling(person.unit, enterprise=paired(me), created_by_id=me.id, title="厂区积水")
    actions.answer(**by(person), problem=problem, outcome=Outcome.SOLVED, words=words)
    db.session.commit()
    return problem


def test_the_sentence_says_who_what_and_no_number(browser_as: Any) -> None:
    me = cadre()
    problem = answered(me, "已疏通管网，有问题找小王13912345678")
    text = browser_as(me).get("/visits/home").one(".relay textarea").get_text()
    assert text.strip() == (
        f"您好！贵公司反映的“厂区积水”，{problem.lead_unit.name}已经答复，办理结果：已解决。"
        "已疏通管网，有问题找小王（号码略）。如果还有问题，请随时告诉我们。"
    )
    assert browser_as(me).get("/visits/home").one(".relay button")["data-copy"] == "#relay-1"


def test_what_has_no_answer_has_no_sentence(browser_as: Any) -> None:
    me = cadre()
    handling(handler().unit, enterprise=paired(me), created_by_id=me.id)
    assert not browser_as(me).get("/visits/home").all(".relay")


@pytest.mark.parametrize(
    "text, plain",
    [
        ("打13612345678找我", "打（号码略）找我"),
        ("座机0745-7331234转8", "座机（号码略）"),
        ("电话：7331234", "电话：（号码略）"),
        ("400-800-1234", "（号码略）"),
        ("贷款3000000元，2025年12月31日前", "贷款3000000元，2025年12月31日前"),
        ("编号202500012345", "编号202500012345"),
    ],
)
def test_numbers_that_ring_are_left_out(text: str, plain: str) -> None:
    assert without_phones(text) == plain
