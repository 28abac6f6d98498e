"""What the box looks through, and the index that leads to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, SmallInteger
from sqlalchemy.orm import InstrumentedAttribute, Mapped, mapped_column

from assist.arrears.models import Debt
from assist.cadres.models import Cadre, Unit
from assist.db import Model
from assist.enterprises.models import Enterprise
from assist.petitions.models import Petition
from assist.problems.models import Problem
from assist.visits.models import Visit


@dataclass(frozen=True)
class Kept:
    """A kind of record: the number by which the index calls it, and the texts looked through.

    A text's old value must be known when it changes (`active_history`).
    """

    code: int
    model: type[Any]
    texts: Sequence[InstrumentedAttribute[str]]
    #: Whether it is also found by the names of its enterprise.
    of_enterprise: bool = False


DEBT = (Debt.contract, Debt.creditor_code, Debt.pinyin)
#: A text that joins or leaves is filled in by a revision, as a new kind is; see 0025.
KEPT: dict[str, Kept] = {
    "problems": Kept(1, Problem, (Problem.number, Problem.title, Problem.detail), True),
    "visits": Kept(2, Visit, (Visit.number, Visit.summary, Visit.met), True),
    "arrears": Kept(3, Debt, (Debt.number, Debt.debtor, Debt.creditor, *DEBT), True),
    "petitions": Kept(4, Petition, (Petition.number, Petition.matter)),
    "enterprises": Kept(5, Enterprise, (Enterprise.sought,)),
    "cadres": Kept(6, Cadre, (Cadre.sought,)),
    "units": Kept(7, Unit, (Unit.name, Unit.short_name)),
}


class SearchGram(Model):
    """A record and a pair of characters in one of its texts (`lib.grams`).

    Only this room reads it, for whoever reads every record of the kind.
    """

    __tablename__ = "search_gram"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kind: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    gram: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    record_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
