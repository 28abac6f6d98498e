"""Filters of the board that somebody keeps."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from werkzeug.exceptions import NotFound

from assist.accounts.models import User
from assist.db import db, rows
from assist.problems.models import SavedView

OWN = (
    select(SavedView.id, SavedView.name, SavedView.query)
    .where(SavedView.user_id == bindparam("user"))
    .order_by(SavedView.id)
)


def saved_views(user: User) -> Sequence[SavedView]:
    """A person's own, in the order in which they were kept; plain rows."""
    return rows(OWN, {"user": user.id})


def saved_view(user: User, view_id: int) -> SavedView:
    """One of the person's own; another's is as absent as none."""
    found = db.session.get(SavedView, view_id)
    if found is None or found.user_id != user.id:
        raise NotFound
    return found
