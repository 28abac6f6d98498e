"""What proves the claims of a report that no ledger can."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import contains_eager
from werkzeug.exceptions import NotFound

from assist.db import db
from assist.reports.models import Evidence, Report
from assist.reports.rules.marks import MarkKind, marks
from assist.web.uploads import Attachment


@dataclass(frozen=True)
class Claim:
    """Words that somebody has to prove: whose chapter they stand in, and what proves them."""

    chapter: str
    title: str
    words: str
    proofs: Sequence[Evidence]


def evidence(report: Report) -> Sequence[Evidence]:
    """The attachments that stand, in their order."""
    statement = (
        select(Evidence)
        .join(Evidence.attachment)
        .options(contains_eager(Evidence.attachment))
        .where(Evidence.report_id == report.id, Attachment.withdrawn.is_(False))
        .order_by(Evidence.id)
    )
    return db.session.scalars(statement).all()


def proved(report: Report) -> frozenset[str]:
    """The claims that something proves."""
    return frozenset(one.claim for one in evidence(report))


def claims(report: Report, found: Sequence[Evidence]) -> list[Claim]:
    """Every claim of the text, once a chapter, with what proves it."""
    known = {
        (chapter.key, chapter.title, mark.words): None
        for chapter in report.chapters
        for mark in marks(chapter.text)
        if mark.kind is MarkKind.PROOF
    }
    return [
        Claim(key, title, words, [one for one in found if one.claim == words[:200]])
        for key, title, words in known
    ]


def get(report: Report, evidence_id: int) -> Evidence:
    """One proof of the report; another's is as absent as one that does not exist."""
    for one in evidence(report):
        if one.id == evidence_id:
            return one
    raise NotFound
