"""What is typed of a policy and of its delivery."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from wtforms.validators import ValidationError

from assist.enterprises.forms import EnterprisesField
from assist.enterprises.models import FourUp, Industry, Size
from assist.lib.days import parse_day
from assist.lib.text import clean
from assist.policies import queries
from assist.policies.models import Claim, Policy, PolicyLevel, Way
from assist.policies.queries import Asked, Untold, Wanted
from assist.policies.rules import PolicyFacts
from assist.web.forms import (
    DayField,
    EnumField,
    EnumsField,
    Form,
    ListField,
    TextField,
    VersionField,
    YuanField,
    _ParsedField,
    at_most,
    has_come,
    required,
)


class IndustriesField(EnumsField):
    """Several 门类, by letter or by name; some names have 、 within."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata([_lettered(str(value)) for value in valuelist])


def _lettered(text: str) -> str:
    for member in sorted(Industry, key=lambda member: -len(member.label)):
        text = text.replace(member.label, member.value)
    return text


class PolicyForm(Form):
    """A policy; the labels are the headers of the workbook's sheet 政策."""

    version = VersionField()
    number = TextField(
        "文号",
        [required("请填写文号。"), at_most(100)],
        description="没有文号的，写一个不会重复的名称。",
    )
    title = TextField("标题", [required("请填写标题。"), at_most(200)])
    level = EnumField("级别", kind=PolicyLevel, blank="未填")
    kind = TextField("类别", [at_most(40)], description="例如税费、金融、用工、科技、技改、用能。")
    issuer = TextField("发文机关", [at_most(100)])
    issued_on = DayField("发布日期")
    valid_until = DayField("有效期至", description="没有期限就留空。")

    for_four_up = EnumsField("适用四上类别", kind=FourUp, description="都不选就是不限。")
    for_industry = IndustriesField("适用行业门类", kind=Industry, description="都不选就是不限。")
    for_size = EnumsField("适用规模", kind=Size, description="都不选就是不限。")
    for_tags = ListField(
        "适用标签", description="有其中一个标签的企业适用，多个用“、”隔开；留空就是不限。"
    )

    def validate_for_tags(self, field: Any) -> None:
        names = field.data or ()
        if any(len(tag) > 20 for tag in names) or len("、".join(names)) > 300:
            raise ValidationError("每个标签最多 20 个字，合计最多 300 个字。")

    def validate_valid_until(self, field: Any) -> None:
        if field.data and self.issued_on.data and field.data < self.issued_on.data:
            raise ValidationError("有效期至早于发布日期。")

    @classmethod
    def of(cls, facts: PolicyFacts, version: int) -> PolicyForm:
        """The form over what is written down."""
        return cls(formdata=None, data=asdict(facts) | {"version": version})

    @property
    def facts(self) -> PolicyFacts:
        """The policy as typed."""
        return PolicyFacts(
            number=self.number.data or "",
            title=self.title.data or "",
            level=self.level.data,
            kind=self.kind.data or "",
            issuer=self.issuer.data or "",
            issued_on=self.issued_on.data,
            valid_until=self.valid_until.data,
            for_four_up=tuple(self.for_four_up.data or ()),
            for_industry=tuple(self.for_industry.data or ()),
            for_size=tuple(self.for_size.data or ()),
            for_tags=tuple(self.for_tags.data or ()),
        )


class PolicyField(_ParsedField):
    """A policy of the library by 文号 or title; `data` is the Policy."""

    def parse(self, text: str) -> Policy:
        found = queries.called(text)
        if not found:
            raise ValueError(f"政策库里没有“{text[:40]}”。请填写文号或完整标题。")
        if len(found) > 1:
            raise ValueError("不止一项政策是这个标题，请填写文号。")
        return found[0]

    def show(self, value: Policy) -> str:
        return value.number


def policy_field() -> Any:
    """A form's own field of the policy that it is about."""
    return PolicyField(
        "政策", [required("请填写政策。")], description="文号或完整标题，也可从列表里选。"
    )


class DeliveryForm(Form):
    """Whom a policy was told outside a visit."""

    enterprises = EnterprisesField(
        "企业",
        [required("请填写企业。")],
        description="企业名称、简称或统一社会信用代码，一行一家，也可用“、”隔开。",
    )
    held_on = DayField("日期", [required("请填写日期。"), has_come])
    way = EnumField("方式", [required("请选择方式。")], kind=Way, blank="请选择")


class ApplyForm(Form):
    """Who applied under a policy."""

    enterprises = EnterprisesField(
        "企业",
        [required("请填写企业。")],
        description="企业名称、简称或统一社会信用代码，一行一家，也可用“、”隔开。",
    )
    applied_on = DayField("申报日期", [required("请填写申报日期。"), has_come])


class NewDeliveryForm(DeliveryForm):
    """The same where the policy is not given by the address."""

    policy = policy_field()


class NewApplicationForm(ApplyForm):
    """The same where the policy is not given by the address."""

    policy = policy_field()


class ApplicationForm(Form):
    """The day of one application."""

    version = VersionField()
    applied_on = ApplyForm.applied_on

    @property
    def words(self) -> list[tuple[str, str]]:
        """Label and value of each field, as shown."""
        field: Any = self.applied_on
        return [(field.label.text, field._value())]


class PaymentForm(Form):
    """Money that arrived under an application."""

    paid_on = DayField("兑现日期", [required("请填写兑现日期。"), has_come])
    amount = YuanField("兑现金额", [required("请填写大于零的兑现金额。")], description="单位：元。")
    words = TextField("说明", [at_most(200)], description="例如第几批、拨付文号；可不填。")


class NewPaymentForm(PaymentForm):
    """The same, with what finds the application."""

    policy = policy_field()
    enterprise = EnterprisesField(
        "企业",
        [required("请填写企业。")],
        description="申报的一家企业：名称、简称或统一社会信用代码。",
    )
    applied_on = DayField("申报日期", description="同一政策申报过不止一次的才要填。")

    def validate_enterprise(self, field: Any) -> None:
        if len(field.found) != 1:
            raise ValidationError("一次登记一家企业的兑现。")


class ReversalForm(Form):
    """Why a payment is taken back, and on which day."""

    reversed_on = DayField("冲销日期", [required("请填写冲销日期。"), has_come])
    reason = TextField("冲销原因", [required("请填写冲销原因。"), at_most(200)])


def asked_for(args: Mapping[str, str], policy_id: int | None = None) -> Asked:
    """What the query string of a list of applications asks for."""
    claim = args.get("claim", "")
    kinds = (Claim.APPLIED, Claim.CASHED)
    return Asked(
        q=clean(args.get("q", ""))[:100],
        claim=next((member for member in kinds if member.value == claim), None),
        since=_day(args.get("from", "")),
        until=_day(args.get("to", "")),
        policy_id=policy_id,
    )


def _day(text: str) -> date | None:
    try:
        return parse_day(text) if text else None
    except ValueError:
        return None


def wanted(args: Mapping[str, str]) -> Wanted:
    """What the query string of the list asks for; what is no choice is left out."""
    level = args.get("level", "")
    return Wanted(
        q=clean(args.get("q", ""))[:100],
        level=next((member for member in PolicyLevel if member.value == level), None),
        in_force={"yes": True, "no": False}.get(args.get("in_force", "")),
    )


def untold_asked(args: Mapping[str, str]) -> Untold:
    """What the query string of the list of those not told asks for."""
    return Untold(
        q=clean(args.get("q", ""))[:100],
        cadre=_number(args.get("cadre", "")),
        unit=_number(args.get("unit", "")) or None,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
