"""应急预案 (domain A16)."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped

from assist.accounts.duties import Duty
from assist.db import Model, labelled
from assist.ledgers.figures import standing_at
from assist.ledgers.models import Dated, Kind


class Plan(Dated, Model):
    """An emergency plan, named by its title; 现行 until it is repealed."""

    __tablename__ = "plan"
    number_label, day_label, standing_label = "名称", "印发日期", "记录状态"

    kind: Mapped[str] = labelled("类别", String(40), default="", info={"offers": (
        "综合", "专项", "防汛", "低温冰冻", "其他",
    )})  # fmt: skip
    force: Mapped[str] = labelled(
        "状态", String(16), default="现行", info={"only": ("现行", "废止")}
    )
    edition: Mapped[str] = labelled("版本", String(40), default="")
    revise_by: Mapped[date | None] = labelled("应修订日期", Date)


KIND = Kind(
    word="plans", label="应急预案", model=Plan, prefix="", duty=Duty.PLANS, own=True,
    title=lambda plan: plan.number, search=("number",), filters=("kind", "force"),
    columns=("number", "kind", "held_on", "force", "edition", "revise_by"),
    figures=(
        standing_at("emergency.plans", "现行应急预案", "个", "截至时点已印发且现行的应急预案数。",
                    of=Plan, word="plans", title="number", where=lambda: Plan.force == "现行"),
    ),
)  # fmt: skip
