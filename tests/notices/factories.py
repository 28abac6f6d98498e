"""A notice of somebody, a message that did not leave, and what the access test asks for."""

from __future__ import annotations

from datetime import date
from typing import Any

from assist.accounts.models import User
from assist.db import db
from assist.notices.models import Digest, Dispatch, Notice
from assist.notices.rules import Fate, Kind, Way
from assist.web.clock import now


def notice_of(user: User) -> int:
    notice = Notice(
        user_id=user.id, kind=Kind.RED, key=f"red:{now().isoformat()}", words="超期",
        href="/problems", told_on=date(2025, 12, 31), at=now(),
    )  # fmt: skip
    db.session.add(notice)
    db.session.commit()
    return notice.id


def failed_dispatch() -> int:
    """A message to the group that did not leave."""
    day = date(2025, 12, 31)
    db.session.merge(Digest(day=day, at=now()))
    db.session.flush()
    target = f"工作群{now().isoformat()}"
    row = Dispatch(day=day, way=Way.ROBOT, target=target, body="超期", fate=Fate.FAILED)
    db.session.add(row)
    db.session.commit()
    return row.id


#: For tests/access.py: the arguments of the addresses that take any.
EXAMPLES: dict[str, dict[str, Any]] = {
    "read": {
        "own": lambda w: {"notice_id": notice_of(w.me)},
        "another": lambda w: {"notice_id": notice_of(w.others.person)},
        "absent": {"notice_id": 987654},
    },
    "send_again": {
        "own": lambda _: {"dispatch_id": failed_dispatch()},
        "absent": {"dispatch_id": 987654},
    },
}
