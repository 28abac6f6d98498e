"""制度文件: 方案、计划、制度 and other papers that the report names."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped

from assist.accounts.duties import Duty
from assist.db import Model, labelled
from assist.ledgers.figures import counted
from assist.ledgers.models import Dated, Kind


class Document(Dated, Model):
    """A paper that the bureau issued, named by its 文号."""

    __tablename__ = "document"
    number_label, day_label = "文号", "印发日期"

    name: Mapped[str] = labelled("名称", String(200))
    type: Mapped[str] = labelled(
        "类型", String(40), info={"offers": ("方案", "计划", "制度", "通知", "其他")}
    )
    issuer: Mapped[str] = labelled("发文机关", String(100), default="")


KIND = Kind(
    word="documents", label="制度文件", model=Document, prefix="", duty=Duty.DOCUMENTS,
    head="name",
    title=lambda document: document.name, search=("number", "name"), filters=("type",),
    columns=("number", "held_on", "name", "type", "issuer"),
    figures=(
        counted("document.count", "印发制度文件", "件", "期内印发的有效制度文件数。",
                of=Document, word="documents", title="name"),
    ),
)  # fmt: skip
