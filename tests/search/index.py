"""The index as it is stored, and as the texts say that it should be."""

from __future__ import annotations

from sqlalchemy import select

from assist.db import db
from assist.lib.grams import grams
from assist.search.models import KEPT, SearchGram

Entries = set[tuple[int, int, int]]


def stored() -> Entries:
    db.session.rollback()
    every = select(SearchGram.kind, SearchGram.gram, SearchGram.record_id)
    return {tuple(row) for row in db.session.execute(every)}


def computed() -> Entries:
    return {
        (kept.code, gram, row[0])
        for kept in KEPT.values()
        for row in db.session.execute(select(kept.model.id, *kept.texts))
        for gram in grams(row[1:])
    }
