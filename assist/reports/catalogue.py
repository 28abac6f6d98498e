"""Every figure that a page, a 简报 or a report may use, by the feature that counts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assist.arrears import figures as arrears
from assist.cadres import figures as cadres
from assist.disclosures import figures as disclosures
from assist.enterprises import figures as enterprises
from assist.inspections import figures as inspections
from assist.ledgers import kinds as ledgers
from assist.lib.figures import Figure
from assist.lib.parts import Catalogue
from assist.pairings import figures as pairings
from assist.petitions import figures as petitions
from assist.policies import figures as policies
from assist.problems import figures as problems
from assist.visits import figures as visits


@dataclass(frozen=True)
class Group:
    """The figures of one feature, under the title that a page gives them."""

    title: str
    figures: tuple[Figure, ...]


GROUPS = (
    Group("重点企业与结对", enterprises.FIGURES + pairings.FIGURES),
    Group("走访联系", visits.FIGURES),
    Group("政策宣传", policies.FIGURES),
    Group("问题办理", problems.FIGURES),
    Group("清欠", arrears.FIGURES),
    Group("活动、普法与学习", ledgers.FIGURES),
    Group("检查与执法", inspections.FIGURES),
    Group("信访", petitions.FIGURES),
    Group("信息公开", disclosures.FIGURES),
    Group("队伍", cadres.FIGURES),
)

FIGURES: tuple[Figure, ...] = tuple(figure for group in GROUPS for figure in group.figures)
BY_KEY: Mapping[str, Figure] = Catalogue({figure.key: figure for figure in FIGURES})
#: Labels are unique too: marks in a text name figures by them.
BY_LABEL: Mapping[str, Figure] = Catalogue({figure.label: figure for figure in FIGURES})
