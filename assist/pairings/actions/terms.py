"""What is done to pairings: begun, amended, changed for another, ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from assist import audit
from assist.accounts.models import User
from assist.accounts.policy import Role
from assist.audit import Change
from assist.cadres.models import Cadre
from assist.db import Origin, db, lock
from assist.enterprises.models import Enterprise, Pairing
from assist.lib.days import chinese_day
from assist.lib.errors import Invalid, Refused
from assist.pairings.rules import Span, Terms, check_people, check_span, day_before
from assist.web.clock import now


def create(*, by: User, on: date, enterprise: Enterprise, terms: Terms) -> Pairing:
    """Pair an enterprise with a leader, a lead unit and liaisons."""
    lock(f"pairings of {enterprise.id}")
    if enterprise.withdrawn:
        raise Refused("这家企业已经撤下，不能结对。")
    _check(enterprise.id, terms)
    return _add(by, enterprise, terms)


def amend(*, by: User, on: date, pairing: Pairing, terms: Terms) -> None:
    """Put right what was written down of a pairing."""
    lock(f"pairings of {pairing.enterprise_id}")
    _check(pairing.enterprise_id, terms, but=pairing, known=pairing.liaisons)
    before = names_of(pairing)
    pairing.leader_id, pairing.lead_unit_id = terms.leader.id, terms.lead_unit.id
    pairing.start_on, pairing.end_on, pairing.basis = terms.start_on, terms.end_on, terms.basis
    changes = audit.changes_of(pairing)
    if {person.id for person in pairing.liaisons} != {person.id for person in terms.liaisons}:
        pairing.liaisons = terms.liaisons
        pairing.updated_at = now()  # who is named has no version; the pairing has
        changes.append(Change("联络员", before, names_of(pairing)))
    if changes:
        named = {terms.leader.id, *(person.id for person in terms.liaisons)}
        for one in [one for one in pairing.passings if one.to.id not in named]:
            pairing.passings.remove(one)  # who was to take over does not come
        db.session.flush()
        _record(by, pairing, "pairing.amend", "修改了结对", changes)


def end(*, by: User, on: date, pairing: Pairing, end_on: date) -> None:
    """End a pairing with that day."""
    lock(f"pairings of {pairing.enterprise_id}")
    if pairing.end_on is not None and pairing.end_on < on:
        raise Refused(f"这段结对已于{chinese_day(pairing.end_on)}结束。")
    _check_days(pairing.enterprise_id, Span(pairing.start_on, end_on), but=pairing)
    pairing.end_on = end_on
    changes = audit.changes_of(pairing)
    db.session.flush()
    _record(by, pairing, "pairing.end", f"结束了结对，最后一天{chinese_day(end_on)}", changes)


def change(*, by: User, on: date, pairing: Pairing, terms: Terms, kept: bool = False) -> Pairing:
    """Let another pairing follow this one, which ends the day before.

    `kept`: whoever stays on is not asked again whether they may.
    """
    lock(f"pairings of {pairing.enterprise_id}")
    if terms.start_on <= pairing.start_on:
        raise Invalid("start_on", "新结对应晚于原结对的开始日期；填错的请用“修改”。")
    if pairing.end_on is None or pairing.end_on >= terms.start_on:
        pairing.end_on = day_before(terms.start_on)
    changes = audit.changes_of(pairing)
    db.session.flush()
    stays = kept and pairing.leader_id == terms.leader.id
    known = pairing.liaisons if kept else ()
    _check(pairing.enterprise_id, terms, known=known, leads=stays)
    if changes:
        _record(by, pairing, "pairing.end", "因更换结束了结对", changes)
    return _add(by, pairing.enterprise, terms)


def begin(*, by: User, enterprise: Enterprise, terms: Terms) -> Pairing:
    """Carry the same people on in a pairing of its own; who they are was asked when they began."""
    _check_days(enterprise.id, Span(terms.start_on, terms.end_on), None)
    return _add(by, enterprise, terms)


def conclude(*, by: User, pairing: Pairing, end_on: date | None, why: str) -> None:
    """Give a pairing another end, as the turn of a year brings it or is taken back."""
    _check_days(pairing.enterprise_id, Span(pairing.start_on, end_on), but=pairing)
    pairing.end_on = end_on
    changes = audit.changes_of(pairing)
    db.session.flush()
    _record(by, pairing, "pairing.amend", f"因{why}修改了结对", changes)


def names_of(pairing: Pairing) -> str:
    """The liaisons' names."""
    return "、".join(person.name for person in pairing.liaisons)


def _add(by: User, enterprise: Enterprise, terms: Terms) -> Pairing:
    pairing = Pairing(
        enterprise_id=enterprise.id,
        leader_id=terms.leader.id,
        lead_unit_id=terms.lead_unit.id,
        liaisons=terms.liaisons,
        start_on=terms.start_on,
        end_on=terms.end_on,
        basis=terms.basis,
        created_by_id=by.id,
        origin=Origin.WEB,
    )
    db.session.add(pairing)
    changes = [*audit.changes_of(pairing), Change("联络员", "", names_of(pairing))]
    db.session.flush()
    _record(by, pairing, "pairing.create", "登记了结对", changes)
    return pairing


def _check(
    enterprise_id: int,
    terms: Terms,
    but: Pairing | None = None,
    known: Sequence[Cadre] = (),
    leads: bool = False,
) -> None:
    """`known` liaisons are there already, and so is the leader where they lead it now."""
    newly = [person for person in terms.liaisons if person not in known]
    stays = leads or (but is not None and but.leader_id == terms.leader.id)
    fresh = Terms(terms.leader, terms.lead_unit, newly, terms.start_on)
    check_people(fresh, stays or Role.LEADER in terms.leader.roles)
    _check_days(enterprise_id, Span(terms.start_on, terms.end_on), but)


def _check_days(enterprise_id: int, wanted: Span, but: Pairing | None) -> None:
    others = select(Pairing.start_on, Pairing.end_on).where(
        Pairing.enterprise_id == enterprise_id, Pairing.id != (but.id if but else 0)
    )
    with db.session.no_autoflush:
        check_span(wanted, [Span(*row) for row in db.session.execute(others)])


def _record(by: User, pairing: Pairing, verb: str, words: str, changes: list[Change]) -> None:
    enterprise = pairing.enterprise or db.session.get_one(Enterprise, pairing.enterprise_id)
    audit.record(
        verb=verb,
        kind="pairing",
        key=f"{enterprise.code}/{pairing.start_on.isoformat()}",
        sentence=f"{words}：“{enterprise.name}”（{Span(pairing.start_on, pairing.end_on).words}）",
        changes=changes,
        by=by,
    )
