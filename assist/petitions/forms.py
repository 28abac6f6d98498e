"""What is typed of a petition: the matter, telling, extending, finishing, and a reveal's reason."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from assist.accounts.policy import Role
from assist.cadres.forms import PersonField
from assist.cadres.queries import holders
from assist.lib.phones import check_phone
from assist.lib.text import clean, is_masked, mask_name, mask_phone
from assist.petitions.models import Opinion, Petition, PetitionChannel
from assist.petitions.queries import Asked
from assist.petitions.rules import RESULTS
from assist.problems.states import Satisfaction
from assist.web.forms import (
    CheckedField,
    DayField,
    EnumField,
    Form,
    LongTextField,
    TextField,
    VersionField,
    _member_of,
    at_most,
    has_come,
    optional,
    required,
)

FIELDS = ("服务质量", "权益保障", "账款", "劳动", "其他")


def phone_or_mask(text: str) -> str:
    """A phone number in its one form; a mask stays one and means "unchanged"."""
    return text[:32] if is_masked(text) else check_phone(text)


class PetitionFields(Form):
    """What page and workbook row share; the labels are the workbook's headers."""

    received_on = DayField("收到日期", [required("请填写收到日期。"), has_come])
    channel = EnumField("渠道", [required("请选择渠道。")], kind=PetitionChannel, blank="请选择")
    field = TextField("领域", [optional(), at_most(40)])
    matter = LongTextField("事项", [required("请填写事项。"), at_most(5000)])
    accepted_on = DayField("受理日期")
    petitioner = TextField("信访人", [optional(), at_most(64)])
    petitioner_phone = CheckedField("信访人电话", check=phone_or_mask)
    answered = TextField("原信访编号", [optional(), at_most(32)])


class PetitionForm(PetitionFields):
    """A matter as it came in."""

    behind = {
        "answered": "channel", "due_on": "accepted_on", "handler": "due_on", "leader": "handler"
    }  # fmt: skip

    version = VersionField()
    due_on = DayField(
        "办理期限", description="留空按渠道推算：12345按工单时限，复查30天，其他60天。"
    )
    handler = PersonField(
        "承办人",
        blank="未指定",
        people=lambda: holders(Role.HANDLER, Role.OFFICE, Role.SPECIALIST),
    )
    leader = PersonField(
        "包案领导", blank="未指定", people=lambda: holders(Role.LEADER, Role.BUREAU_LEADER)
    )

    @classmethod
    def of(cls, row: Petition) -> PetitionForm:
        """The form filled from a row; who asked stands masked, which means "unchanged"."""
        form = cls(formdata=None, obj=row)
        form.version.data = str(row.version)
        form.petitioner.data = mask_name(row.petitioner)
        form.petitioner_phone.data = mask_phone(row.petitioner_phone)
        form.answered.data = row.answered.number if row.answered else ""
        return form

    def review_of(self, answered: Petition) -> None:
        """Begin as a review (复查) of an answered matter; who asks stays secret."""
        self.channel.data, self.field.data = PetitionChannel.REVIEW, answered.field
        self.answered.data = answered.number
        self.matter.data = f"不服{answered.number}的处理意见，申请复查：{answered.matter}"

    @property
    def facts(self) -> dict[str, Any]:
        """The columns as typed."""
        return {name: self[name].data for name in NAMES}


NAMES = (
    "received_on", "channel", "field", "matter", "accepted_on", "petitioner", "petitioner_phone",
    "due_on", "handler", "leader", "answered",
)  # fmt: skip


class TellForm(Form):
    """The petitioner was told."""

    told_on = DayField("告知日期", [required("请填写告知日期。")])


class ExtendForm(Form):
    """More time, with its reason, and the petitioner told of it."""

    extended_to = DayField("延期至", [required("请填写延期至哪一天。")])
    extended_why = LongTextField("延期原因", [required("请填写延期原因。"), at_most(1000)])
    extension_told_on = DayField("延期告知日期", [required("延期应当告知信访人，请填写告知日期。")])


class FinishForm(Form):
    """The answer."""

    done_on = DayField("办结日期", [required("请填写办结日期。")])
    opinion = EnumField("处理意见", [required("请选择处理意见。")], kind=Opinion, blank="请选择")
    answer = LongTextField("答复内容", [required("请填写答复内容。"), at_most(5000)])
    result = SelectField(
        "结果", [required("请选择结果。")],
        choices=[SelectChoice("", "请选择"), *(SelectChoice(word, word) for word in RESULTS)],
    )  # fmt: skip
    satisfaction = EnumField("满意度", kind=Satisfaction, blank="未评价")


class ReasonForm(Form):
    """Why it is opened again, or no longer counts."""

    words = TextField("原因", [required("请填写原因。"), at_most(300)])


class RevealForm(Form):
    """Why somebody needs to know who asked."""

    why = TextField("查看事由", [required("请填写查看事由。"), at_most(100)])


def wanted(args: Mapping[str, str]) -> Asked:
    """What the query string of the list asks for; what is no choice is left out."""

    def number(name: str) -> int | None:
        text = args.get(name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    return Asked(
        q=clean(args.get("q", ""))[:100],
        channel=_member_of(PetitionChannel, args.get("channel", "")),  # type: ignore[arg-type]
        field=clean(args.get("field", ""))[:40],
        state=args.get("state", "") if args.get("state", "") in Asked.STATES else "",
        handler=number("handler"),
        leader=number("leader"),
    )
