"""培训演练 (domain A16)."""

from __future__ import annotations

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped

from assist.accounts.duties import Duty
from assist.db import Model, labelled
from assist.ledgers.figures import counted
from assist.ledgers.models import Dated, Kind


class Drill(Dated, Model):
    """A training, a drill or an examination."""

    __tablename__ = "drill"
    number_label = "培训编号"

    type: Mapped[str] = labelled("类型", String(40), info={"only": ("培训", "演练", "考试")})
    name: Mapped[str] = labelled("名称", String(200))
    people: Mapped[int | None] = labelled("参加人数", Integer)
    place: Mapped[str] = labelled("地点", String(100), default="")


KIND = Kind(
    word="drills", label="培训演练", model=Drill, prefix="PX", duty=Duty.DRILLS, own=True,
    head="name",
    title=lambda drill: drill.name, search=("name", "place"), filters=("type",),
    columns=("number", "held_on", "type", "name", "people", "place"),
    figures=(
        counted("drill.count", "培训演练", "次", "期内有效的培训、演练、考试次数。",
                of=Drill, word="drills", title="name"),
        counted("drill.trainings", "安全生产培训", "次", "培训演练中类型为培训的次数。",
                of=Drill, word="drills", title="name", where=lambda: Drill.type == "培训"),
        counted("drill.drills", "应急演练", "次", "培训演练中类型为演练的次数。",
                of=Drill, word="drills", title="name", where=lambda: Drill.type == "演练"),
        counted("drill.exams", "安全生产考试", "次", "培训演练中类型为考试的次数。",
                of=Drill, word="drills", title="name", where=lambda: Drill.type == "考试"),
        counted("drill.people", "培训演练参加", "人次", "期内有效的培训、演练、考试参加人数之和。",
                of=Drill, word="drills", title="name", total=lambda: Drill.people),
    ),
)  # fmt: skip
