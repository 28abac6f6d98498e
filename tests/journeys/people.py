"""Who is in the stories: one enterprise, its cadre, the office, a unit that handles, a leader."""

from __future__ import annotations

from assist.cadres.models import UnitKind
from assist.problems import actions as problems
from tests.accounts.factories import admin, auditor
from tests.cadres.factories import UnitFactory, bureau_leader, cadre, handler, leader, office
from tests.enterprises.factories import EnterpriseFactory, credit_code, paired

ENTERPRISE = "怀化市洪江区示范新材料科技与精细化工产业发展集团股份有限公司洪江区第一分公司"
CODE = credit_code(900001)
UNIT = "区自然资源和规划管理局"


def fill() -> None:
    """The same people in every story."""
    problems.seed_categories()
    bureau = UnitFactory(name="区科技工业信息化局", kind=UnitKind.DEPARTMENT)
    unit = UnitFactory(name=UNIT, kind=UnitKind.DEPARTMENT)
    leaders = UnitFactory(name="区管委", kind=UnitKind.LEADERS)
    liaison = cadre(account="liaison", name="李明", unit=bureau)
    chief = leader(account="leader", name="王建国", unit=leaders)
    office(account="office", name="张华", unit=bureau)
    office(account="second", name="刘洋", unit=bureau)
    bureau_leader(account="bureau", name="赵建军", unit=bureau)
    handler(account="handler", name="陈芳", unit=unit)
    admin(account="boss", name="系统管理员")
    auditor(account="audit", name="审计员")
    enterprise = EnterpriseFactory(
        code=CODE, name=ENTERPRISE, short_name="示范新材", pinyin="hjsfxclkjgfyxgs"
    )
    paired(liaison, enterprise=enterprise, leader=chief, lead_unit=bureau)
