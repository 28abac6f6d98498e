"""What is typed of an enterprise, and the field by which every other form names one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from wtforms import FormField, HiddenField
from wtforms.validators import ValidationError

from assist.enterprises import queries
from assist.enterprises.models import (
    Enterprise,
    FourUp,
    Industry,
    Running,
    Size,
    SizeKind,
)
from assist.enterprises.queries import Wanted
from assist.enterprises.rules import ContactFacts, EnterpriseFacts, years_words
from assist.lib.days import FIRST_DAY, LAST_DAY
from assist.lib.phones import check_phone
from assist.lib.text import clean, code, is_masked, mask_phone, split_list
from assist.lib.uscc import check_uscc
from assist.web.forms import (
    CheckedField,
    CountField,
    DayField,
    EnumField,
    EnumsField,
    Form,
    ListField,
    LongTextField,
    PartsField,
    TextField,
    VersionField,
    YuanField,
    _member_of,
    _ParsedField,
    at_most,
    required,
)

MOST_CONTACTS = 20
MOST_NAMED = 300


class EnterpriseField(_ParsedField):
    """An enterprise by its credit code; `data` is the Enterprise.

    Whether the user may use it is the action's question.
    """

    def parse(self, text: str) -> Enterprise:
        found = queries.by_code(code(text)[:32])
        if found is None:
            raise ValueError(f"没有统一社会信用代码为“{text[:40]}”的企业。")
        into = found.merged_into
        if into is not None and not queries.in_bulk():
            raise ValueError(f"这家企业已并入“{into.name}”（{into.code}），请填写后者。")
        return found

    def show(self, value: Any) -> str:
        return str(value.code)


class EnterprisesField(LongTextField):
    """Several enterprises, by credit code, full name or short name; `found` are the Enterprises."""

    def pre_validate(self, form: Any) -> None:
        parts = split_list(self.data or "")
        if len(parts) > MOST_NAMED:
            raise ValidationError(f"一次最多 {MOST_NAMED} 家企业。")
        self.found, wrong = queries.named(parts)
        if wrong:
            words = "、".join(part[:40] for part in wrong[:5])
            more = f"等 {len(wrong)} 项" if len(wrong) > 5 else ""
            raise ValidationError(f"找不到企业，或者简称不止一家在用：{words}{more}。")


class YearsField(ListField):
    """Years, with 、 between."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        super().process_formdata(valuelist)
        parts = [part.removesuffix("年") for part in self.data]
        if not all(part.isascii() and part.isdigit() and len(part) == 4 for part in parts):
            raise ValueError("请填写四位数的年度，例如“2025、2026”。")
        self.data = sorted({int(part) for part in parts})
        if any(not FIRST_DAY.year <= year <= LAST_DAY.year for year in self.data):
            raise ValueError(f"年度应在{FIRST_DAY.year}至{LAST_DAY.year}之间。")

    def show(self, value: Any) -> str:
        return years_words(value)


def phone_or_mask(text: str) -> str:
    """A phone number in its one form; a mask stays one and means "unchanged"."""
    return text[:32] if is_masked(text) else check_phone(text)


class ContactPart(Form):
    """One contact; wholly blank parts are no contacts."""

    class Meta(Form.Meta):
        csrf = False

    id = HiddenField()
    name = TextField("联系人", [at_most(64)])
    post = TextField("联系人职务", [at_most(64)])
    phone = CheckedField("联系电话", check=phone_or_mask)
    role = TextField("分工", [at_most(40)])

    def validate_name(self, field: Any) -> None:
        if not field.data and (self.post.data or self.phone.data or self.role.data):
            raise ValidationError("请填写联系人姓名。")

    @property
    def facts(self) -> ContactFacts:
        """The contact as typed."""
        number = str(self.id.data or "")
        known = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
        return ContactFacts(
            self.name.data or "",
            self.post.data or "",
            self.phone.data or "",
            known,
            self.role.data or "",
        )


class EnterpriseForm(Form):
    """An enterprise; the labels are the headers of the workbook's sheet 企业."""

    version = VersionField()
    code = CheckedField(
        "统一社会信用代码", [required("请填写统一社会信用代码。")], check=check_uscc
    )
    name = TextField("企业名称", [required("请填写企业名称。"), at_most(100)])
    short_name = TextField("简称", [at_most(40)])
    pinyin = TextField("拼音首字母", [at_most(100)], description="留空自动生成，多音字可以改。")
    aliases = ListField(
        "别名", description="曾用名、俗称，多个用“、”隔开；按别名也能找到这家企业。"
    )
    area = TextField("属地", [at_most(64)], description="街道、乡镇或园区。")
    address = TextField("地址", [at_most(200)])
    industry = EnumField("行业门类", kind=Industry, blank="未填")
    size = EnumField("规模", kind=Size, blank="未填")
    size_year = CountField("规模年度", largest=2100, description="按哪一年的数据划型。")
    size_kind = EnumField(
        "划型行业", kind=SizeKind, blank="按行业门类", description="一个门类分几种划型时选择。"
    )
    staff = CountField("从业人员", largest=10_000_000, description="人。")
    revenue = YuanField("营业收入", description="元，全年。")
    assets = YuanField("资产总额", description="元，年末。")
    running = EnumField("经营状态", kind=Running, blank="未填")
    four_up = EnumsField("四上类别", kind=FourUp)
    four_up_since = DayField("入库日期", description="从哪天起在库。")
    key_years = YearsField("重点企业年度", description="多个年度用“、”隔开，例如“2025、2026”。")
    tags = ListField("标签", description="多个标签用“、”隔开，例如“专精特新、高新技术”。")
    contacts = PartsField(FormField(ContactPart), max_entries=MOST_CONTACTS)
    #: Which of the contacts is called first, by its place among them.
    preferred = TextField("首选")

    def validate_aliases(self, field: Any) -> None:
        if any(len(name) > 100 for name in field.data or ()) or _length(field.data) > 300:
            raise ValidationError("每个别名最多 100 个字，合计最多 300 个字。")

    def validate_size_year(self, field: Any) -> None:
        if field.data is not None and not FIRST_DAY.year <= field.data <= LAST_DAY.year:
            raise ValidationError(f"年度应在{FIRST_DAY.year}至{LAST_DAY.year}之间。")

    def validate_pinyin(self, field: Any) -> None:
        if not (field.data or "").isascii():
            raise ValidationError("拼音首字母只含字母和数字。")

    def validate_four_up(self, field: Any) -> None:
        if FourUp.NONE in field.data and len(field.data) > 1:
            raise ValidationError("“非四上”不能与其他类别同时选择。")

    def validate_tags(self, field: Any) -> None:
        if any(len(tag) > 20 for tag in field.data or ()) or _length(field.data) > 300:
            raise ValidationError("每个标签最多 20 个字，合计最多 300 个字。")

    @classmethod
    def of(cls, facts: EnterpriseFacts, version: int) -> EnterpriseForm:
        """The form over what is written down, with phones masked and room for another contact."""
        values = asdict(facts) | {"version": version}
        values["contacts"] = [
            asdict(contact) | {"phone": mask_phone(contact.phone)} for contact in facts.contacts
        ]
        form = cls(data=values)
        form.preferred.data = "0"
        return form.with_room()

    def with_room(self) -> EnterpriseForm:
        """Leave one contact blank, to be filled."""
        last = self.contacts.entries[-1].form if self.contacts.entries else None
        if last is None or (last.name.data and len(self.contacts.entries) < MOST_CONTACTS):
            self.contacts.append_entry()
        return self

    @property
    def facts(self) -> EnterpriseFacts:
        """The enterprise as typed."""
        contacts = [entry.form.facts for entry in self.contacts.entries]
        first = self.preferred.data or ""
        if first.isascii() and first.isdigit() and int(first[:4]) < len(contacts):
            contacts.insert(0, contacts.pop(int(first[:4])))
        return EnterpriseFacts(
            code=self.code.data,
            name=self.name.data or "",
            short_name=self.short_name.data or "",
            pinyin=(self.pinyin.data or "").lower(),
            four_up=tuple(self.four_up.data or ()),
            industry=self.industry.data,
            size=self.size.data,
            address=self.address.data or "",
            area=self.area.data or "",
            running=self.running.data,
            key_years=tuple(self.key_years.data or ()),
            tags=tuple(self.tags.data or ()),
            contacts=tuple(contact for contact in contacts if contact.name),
            aliases=tuple(self.aliases.data or ()),
            four_up_since=self.four_up_since.data,
            size_year=self.size_year.data,
            size_kind=self.size_kind.data,
            staff=self.staff.data,
            revenue=self.revenue.data,
            assets=self.assets.data,
        )


def _length(names: list[str] | None) -> int:
    return len("、".join(names or ()))


class WithdrawForm(Form):
    """Why an enterprise is taken off the lists."""

    why = TextField("撤下原因", [required("请填写撤下原因。"), at_most(300)])


class MergeForm(Form):
    """Which other entry is the same enterprise."""

    other = EnterpriseField(
        "重复的企业",
        [required("请填写重复的那家企业的统一社会信用代码。")],
        description="统一社会信用代码；并入之后，它的全部记录归到这家企业名下。",
    )
    seen = HiddenField()


class RevealForm(Form):
    """Why somebody needs a phone number."""

    why = TextField("查看事由", [required("请填写查看事由。"), at_most(100)])


def wanted(args: Mapping[str, str], on: date, reads_all: bool) -> Wanted:
    """What the query string of the list asks for; what is no choice is left out.

    Whoever reads all begins with this year's key enterprises, a cadre with every own one.
    """
    year = args.get("year", str(on.year) if reads_all else "")
    return Wanted(
        q=clean(args.get("q", ""))[:100],
        year=int(year) if year.isascii() and year.isdigit() and len(year) == 4 else None,
        area=clean(args.get("area", ""))[:64],
        industry=_choice(Industry, args.get("industry")),
        size=_choice(Size, args.get("size")),
        four_up=_choice(FourUp, args.get("four_up")),
        running=_choice(Running, args.get("running")),
        tag=clean(args.get("tag", ""))[:20],
        paired={"yes": True, "no": False}.get(args.get("paired", "")),
        withdrawn=args.get("withdrawn") == "1",
        own=args.get("own") == "1",
        sort=args.get("sort", ""),
    )


def _choice(kind: Any, text: str | None) -> Any:
    return _member_of(kind, text) if text else None
