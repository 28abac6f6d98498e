"""What reports may count of pairings."""

from __future__ import annotations

from sqlalchemy import Select, select

from assist.enterprises.figures import count, key_enterprises, records
from assist.enterprises.models import Enterprise, Pairing
from assist.enterprises.queries import holds
from assist.lib.figures import Figure, FigureKind
from assist.lib.periods import Period


def covered(period: Period) -> Select[int]:
    """Ids of the year's key enterprises with a pairing in force on the last day that is known."""
    paired = select(Pairing.enterprise_id).where(holds(period.cut_off))
    return key_enterprises(period).where(Enterprise.id.in_(paired))


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
)
