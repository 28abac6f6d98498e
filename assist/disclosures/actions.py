"""What is done to a publication: drafted, reviewed, sent back, checked, published, voided."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from assist import audit
from assist.accounts.models import User
from assist.db import db, next_number
from assist.disclosures import rules
from assist.disclosures.models import Disclosure, DisclosureAct, DisclosureStep, Secrecy
from assist.disclosures.queries import may_review
from assist.lib.errors import Invalid, Refused
from assist.lib.standing import Standing
from assist.settings import current


def record(*, by: User, on: date, facts: Mapping[str, Any]) -> Disclosure:
    """Enter a draft; whoever enters it is its author unless another is named."""
    row = Disclosure(created_by_id=by.id)
    _fill(row, facts, on)
    row.author = row.author or by.name
    row.number = next_number(f"GK-{row.formed_on.year}-")
    db.session.add(row)
    _tell(row, "record", f"登记了信息公开“{row.title}”", by)
    return row


def amend(*, by: User, on: date, row: Disclosure, facts: Mapping[str, Any]) -> None:
    """Change a draft; what was reviewed before is reviewed again, what is out stays as it is."""
    if row.standing is not Standing.VALID:
        raise Refused("已作废的信息不能修改。")
    same = all(getattr(row, name) == (facts[name] or "") for name in rules.REVIEWED)
    if not same and row.published_on is not None:
        raise Refused("已发布的信息不能改动栏目、标题、形成日期和内容；有误的请作废后重新登记。")
    _fill(row, facts, on)
    if not db.session.is_modified(row):
        return
    if not same and rules.clear_reviews(row):
        _step(row, DisclosureAct.CHANGE, by.name, on, by, "内容有改动，重新审查。")
    _tell(row, "amend", f"修改了信息公开“{row.title}”", by)


def _fill(row: Disclosure, facts: Mapping[str, Any], on: date) -> None:
    if facts["formed_on"] > on:
        raise Invalid("formed_on", "形成日期不能晚于今天。")
    for name in ("column", "title", "formed_on"):
        setattr(row, name, facts[name])
    for name in ("content", "author", "url", "archive"):
        setattr(row, name, facts[name] or "")
    row.due_on = rules.due_of(row.column, row.formed_on, current())


def review(
    *, by: User, on: date, row: Disclosure, name: str, day: date | None, words: str, passed: bool
) -> None:
    """The next of the three reviews, signed by oneself or entered on behalf; or sent back."""
    name, day = name or by.name, day or on
    act = rules.check_review(row, name, day, on)
    if not may_review(by, act):
        raise Refused(
            f"您不能进行{act.label}。初审、复审由经办人员进行，终审由局领导或送解优办进行。"
        )
    if not passed:
        _send_back(row, act, name, day, words, by)
        return
    setattr(row, f"{act.value}_by", name)
    setattr(row, f"{act.value}_on", day)
    _step(row, act, name, day, by, words)
    _tell(row, "review", f"{_who(name, by)}{act.label}通过“{row.title}”", by)


def _send_back(
    row: Disclosure, act: DisclosureAct, name: str, day: date, words: str, by: User
) -> None:
    if not words:
        raise Invalid("words", "退回要写明意见。")
    rules.clear_reviews(row)
    _step(row, DisclosureAct.SEND_BACK, name, day, by, f"{act.label}退回：{words}")
    _tell(row, "send_back", f"{_who(name, by)}{act.label}退回“{row.title}”：{words}", by)


def check_secrecy(
    *,
    by: User,
    on: date,
    row: Disclosure,
    name: str,
    day: date | None,
    words: str,
    result: Secrecy,
) -> None:
    """保密审查 by another than the author; 不通过 keeps it from being published."""
    name, day = name or by.name, day or on
    rules.check_secrecy(row, name, day, on)
    if not may_review(by, DisclosureAct.FIRST):
        raise Refused("您不能进行保密审查。")
    if result is Secrecy.FAILED and not words:
        raise Invalid("words", "不通过要写明意见。")
    row.secrecy, row.secrecy_by, row.secrecy_on = result, name, day
    said = f"{result.label}。{words}" if words else f"{result.label}。"
    _step(row, DisclosureAct.SECRECY, name, day, by, said)
    _tell(row, "secrecy", f"{_who(name, by)}保密审查{result.label}“{row.title}”", by)


def publish(
    *, by: User, on: date, row: Disclosure, published_on: date, url: str, archive: str
) -> None:
    """Note that it is out: the day, the address, the archive's number."""
    rules.check_publication(row, published_on, on)
    row.published_on, row.url, row.archive = published_on, url, archive
    _step(row, DisclosureAct.PUBLISH, by.name, published_on, by, "")
    _tell(row, "publish", f"发布了信息公开“{row.title}”", by)


def void(*, by: User, row: Disclosure, words: str) -> None:
    """作废 with a reason: the record stays and never counts."""
    if row.standing is not Standing.VALID:
        raise Refused("这条信息已经作废。")
    row.standing, row.void_why = Standing.VOID, words
    _tell(row, "void", f"作废了信息公开“{row.title}”：{words}", by)


def _who(name: str, by: User) -> str:
    return "" if name == by.name else f"代{name}录入："


def _step(row: Disclosure, act: DisclosureAct, name: str, day: date, by: User, words: str) -> None:
    row.steps.append(
        DisclosureStep(
            act=act, name=name, on=day, by_id=by.id, on_behalf=name != by.name, words=words
        )
    )


def _tell(row: Disclosure, verb: str, sentence: str, by: User) -> None:
    changes = audit.changes_of(row)
    db.session.flush()
    audit.record(
        verb=f"disclosure.{verb}",
        kind="disclosure",
        key=row.number,
        sentence=sentence,
        changes=changes,
        by=by,
    )
