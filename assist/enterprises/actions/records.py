"""What is done to enterprises: written down, amended, withdrawn, restored; a phone number shown."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from assist import audit
from assist.accounts.models import User
from assist.audit import Change
from assist.db import Origin, db, lock
from assist.enterprises.models import Contact, Enterprise, KeyYear
from assist.enterprises.rules import (
    ContactFacts,
    EnterpriseFacts,
    facts_of,
    unmasked,
    years_words,
)
from assist.lib.errors import Invalid, Refused
from assist.lib.pinyin import initials
from assist.lib.text import mask_phone
from assist.web.clock import now


def create(*, by: User, on: date, facts: EnterpriseFacts) -> Enterprise:
    """Write down an enterprise that is not there yet."""
    _claim(facts)
    enterprise = Enterprise(created_by_id=by.id, origin=Origin.WEB)
    for key, value in facts.columns.items():
        setattr(enterprise, key, value)
    enterprise.pinyin = facts.pinyin or initials(facts.name)[:100]
    enterprise.key_years = [KeyYear(year=year) for year in facts.key_years]
    enterprise.contacts = _contacts(facts.contacts, {})
    db.session.add(enterprise)
    db.session.flush()
    audit.record(
        verb="enterprise.create",
        kind="enterprise",
        key=enterprise.code,
        sentence=f"登记了企业“{enterprise.name}”",
        changes=[Change(label, "", value) for label, value in facts.words if value],
        by=by,
    )
    return enterprise


def amend(*, by: User, on: date, enterprise: Enterprise, facts: EnterpriseFacts) -> None:
    """Change what is written down; nothing is noted where nothing changes."""
    if (facts.code, facts.name) != (enterprise.code, enterprise.name):
        _claim(facts, but=enterprise)
    before = facts_of(enterprise)
    renamed = facts.name != enterprise.name and facts.pinyin == enterprise.pinyin
    for key, value in facts.columns.items():
        setattr(enterprise, key, value)
    blank = not facts.pinyin or renamed
    enterprise.pinyin = initials(facts.name)[:100] if blank else facts.pinyin
    changes = audit.changes_of(enterprise) + _amend_parts(enterprise, before, facts)
    if not changes:
        return
    enterprise.updated_at = now()  # parts have no version; the whole has
    db.session.flush()
    audit.record(
        verb="enterprise.amend",
        kind="enterprise",
        key=enterprise.code,
        sentence=f"修改了企业“{enterprise.name}”",
        changes=changes,
        by=by,
    )


def _amend_parts(
    enterprise: Enterprise, before: EnterpriseFacts, facts: EnterpriseFacts
) -> list[Change]:
    """Bring years and contacts to what was typed, and say what that changed."""
    changes = []
    if set(facts.key_years) != set(before.key_years):
        kept = [row for row in enterprise.key_years if row.year in facts.key_years]
        new = sorted(set(facts.key_years) - {row.year for row in kept})
        enterprise.key_years = [*kept, *(KeyYear(year=year) for year in new)]
        changes.append(
            Change("重点企业年度", years_words(before.key_years), years_words(facts.key_years))
        )
    rows = {row.id: row for row in enterprise.contacts}
    after = _contacts(facts.contacts, rows)
    stood = [(row.name, row.post, row.phone, row.role) for row in before.contacts]
    if stood != [(row.name, row.post, row.phone, row.role) for row in after]:
        enterprise.contacts = after
        words = "；".join(_contact_words(row) for row in after)
        changes.append(Change("联系人", "；".join(row.words for row in before.contacts), words))
    return changes


def _contact_words(row: Contact) -> str:
    return ContactFacts(row.name, row.post, row.phone, role=row.role).words


def _contacts(facts: tuple[ContactFacts, ...], rows: dict[int, Contact]) -> list[Contact]:
    """The rows for these contacts, in their order: known ones brought up to date, new ones made."""
    found = []
    for position, contact in enumerate(facts):
        phone = unmasked(contact, rows)
        row = rows.get(contact.id) or Contact()
        row.name, row.post, row.phone, row.position = contact.name, contact.post, phone, position
        row.role = contact.role
        if row not in found:
            found.append(row)
    return found


def _claim(facts: EnterpriseFacts, but: Enterprise | None = None) -> None:
    """Make sure that code and name are nobody else's, also while others are writing."""
    lock("enterprise names")
    with db.session.no_autoflush:
        others = select(Enterprise).where(Enterprise.id != (but.id if but else 0))
        same = db.session.scalars(others.where(Enterprise.code == facts.code)).first()
        if same is not None:
            raise Invalid("code", f"这个统一社会信用代码已经登记为“{same.name}”{_gone(same)}。")
        same = db.session.scalars(others.where(Enterprise.name == facts.name)).first()
        if same is not None:
            raise Invalid("name", f"已有同名企业，统一社会信用代码为 {same.code}{_gone(same)}。")


def _gone(enterprise: Enterprise) -> str:
    return "（已撤下，可以恢复）" if enterprise.withdrawn else ""


def withdraw(*, by: User, on: date, enterprise: Enterprise, why: str) -> None:
    """Take an enterprise off the lists; nothing about it is lost."""
    if enterprise.withdrawn:
        raise Refused("这家企业已经撤下。")
    if any(pairing.end_on is None or pairing.end_on >= on for pairing in enterprise.pairings):
        raise Refused("这家企业还有结对，请先结束结对再撤下。")
    enterprise.withdrawn, enterprise.withdrawn_why = True, why
    _record_standing(enterprise, "enterprise.withdraw", f"撤下了企业“{enterprise.name}”", by)


def restore(*, by: User, on: date, enterprise: Enterprise) -> None:
    """Bring a withdrawn enterprise back."""
    if not enterprise.withdrawn:
        raise Refused("这家企业没有撤下，不用恢复。")
    if enterprise.merged_into is not None:
        raise Refused(f"这家企业已并入“{enterprise.merged_into.name}”，不能恢复。")
    enterprise.withdrawn, enterprise.withdrawn_why = False, ""
    _record_standing(enterprise, "enterprise.restore", f"恢复了企业“{enterprise.name}”", by)


def _record_standing(enterprise: Enterprise, verb: str, sentence: str, by: User) -> None:
    changes = audit.changes_of(enterprise)
    db.session.flush()
    audit.record(
        verb=verb,
        kind="enterprise",
        key=enterprise.code,
        sentence=sentence,
        changes=changes,
        by=by,
    )


def reveal(*, by: User, on: date, enterprise: Enterprise, contact: Contact, why: str) -> str:
    """Give a contact's whole number and note who asked and why; the log has it masked."""
    audit.record(
        verb="contact.reveal",
        kind="enterprise",
        key=enterprise.code,
        sentence=(
            f"查看了“{enterprise.name}”联系人{contact.name}的电话"
            f"（{mask_phone(contact.phone)}），事由：{why}"
        ),
        by=by,
    )
    return contact.phone
