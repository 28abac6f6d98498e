"""What is typed of debts and movements; the labels are the headers of the workbook's sheets."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar

from wtforms.validators import ValidationError

from assist.arrears.models import Debt, DebtKind, DebtorKind, Dispute, PlanYear, Stock, Way
from assist.arrears.queries import Sort, Standing, Wanted
from assist.enterprises.forms import EnterpriseField
from assist.enterprises.models import Enterprise, Size
from assist.lib.days import FIRST_DAY, LAST_DAY, parse_day
from assist.lib.enums import Labelled
from assist.lib.money import plain_number
from assist.lib.periods import Period
from assist.lib.text import clean, half_width
from assist.web.forms import (
    CountField,
    DayField,
    EnumField,
    Form,
    LongTextField,
    TextField,
    VersionField,
    YesField,
    YuanField,
    _ParsedField,
    at_most,
    given,
    has_come,
    optional,
    required,
)
from assist.web.sheet import shown
from assist.web.uploads import FilesField, UploadForm

#: Signs that would break the address of a record, and words that are addresses themselves.
NOT_IN_NUMBERS = frozenset("/\\?#%")
TAKEN = {"new", "plan", "disclosure"}
Member = TypeVar("Member", bound=Labelled)
MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")


def record_number(text: str) -> str:
    """A number that can stand in an address."""
    if NOT_IN_NUMBERS & set(text) or len(text) > 32 or text in TAKEN:
        raise ValueError("最多 32 个字，且不能含有 / \\ ? # % 等符号。")
    return text


def above_zero(_form: Any, field: Any) -> None:
    """An amount of money that is there at all."""
    if field.data is not None and field.data <= 0:
        raise ValidationError("金额应大于 0。")


class RateField(_ParsedField):
    """A rate in percent a year with at most two decimals."""

    def parse(self, text: str) -> Decimal:
        try:
            rate = Decimal(half_width(text).removesuffix("%").strip())
        except InvalidOperation:
            rate = Decimal(-1)
        if not rate.is_finite() or not 0 <= rate <= 36 or rate != round(rate, 2):
            raise ValueError("请填写 0 到 36 之间的年利率，最多两位小数，例如“3.45”。")
        return rate

    def show(self, value: Decimal) -> str:
        return plain_number(value)


def percent(hundredths: int | None) -> Decimal | None:
    """A stored rate as the field holds it."""
    return None if hundredths is None else Decimal(hundredths) / 100


def hundredths(rate: Decimal | None) -> int | None:
    """A rate as it is stored."""
    return None if rate is None else int(rate * 100)


class YesNo(Labelled):
    """An answer that may also be left open."""

    YES = "yes", "是"
    NO = "no", "否"


class DebtFields(Form):
    """What web form and workbook row both say of a debt."""

    debtor = TextField("债务单位", [required("请填写债务单位。"), at_most(100)])
    debtor_kind = EnumField(
        "债务单位类别", [required("请选择债务单位类别。")], kind=DebtorKind, blank="请选择"
    )
    debtor_dept = TextField("主管部门", [optional(), at_most(100)])
    creditor = TextField("债权企业", [required("请填写债权企业。"), at_most(100)])
    creditor_size = EnumField("签约时规模", kind=Size, blank="未填")
    contract = TextField("合同项目", [required("请填写合同项目。"), at_most(200)])
    contract_number = TextField("合同编号", [optional(), at_most(64)])
    signed_on = DayField("签订日期")
    kind = EnumField("款项类别", [required("请选择款项类别。")], kind=DebtKind, blank="请选择")
    contract_amount = YuanField("合同金额(元)", [above_zero])
    owed = YuanField("欠款金额(元)", [given("请填写欠款金额。"), above_zero])
    formed_on = DayField("形成日期", [has_come])
    delivered_on = DayField("交付日期")
    accepted_on = DayField("验收日期")
    settled_on = DayField("结算确认日期")
    pay_days = CountField("约定付款天数", largest=3650)
    due_on = DayField("应付日期")
    agreed_rate = RateField("约定年利率(%)")
    stock = EnumField("存量类别", [required("请选择存量类别。")], kind=Stock)
    dispute = EnumField("分歧", [required("请选择有无分歧。")], kind=Dispute, blank="请选择")
    disputed = YuanField("分歧金额(元)", [above_zero])
    dispute_reason = LongTextField("分歧原因", [optional(), at_most(2000)])
    judicial = YesField("司法程序")
    found_by = TextField("发现途径", [optional(), at_most(40)])
    lead = TextField("责任领导", [optional(), at_most(64)])
    owner = TextField("责任人", [optional(), at_most(64)])


#: The fields that are columns of the same name.
NAMES = tuple(name for name in vars(DebtFields) if name in Debt.__table__.columns)


class PageForm(Form):
    """A form of a page: its labels stand between Chinese words, so their brackets are wide."""

    #: Before the ids of the fields, where a page holds several forms.
    mark = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for field in self:
            field.id = field.label.field_id = self.mark + field.id
            field.label.text = field.label.text.replace("(", "（").replace(")", "）")

    def words_of(self, name: str) -> str:
        """What stands in a field, in words."""
        field: Any = self[name]
        if isinstance(field, YesField):
            return shown(bool(field.data))
        plain = field.data is None or isinstance(field.data, bool | Labelled)
        return shown(field.data) if plain else str(field._value())


class DebtForm(PageForm, DebtFields):
    """A debt as the page asks for it."""

    behind = {"enterprise": "creditor", "stock": "owed"}

    version = VersionField()
    enterprise = EnterpriseField("统一社会信用代码")

    @classmethod
    def of(cls, debt: Debt) -> DebtForm:
        """The form over what is written; an 应付日期 that follows from the rest stays blank."""
        data = {name: getattr(debt, name) for name in NAMES} | {
            "version": debt.version,
            "enterprise": debt.enterprise,
            "agreed_rate": percent(debt.agreed_rate),
        }
        if debt.due_by_law is not None and debt.due_by_law.day == debt.due_on:
            data["due_on"] = None
        return cls(formdata=None, data=data)

    @property
    def words(self) -> list[tuple[str, str]]:
        """Every field with what stands in it, for the debt's page."""
        hidden = {"version", "csrf_token", "owed", "debtor", "creditor", "stock", "due_on"}
        return [
            (field.label.text, self.words_of(field.name))
            for field in self
            if field.name not in hidden
        ]

    def begin(self, creditor: Enterprise | None) -> None:
        """Fill in what is known when the form is opened for an enterprise."""
        if creditor is not None:
            self.enterprise.data = creditor
            self.creditor.data, self.creditor_size.data = creditor.name, creditor.size
        self.stock.data = Stock.NEW

    @property
    def facts(self) -> dict[str, Any]:
        """The debt as typed."""
        facts = {name: self[name].data for name in NAMES}
        return facts | {
            "agreed_rate": hundredths(self.agreed_rate.data),
            "enterprise": self.enterprise.data,
        }


class RepaymentFields(Form):
    """What web form and workbook row both say of a repayment."""

    on = DayField("日期", [required("请填写日期。"), has_come])
    amount = YuanField("金额(元)", [given("请填写金额。"), above_zero])
    way = EnumField("方式", [required("请选择方式。")], kind=Way, blank="请选择")
    source = TextField("资金来源", [optional(), at_most(40)])
    voucher = TextField("凭证号", [optional(), at_most(64)])
    confirmed_on = DayField("债权人确认日期")
    words = LongTextField("备注", [optional(), at_most(2000)])


class RepayForm(PageForm, RepaymentFields):
    """A repayment as the page asks for it; 冲销 has a form of its own."""

    behind = {"substantive": "way", "papers": "voucher"}

    mark = "repay-"
    substantive = EnumField("实质性清偿", kind=YesNo, blank="按方式判断")
    papers = FilesField("凭证附件", description="回单、票据或协议的照片、扫描件，可以以后再传。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.way.choices = [
            ("", "请选择"),
            *(pair for pair in Way.choices() if pair[0] != Way.REVERSAL),
        ]

    @property
    def facts(self) -> dict[str, Any]:
        """The repayment as typed."""
        said = self.substantive.data
        return {
            "day": self.on.data,
            "amount": self.amount.data,
            "way": self.way.data,
            "substantive": None if said is None else said is YesNo.YES,
            "source": self.source.data or "",
            "voucher": self.voucher.data or "",
            "confirmed_on": self.confirmed_on.data,
            "words": self.words.data or "",
            "papers": self.papers.papers,
        }


class VoucherForm(UploadForm):
    """A voucher for one repayment; a page holds one such form for each."""

    def __init__(self, number: str, **options: Any) -> None:
        super().__init__(prefix=number, **options)
        self.number = number
        self.file.label.text = "凭证"


class AdjustmentFields(Form):
    """What web form and workbook row both say of an adjustment."""

    on = DayField("日期", [required("请填写日期。"), has_come])
    amount = YuanField("金额(元)", [required("请填写金额。")])
    reason = LongTextField("原因", [required("请填写原因。"), at_most(2000)])
    basis = TextField("依据", [optional(), at_most(200)])


class AdjustForm(PageForm, AdjustmentFields):
    """An adjustment as the page asks for it."""

    mark = "adjust-"


class ReverseForm(PageForm):
    """Why a repayment is taken back, and from which day on."""

    on = DayField("冲销日期", [required("请填写冲销日期。"), has_come])
    words = LongTextField("冲销原因", [required("请填写冲销原因。"), at_most(2000)])


class VoidForm(PageForm):
    """Why a debt no longer counts."""

    mark = "void-"

    words = TextField("作废原因", [required("请填写作废原因。"), at_most(300)])


class PlanFields(Form):
    """What web form and workbook row both say of a year's plan."""

    year = CountField(
        "年度", [required("请填写年度。")], largest=LAST_DAY.year, least=FIRST_DAY.year
    )
    amount = YuanField("计划清偿金额(元)", [given("请填写计划清偿金额。")])

    def validate_amount(self, field: Any) -> None:
        if field.data is not None and field.data < 0:
            raise ValidationError("计划清偿金额不能小于 0。")


class PlanForm(PageForm, PlanFields):
    """A year's plan as the page asks for it."""

    version = VersionField()

    @classmethod
    def of(cls, plan: PlanYear | None, year: int) -> PlanForm:
        """The form over what is stored for a year; only the year where nothing is."""
        if plan is None:
            return cls(formdata=None, data={"year": year, "version": 0})
        data = {"year": plan.year, "amount": plan.amount, "version": plan.version}
        return cls(formdata=None, data=data)


def year_of(text: str | None, default: int) -> int:
    """A year of an address; anything odd is the default."""
    year = int(text) if text and text.isascii() and text.isdigit() and len(text) == 4 else default
    return year if FIRST_DAY.year <= year < LAST_DAY.year else default


def wanted(args: Mapping[str, str], on: date) -> Wanted:
    """What the query string of the list asks for; what is no choice is left out."""
    return Wanted(
        as_of=_day(args.get("as_of", "")) or on,
        q=clean(args.get("q", ""))[:100],
        stock=_member(Stock, args.get("stock")),
        debtor_kind=_member(DebtorKind, args.get("debtor_kind")),
        kind=_member(DebtKind, args.get("kind")),
        dispute=_member(Dispute, args.get("dispute")),
        judicial=_yes(args.get("judicial")),
        small=_yes(args.get("small")),
        standing=_member(Standing, args.get("standing")),
        disclosed=args.get("disclosed") == "yes",
        debtor=clean(args.get("debtor", ""))[:100],
        creditor=clean(args.get("creditor", ""))[:100],
        paid=_month(args.get("paid", "")),
        void=args.get("void") == "yes",
        sort=_member(Sort, args.get("sort")) or Sort.NEWEST,
    )


def _member(kind: type[Member], text: str | None) -> Member | None:
    return next((member for member in kind if member.value == text), None)


def _yes(text: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(text or "")


def _day(text: str) -> date | None:
    try:
        return parse_day(text) if text else None
    except ValueError:
        return None


def _month(text: str) -> tuple[date, date] | None:
    """The first and last day of a month written 2025-03."""
    match = MONTH.fullmatch(text)
    if match is None or not FIRST_DAY.year <= int(match[1]) <= LAST_DAY.year:
        return None
    month = Period.of_year(int(match[1])).months()[int(match[2]) - 1]
    return month.start, month.end
