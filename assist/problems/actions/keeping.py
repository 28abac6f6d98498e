"""Keeping filters of the board under a name."""

from __future__ import annotations

from sqlalchemy import func, select

from assist.accounts.models import User
from assist.db import db
from assist.lib.errors import Refused
from assist.problems.models import SavedView

MOST = 12


def keep_view(*, by: User, name: str, query: str) -> SavedView:
    """Keep the filters; the same name again takes the new ones."""
    own = SavedView.user_id == by.id
    found = db.session.scalar(select(SavedView).where(own, SavedView.name == name))
    if found is None:
        if (db.session.scalar(select(func.count()).where(own)) or 0) >= MOST:
            raise Refused(f"最多保存 {MOST} 个筛选，请先删除不用的。")
        found = SavedView(user_id=by.id, name=name, query=query)
        db.session.add(found)
    found.query = query
    db.session.flush()
    return found


def drop_view(*, by: User, view: SavedView) -> None:
    """Forget them."""
    db.session.delete(view)
    db.session.flush()
