"""What contacts and promises show on an enterprise's page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import (
    Date,
    Select,
    String,
    bindparam,
    func,
    literal,
    select,
    type_coerce,
    union_all,
)

from assist.accounts.models import User
from assist.cadres.models import reader
from assist.db import built, db, rows
from assist.enterprises.models import Enterprise
from assist.enterprises.timeline import SECTION_ROWS, Entry, Section
from assist.lib.deadlines import Light
from assist.lib.text import shorten
from assist.policies import timeline as policies
from assist.problems.queries import Heard
from assist.visits import queries, rules
from assist.visits.models import (
    NOTHING_NEW,
    Channel,
    Keeping,
    ProblemNote,
    Promise,
    Standing,
    Visit,
)
from assist.web.access import Permission
from assist.web.clock import today

CHANNELS = {one.value: one for one in Channel}
KEEPINGS = {one.value: one for one in Keeping}
TONES = {Light.RED: "danger", Light.AMBER: "warning", Light.GREEN: "ok"}


def entries(enterprise: Enterprise, user: User, until: date, limit: int) -> list[Entry]:
    """The contacts and promises that the reader may open, newest first; void contacts say so.

    A promise stands on the day on which it was kept or broken, and before that on its due day.
    """
    if not user.may(Permission.VISIT_READ):
        return []
    on = today()
    statement = built(("timeline of visits", *reader(user, on)), lambda: _entries(user, on))
    asked = {"enterprise": enterprise.id, "until": until, "most": limit}
    found = rows(statement, asked)
    people = queries.people_of([row.id for row in found if row.kind == "visit"])
    return [_entry(row, people, on) for row in found]


def _entry(row: Any, people: Mapping[int, list[str]], on: date) -> Entry:
    if row.kind == "visit":
        return _visit(row, people.get(row.id, []))
    return _promise(row, on) if row.kind == "promise" else policies.entry(row)


def _entries(user: User, on: date) -> Select[Any]:
    """All in one statement, what came of policies too: the page may ask only so often."""
    until = bindparam("until", type_=Date)
    settled = func.coalesce(Promise.settled_on, Promise.due_on)
    visits = select(
        literal("visit").label("kind"),
        Visit.id,
        Visit.number,
        Visit.held_on.label("day"),
        type_coerce(Visit.channel, String).label("code"),
        type_coerce(Visit.standing, String).label("standing"),
        Visit.summary.label("text"),
        Visit.held_on.label("due_on"),
    ).where(Visit.enterprise_id == bindparam("enterprise"), Visit.held_on <= until)
    promises = select(
        literal("promise"),
        Promise.id,
        Promise.number,
        settled,
        type_coerce(Promise.keeping, String),
        Promise.outcome,
        Promise.words,
        Promise.due_on,
    ).where(Promise.enterprise_id == bindparam("enterprise"), settled <= until)
    promises = promises.where(Promise.keeping != Keeping.VOID)
    seen, own = queries.visible(user, on), queries.promise_visible(user, on)
    both = union_all(
        visits if seen is None else visits.where(seen),
        promises if own is None else promises.where(own),
        *(policies.parts() if user.may(Permission.POLICY_READ) else ()),
    ).subquery()
    newest = (both.c.day.desc(), both.c.kind, both.c.id.desc())
    return select(both).order_by(*newest).limit(bindparam("most"))


def _visit(row: Any, people: list[str]) -> Entry:
    names, label = "、".join(people), CHANNELS[row.code].label
    text = shorten(row.text or NOTHING_NEW, 120)
    return Entry(
        day=row.day,
        title=f"{label}（作废）" if row.standing == Standing.VOID.value else label,
        text=f"{names}：{text}" if names else text,
        href=f"/visits/{row.number}",
        kind="走访",
    )


def _promise(row: Any, on: date) -> Entry:
    keeping, outcome = KEEPINGS[row.code], shorten(row.standing, 100)
    clock = rules.clock_of(keeping, row.due_on, on)
    waits = keeping is Keeping.OPEN
    return Entry(
        day=row.day,
        title=f"{'应' if waits else ''}兑现：{shorten(row.text, 60)}",
        text=f"{clock.text}：{outcome}" if outcome else clock.text,
        href=f"/visits/promises/{row.number}",
        kind="承诺",
        tone=None if waits and clock.light is Light.GREEN else TONES.get(clock.light),
    )


HEARD = (
    select(Visit.held_on, Visit.number, ProblemNote.tick, ProblemNote.words)
    .join(ProblemNote.visit)
    .where(ProblemNote.problem_id == bindparam("problem"), Visit.standing == Standing.VALID)
    .order_by(Visit.held_on.desc(), ProblemNote.id.desc())
    .limit(10)
)


def heard(problem_id: int) -> list[Heard]:
    """What valid visits brought on a problem: the last ten ticks, the newest first."""
    return [
        Heard(day, tick.label, words, f"/visits/{number}")
        for day, number, tick, words in rows(HEARD, {"problem": problem_id})
    ]


def sections(enterprise: Enterprise, user: User, on: date) -> list[Section]:
    """The valid contacts and what was promised, for the enterprise's file."""
    if not user.may(Permission.VISIT_READ):
        return []
    statement = queries.listed(user, on, queries.Filter()).where(
        Visit.enterprise_id == enterprise.id
    )
    found = db.session.execute(statement.limit(SECTION_ROWS)).all()
    names = queries.people_of([row.id for row in found])
    contacts = [
        (
            row.held_on.isoformat(),
            row.channel.label,
            "、".join(names.get(row.id, ())),
            row.met,
            shorten(row.summary or NOTHING_NEW, 200),
        )
        for row in found
    ]
    promised = [
        (line.made_on.isoformat(), line.words, line.due_on.isoformat(), line.keeper or "")
        for line in queries.promises_to(enterprise.id, on, user)
    ]
    return [
        Section("走访和联系", ("日期", "方式", "走访人员", "接待人", "情况"), contacts),
        Section("待兑现的承诺", ("日期", "承诺", "期限", "责任人"), promised),
    ]
