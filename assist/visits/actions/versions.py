"""Keeping what a visit said before a change."""

from __future__ import annotations

from typing import Any

from assist.db import db
from assist.visits.actions.parts import law_of, law_words
from assist.visits.models import Keeping, Visit, VisitVersion
from assist.web.clock import now


def keep_version(*, by: Any, visit: Visit) -> VisitVersion:
    """Write down the visit as it stands, before `by` changes it; nobody by name is an import."""
    kept = VisitVersion(
        visit_id=visit.id,
        version=visit.version,
        changed_at=now(),
        changed_by_id=by and by.id,
        **as_it_stands(visit),
    )
    db.session.add(kept)
    return kept


def as_it_stands(visit: Visit) -> dict[str, Any]:
    """What a version keeps, by its columns."""
    stand = [one for one in visit.promises if one.keeping is not Keeping.VOID]
    return {
        "held_on": visit.held_on,
        "channel": visit.channel,
        "people": "、".join(person.name for person in visit.people),
        "met": visit.met,
        "operating": visit.operating,
        "summary": visit.text,
        "policies": "、".join(delivery.policy.number for delivery in visit.deliveries),
        "outreach": law_words(law_of(visit.outreach))[:300],
        "promises": "；".join(f"{one.words}（{one.due_on.isoformat()}前）" for one in stand),
    }
