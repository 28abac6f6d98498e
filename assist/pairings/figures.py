"""What reports may count of pairings."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Select, select

from assist.cadres.models import Cadre
from assist.db import db
from assist.enterprises.figures import count, key_enterprises, records
from assist.enterprises.models import Enterprise, Pairing, PairingLiaison
from assist.enterprises.queries import holds
from assist.lib.figures import Figure, FigureKind, Record
from assist.lib.periods import Period


def covered(period: Period) -> Select[int]:
    """Ids of the year's key enterprises with a pairing in force on the last day that is known."""
    paired = select(Pairing.enterprise_id).where(holds(period.cut_off))
    return key_enterprises(period).where(Enterprise.id.in_(paired))


def _in_force(period: Period) -> Select[int]:
    """Ids of the pairings of the year's key enterprises in force on the last day that is known."""
    chosen = Pairing.enterprise_id.in_(key_enterprises(period))
    return select(Pairing.id).where(holds(period.cut_off), chosen)


def _leaders(period: Period) -> Select[int]:
    return select(Pairing.leader_id).where(Pairing.id.in_(_in_force(period)))


def _liaisons(period: Period) -> Select[int]:
    within = PairingLiaison.pairing_id.in_(_in_force(period))
    return select(PairingLiaison.cadre_id).where(within)


def _people(ids: Select[int]) -> list[Record]:
    statement = select(Cadre.account, Cadre.name).where(Cadre.id.in_(ids)).order_by(Cadre.account)
    return [
        Record(account, name, f"/cadres?q={account}")
        for account, name in db.session.execute(statement)
    ]


def _counted(key: str, label: str, definition: str, ids: Callable[[Period], Select[int]]) -> Figure:
    return Figure(
        key=f"pairing.{key}",
        label=label,
        unit="名",
        definition=definition,
        kind=FigureKind.STOCK,
        value=lambda period: count(select(Cadre.id).where(Cadre.id.in_(ids(period)))),
        records=lambda period: _people(ids(period)),
    )


FIGURES = (
    Figure(
        key="pairing.covered",
        label="已结对重点企业数",
        unit="家",
        definition="统计期末所在年度的重点企业中，截至时点有结对的企业数。",
        kind=FigureKind.STOCK,
        value=lambda period: count(covered(period)),
        records=lambda period: records(covered(period)),
    ),
    _counted(
        "leaders",
        "结对联系领导",
        "截至时点有效的结对中，联系重点企业的领导人数，一人联系几家也只计一次。",
        _leaders,
    ),
    _counted(
        "liaisons",
        "结对联络员",
        "截至时点有效的结对中，重点企业的联络员人数，一人联络几家也只计一次。",
        _liaisons,
    ),
)
