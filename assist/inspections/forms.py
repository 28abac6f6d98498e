"""What is typed of inspections, hazards and power checks; page and workbook share the fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from wtforms import SelectField
from wtforms.validators import NumberRange, ValidationError

from assist.accounts.policy import Role
from assist.cadres import queries as cadres
from assist.cadres.forms import PersonField
from assist.enterprises.forms import EnterprisesField
from assist.enterprises.models import Enterprise
from assist.inspections.models import (
    Hazard,
    HazardLevel,
    Inspection,
    InspectionKind,
    PowerCheck,
)
from assist.inspections.queries import HazardsWanted, PowerWanted, SafetyWanted
from assist.inspections.rules import Stage, Verdict
from assist.lib.days import FIRST_DAY, LAST_DAY
from assist.lib.enums import Labelled
from assist.lib.periods import Period
from assist.lib.text import clean
from assist.web.forms import (
    CountField,
    DayField,
    EnumField,
    Form,
    LongTextField,
    TextField,
    VersionField,
    YesField,
    at_most,
    given,
    has_come,
    required,
)

#: Signs that would break the address of a record, and words that are addresses themselves.
NOT_IN_NUMBERS = frozenset("/\\?#%")
TAKEN = {"new"}
Member = TypeVar("Member", bound=Labelled)
MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")
WORDS = 4000


def record_number(text: str) -> str:
    """A number that can stand in an address."""
    if NOT_IN_NUMBERS & set(text) or len(text) > 32 or text in TAKEN:
        raise ValueError("最多 32 个字，且不能含有 / \\ ? # % 等符号。")
    return text


def at_least_one(message: str) -> NumberRange:
    """A count of people who were there."""
    return NumberRange(min=1, message=message)


class InspectionFields(Form):
    """What web form and workbook row both say of an inspection."""

    held_on = DayField("日期", [required("请填写日期。"), has_come])
    kind = EnumField("检查类型", [required("请选择检查类型。")], kind=InspectionKind)
    people = CountField(
        "参加人数", [required("请填写参加人数。"), at_least_one("参加人数至少 1 人。")],
        largest=999,
    )  # fmt: skip
    certified = CountField("持证人数", largest=999)
    officers = LongTextField("执法人员及证号", [at_most(2000)])
    plan_item = TextField("检查计划项", [at_most(200)])
    notice = TextField("检查通知书号", [at_most(64)])
    scan = TextField("扫码入企凭证", [at_most(64)])
    words = LongTextField("检查情况", [at_most(WORDS)])


INSPECTION_NAMES = tuple(
    name for name in vars(InspectionFields) if name in Inspection.__table__.columns
)


class KnownForm(Form):
    """A form that shows warnings once, and is sent again by somebody who knows them."""

    version = VersionField()
    known = YesField("已核实以上提示，仍然保存")


class InspectionForm(KnownForm, InspectionFields):
    """An inspection as the page asks for it; 通知书 and 扫码 are owed by what is new."""

    behind = {
        "known": "", "enterprises": "kind", "leader": "enterprises", "plan_item": "leader",
        "notice": "plan_item", "scan": "notice",
    }  # fmt: skip

    leader = PersonField(
        "带队领导",
        blank="未填",
        people=lambda: cadres.holders(Role.LEADER, Role.BUREAU_LEADER),
    )
    enterprises = EnterprisesField(
        "受检企业",
        [required("请填写受检企业。")],
        description="企业名称、简称或统一社会信用代码，多家用“、”分隔。",
    )

    def __init__(self, *args: Any, papers: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.papers = papers
        self.officers.render_kw = {"rows": 2}
        self.enterprises.render_kw = {"rows": 2}
        self.notice.flags.required = self.scan.flags.required = papers

    @classmethod
    def of(cls, row: Inspection, papers: bool) -> InspectionForm:
        """The form over what is written."""
        data = {name: getattr(row, name) for name in INSPECTION_NAMES} | {
            "version": row.version,
            "leader": row.leader,
            "enterprises": "、".join(one.name for one in row.enterprises),
        }
        return cls(formdata=None, papers=papers, data=data)

    def validate_notice(self, field: Any) -> None:
        if self.papers and not field.data:
            raise ValidationError("请填写检查通知书号。")

    def validate_scan(self, field: Any) -> None:
        if self.papers and not field.data:
            raise ValidationError("请填写扫码入企凭证。")

    def validate_certified(self, field: Any) -> None:
        if field.data is not None and self.people.data and field.data > self.people.data:
            raise ValidationError("持证人数不能大于参加人数。")

    @property
    def found(self) -> list[Enterprise]:
        """The enterprises that were named."""
        return list(getattr(self.enterprises, "found", ()))

    @property
    def facts(self) -> dict[str, Any]:
        """The inspection as typed."""
        return {name: self[name].data for name in INSPECTION_NAMES} | {"leader": self.leader.data}


class HazardFields(Form):
    """What web form and workbook row both say of a hazard."""

    content = LongTextField("内容", [required("请填写隐患内容。"), at_most(WORDS)])
    level = EnumField("等级", [required("请选择等级。")], kind=HazardLevel)
    due_on = DayField("整改期限")


class HazardForm(HazardFields):
    """A hazard as the page asks for it, at one of the inspection's enterprises, with a deadline."""

    behind = {"enterprise": ""}

    version = VersionField()
    enterprise = SelectField("企业", choices=[], validate_choice=False)

    def __init__(self, *args: Any, dated: bool = True, **options: Any) -> None:
        super().__init__(*args, **options)
        self.dated = dated
        self.enterprise.flags.required = True
        self.due_on.flags.required = dated
        self.due_on.description = "当场改完的，填检查当天。"

    def offer(self, enterprises: list[Enterprise]) -> HazardForm:
        """The enterprises that were inspected; a single one needs no choice."""
        self.content.render_kw = {"rows": 3}
        first = [] if len(enterprises) == 1 else [("", "请选择企业")]
        self.codes = {one.code for one in enterprises}
        self.enterprise.choices = first + [(one.code, one.name) for one in enterprises]
        return self

    def validate_due_on(self, field: Any) -> None:
        if self.dated and field.data is None and not field.errors:
            raise ValidationError("请填写整改期限。")

    def validate_enterprise(self, field: Any) -> None:
        if field.data not in self.codes:
            raise ValidationError("请选择受检企业中的一家。")

    @classmethod
    def of(cls, row: Hazard) -> HazardForm:
        """The form over what is written."""
        data = {name: getattr(row, name) for name in ("content", "level", "due_on", "version")}
        code = row.enterprise.code if row.enterprise else ""
        return cls(formdata=None, dated=row.due_on is not None, data=data | {"enterprise": code})

    @property
    def facts(self) -> dict[str, Any]:
        """The hazard as typed."""
        return {name: self[name].data for name in ("content", "level", "due_on")}


class RectifyFields(Form):
    """What web form and workbook row both say of a rectification."""

    rectified_on = DayField("整改完成日期", [has_come])
    rectified_words = LongTextField("整改情况", [at_most(WORDS)], render_kw={"rows": 3})


class RectifyForm(RectifyFields):
    """A rectification as the page asks for it."""

    def validate_rectified_on(self, field: Any) -> None:
        if field.data is None:
            raise ValidationError("请填写整改完成日期。")

    def validate_rectified_words(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("请填写整改情况。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rectified_on.flags.required = self.rectified_words.flags.required = True


class RecheckFields(Form):
    """What web form and workbook row both say of a re-check."""

    rechecked_on = DayField("复查日期", [has_come])
    rechecked_by = TextField("复查人", [at_most(64)])


class RecheckForm(RecheckFields):
    """A re-check as the page asks for it."""

    verdict = EnumField("复查结论", [required("请选择复查结论。")], kind=Verdict)
    due_on = DayField("新的整改期限", description="未整改到位时填写。")
    opinion = TextField("复查意见", [at_most(300)])

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.rechecked_on.flags.required = self.rechecked_by.flags.required = True

    def validate_rechecked_on(self, field: Any) -> None:
        if field.data is None:
            raise ValidationError("请填写复查日期。")

    def validate_rechecked_by(self, field: Any) -> None:
        if not field.data:
            raise ValidationError("请填写复查人。")

    def validate_due_on(self, field: Any) -> None:
        if self.verdict.data is Verdict.FAILED and field.data is None and not field.errors:
            raise ValidationError("未整改到位的，请填写新的整改期限。")


class PowerFields(Form):
    """What web form and workbook row both say of a power check."""

    held_on = DayField("日期", [required("请填写日期。"), has_come])
    place = TextField("地点", [required("请填写地点。"), at_most(100)])
    officers = CountField(
        "执法人数", [required("请填写执法人数。"), at_least_one("执法人数至少 1 人。")],
        largest=999,
    )  # fmt: skip
    officer_names = LongTextField("执法人员及证号", [at_most(2000)], render_kw={"rows": 2})
    matter = TextField("事项", [at_most(200)])
    hazards = CountField("隐患数", [given("请填写隐患数，没有隐患填 0。")], largest=9999)
    found = LongTextField("查处情况", [at_most(WORDS)])
    documents = TextField("文书号", [at_most(200)])


POWER_NAMES = tuple(name for name in vars(PowerFields) if name in PowerCheck.__table__.columns)


class PowerForm(KnownForm, PowerFields):
    """A power check as the page asks for it."""

    behind = {"known": "", "matter": "place", "documents": "matter", "officer_names": "hazards"}

    @classmethod
    def of(cls, row: PowerCheck) -> PowerForm:
        """The form over what is written."""
        data = {name: getattr(row, name) for name in (*POWER_NAMES, "version")}
        return cls(formdata=None, data=data)

    @property
    def facts(self) -> dict[str, Any]:
        """The check as typed."""
        return {name: self[name].data for name in POWER_NAMES}


class PlanFields(Form):
    """What web form and workbook row both say of an item of the plan."""

    year = CountField("年度", [required("请填写年度。")], largest=LAST_DAY.year)
    item = TextField("检查计划项", [required("请填写检查计划项。"), at_most(200)])
    times = CountField("计划次数", largest=366)
    filed = TextField("备案文号", [at_most(64)])

    def validate_year(self, field: Any) -> None:
        if field.data is not None and field.data < FIRST_DAY.year:
            raise ValidationError(f"年度应在{FIRST_DAY.year}至{LAST_DAY.year}之间。")


class PlanForm(PlanFields):
    """An item of the plan as the page asks for it."""

    version = VersionField()

    @property
    def facts(self) -> dict[str, Any]:
        """The item as typed."""
        return {name: self[name].data for name in ("year", "item", "times", "filed")}


class VoidForm(Form):
    """Why a record no longer counts."""

    words = TextField("作废原因", [required("请填写作废原因。"), at_most(300)])


def safety_wanted(args: Mapping[str, str]) -> SafetyWanted:
    """What the query string of the inspections asks for; what is no choice is left out."""
    return SafetyWanted(
        q=clean(args.get("q", ""))[:100],
        year=year_in(args.get("year", "")),
        kind=_member(InspectionKind, args.get("kind")),
        void=args.get("standing") == "all",
    )


def hazards_wanted(args: Mapping[str, str]) -> HazardsWanted:
    """What the query string of the hazards asks for."""
    return HazardsWanted(
        q=clean(args.get("q", ""))[:100],
        stage=_member(Stage, args.get("stage")),
        level=_member(HazardLevel, args.get("level")),
        year=year_in(args.get("year", "")),
    )


def power_wanted(args: Mapping[str, str], on: date) -> PowerWanted:
    """What the query string of the power checks asks for; by default this year."""
    month = _month(args.get("month", ""))
    return PowerWanted(
        year=month[0].year if month else year_in(args.get("year", "")) or on.year,
        q=clean(args.get("q", ""))[:100],
        month=month,
        void=args.get("standing") == "all",
    )


def year_in(text: str) -> int | None:
    """A year written in four digits, or None."""
    known = text.isascii() and text.isdigit() and len(text) == 4
    return int(text) if known and FIRST_DAY.year <= int(text) <= LAST_DAY.year else None


def _member(kind: type[Member], text: str | None) -> Member | None:
    return next((member for member in kind if member.value == text), None)


def _month(text: str) -> tuple[date, date] | None:
    """The first and last day of a month written 2025-03."""
    match = MONTH.fullmatch(text)
    if match is None or year_in(match[1]) is None:
        return None
    month = Period.of_year(int(match[1])).months()[int(match[2]) - 1]
    return month.start, month.end
