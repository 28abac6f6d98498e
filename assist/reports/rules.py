"""Which period somebody asks for, what a figure lacks in it, and who owes that; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from assist.accounts.duties import Duty
from assist.lib.days import FIRST_DAY, LAST_DAY, parse_day
from assist.lib.enums import Labelled
from assist.lib.figures import Figure, Value
from assist.lib.periods import Period


@dataclass(frozen=True)
class Asked:
    """A period as it was asked for, in the words of an address or a command; each may be empty."""

    year: str = ""
    quarter: str = ""
    start: str = ""
    end: str = ""
    as_of: str = ""
    slug: str = ""

    @classmethod
    def of(cls, args: Mapping[str, str]) -> Asked:
        """Read the query string of a page."""
        names = {"start": "from", "end": "to", "slug": "period"}
        fields = ("year", "quarter", "start", "end", "as_of", "slug")
        return cls(**{name: args.get(names.get(name, name), "").strip() for name in fields})

    @property
    def nothing(self) -> bool:
        """Whether no period was named at all."""
        return not (self.year or self.quarter or self.start or self.end or self.slug)

    def period(self) -> Period:
        """The period asked for; ValueError says in Chinese what is wrong."""
        period = self._period()
        if not self.as_of:
            return period
        as_of = _day(self.as_of, "截至日期")
        if as_of < period.start:
            raise ValueError("截至日期不能早于期间的开始日期。")
        return replace(period, as_of=as_of)

    def _period(self) -> Period:
        if self.start or self.end:
            if self.year or self.quarter:
                raise ValueError("年度、季度、起止日期只能选择一种。")
            if not (self.start and self.end):
                raise ValueError("起止日期须同时填写。")
            return _sentence(
                lambda: Period(_day(self.start, "开始日期"), _day(self.end, "结束日期"))
            )
        if sum(map(bool, (self.year, self.quarter, self.slug))) != 1:
            raise ValueError("请指定年度、季度或起止日期中的一种。")
        if self.quarter:
            return _sentence(lambda: Period.parse_quarter(self.quarter))
        if self.year:
            return _year(self.year)
        return _sentence(lambda: Period.parse(self.slug))


def _year(text: str) -> Period:
    if not (text.isascii() and text.isdigit() and len(text) == 4):
        raise ValueError("年度应写作2025。")
    return _sentence(lambda: Period.of_year(int(text)))


def _day(text: str, what: str) -> date:
    try:
        return parse_day(text)
    except ValueError as error:
        raise ValueError(f"{what}有误：{str(error).rstrip('。')}。") from None


def _sentence(make: Callable[[], Period]) -> Period:
    """What `make` complains of, ended as a sentence."""
    try:
        return make()
    except ValueError as error:
        raise ValueError(str(error).rstrip("。") + "。") from None


def comparable(period: Period) -> Period | None:
    """The period of the same kind before this one; None before the first day that is known."""
    length = period.end - period.start
    if period.start - FIRST_DAY < length or period.end > LAST_DAY:
        return None
    return period.before()


def year_ago(period: Period) -> Period | None:
    """The same period of the year before; None where that is `comparable` already, or unknown."""
    before = comparable(period)
    if before is None or period.start.year - 1 < FIRST_DAY.year:
        return None
    found = period.year_before()
    return None if found == before else found


class Gap(Labelled):
    """What a figure lacks in a period."""

    NONE = "none", "没有记录"
    ODD = "odd", "与上年相差较大"
    FINE = "fine", "正常"


def number_of(value: Value) -> Decimal | None:
    """A value as a number: a list by its length; a day is none, nor is a rate without a base."""
    if value is None or isinstance(value, date):
        return None
    if isinstance(value, list):
        return Decimal(len(value))
    return Decimal(repr(value)) if isinstance(value, float) else Decimal(value)


#: Figures of which none is what everybody hopes for.
NONE_IS_GOOD = frozenset(
    {
        "arrears.small_open_count",
        "arrears.balance",
        "arrears.disputed_count",
        "arrears.added_count",
        "arrears.added_balance",
        "arrears.new_open_count",
        "arrears.new_overdue_count",
        "arrears.disclosed_count",
        "arrears.disclosed_amount",
        "safety.overdue",
    }
)


def recorded(figure: Figure, value: Value) -> bool:
    """Whether something stands behind the value; a day that has not come lacks no record."""
    if figure.key in NONE_IS_GOOD or not figure.unit:
        return True
    return value is not None if figure.rate else bool(value)


def gap_of(figure: Figure, value: Value, before: Value) -> Gap:
    """Nothing behind it, or more than half away from last year's; zero against something is odd."""
    if not recorded(figure, value):
        return Gap.NONE
    now, then = number_of(value), number_of(before)
    if now is None or then is None:
        return Gap.FINE
    return Gap.ODD if abs(now - then) * 2 > abs(then) else Gap.FINE


#: What the page of gaps can be narrowed to; by default what needs a look.
SHOWN: Mapping[str, str] = {
    "": "需要处理",
    "none": Gap.NONE.label,
    "odd": Gap.ODD.label,
    "mine": "我负责的",
    "all": "全部指标",
}


def shows(show: str, gap: Gap, mine: bool) -> bool:
    """Whether a figure belongs to that part of the page."""
    if show == "all":
        return True
    if show in {Gap.NONE.value, Gap.ODD.value}:
        return gap.value == show
    return gap is not Gap.FINE and (mine or show != "mine")


@dataclass(frozen=True)
class Owed:
    """Whose records a figure counts, and where an empty form for one more is."""

    duty: Duty | None
    href: str
    action: str


#: By the first words of a figure's key, the longer ones first.
OWED: tuple[tuple[str, Owed], ...] = (
    ("emergency.plans", Owed(Duty.PLANS, "/ledgers/plans/new", "登记应急预案")),
    ("emergency.team", Owed(None, "/cadres", "查看干部名录")),
    ("enforcement.", Owed(None, "/cadres", "查看干部名录")),
    ("enterprise.", Owed(None, "/enterprises/new", "新增企业")),
    ("pairing.", Owed(None, "/pairings", "办理结对")),
    ("visit.", Owed(None, "/visits/new", "登记走访")),
    ("policy.", Owed(None, "/policies", "登记政策送达")),
    ("problem.", Owed(None, "/problems/new", "登记问题")),
    ("event.", Owed(Duty.EVENTS, "/ledgers/events/new", "登记专场活动")),
    ("outreach.", Owed(Duty.OUTREACH, "/ledgers/outreach/new", "登记普法")),
    ("study.", Owed(Duty.MEETINGS, "/ledgers/meetings/new", "登记学习会议")),
    ("training.", Owed(Duty.DRILLS, "/ledgers/drills/new", "登记培训演练")),
    ("drill.", Owed(Duty.DRILLS, "/ledgers/drills/new", "登记培训演练")),
    ("document.", Owed(Duty.DOCUMENTS, "/ledgers/documents/new", "登记制度文件")),
    ("arrears.plan_", Owed(Duty.ARREARS, "/arrears/plan", "填写清欠计划")),
    ("arrears.", Owed(Duty.ARREARS, "/arrears/new", "登记欠款")),
    ("safety.", Owed(Duty.INSPECTIONS, "/inspections/safety/new", "登记安全检查")),
    ("power.", Owed(Duty.POWER, "/inspections/power/new", "登记电力执法")),
    ("petition.", Owed(Duty.PETITIONS, "/petitions/new", "登记信访")),
    ("disclosure.", Owed(Duty.DISCLOSURES, "/disclosures/new", "登记信息公开")),
)


def owed_by(key: str) -> Owed | None:
    """Who owes the records of a figure; None for a key that nobody has been given."""
    return next((owed for start, owed in OWED if key.startswith(start)), None)
