"""What a figure lacks in a period, and who owes that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from assist.accounts.duties import Duty
from assist.lib.enums import Labelled
from assist.lib.figures import Figure, Value


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


#: Figures of which none is what everybody hopes for, or is usual.
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
        "visit.forgotten",
        "visit.crowded",
        "problem.collected_on_spot",
        "problem.unassigned",
        "problem.assigned_partly",
        "problem.assigned_explained",
        "problem.assigned_handling",
        "problem.assigned_parked",
        "problem.unsolved",
        "problem.not_taken",
        "problem.overdue",
        "problem.urged",
        "problem.escalated",
        "petition.other",
        "disclosure.other",
    }
)


def recorded(figure: Figure, value: Value) -> bool:
    """Whether something stands behind the value; a day that has not come lacks no record."""
    if figure.key in NONE_IS_GOOD or not figure.unit:
        return True
    return value is not None if figure.rate else bool(value)


def gap_of(figure: Figure, value: Value, before: Value) -> Gap:
    """Nothing behind it, or more than half away from last year's.

    Where last year has nothing, nobody kept the ledger then: there is nothing to compare with.
    """
    if not recorded(figure, value):
        return Gap.NONE
    now, then = number_of(value), number_of(before)
    if now is None or not then:
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
    ("policy.applied", Owed(None, "/policies/applications/new", "登记政策申报")),
    ("policy.cashed", Owed(None, "/policies/payments/new", "登记政策兑现")),
    ("policy.", Owed(None, "/policies/deliveries/new", "登记政策送达")),
    ("problem.", Owed(None, "/problems/new", "登记问题")),
    ("event.", Owed(Duty.EVENTS, "/ledgers/events/new", "登记专场活动")),
    ("outreach.", Owed(Duty.OUTREACH, "/ledgers/outreach/new", "登记普法")),
    ("study.", Owed(Duty.MEETINGS, "/ledgers/meetings/new", "登记学习会议")),
    ("training.", Owed(Duty.DRILLS, "/ledgers/drills/new", "登记培训演练")),
    ("drill.", Owed(Duty.DRILLS, "/ledgers/drills/new", "登记培训演练")),
    ("document.", Owed(Duty.DOCUMENTS, "/ledgers/documents/new", "登记制度文件")),
    ("arrears.plan_", Owed(Duty.ARREARS, "/arrears/plan", "填写清欠计划")),
    ("arrears.", Owed(Duty.ARREARS, "/arrears/new", "登记欠款")),
    (
        "safety.plan_items",
        Owed(Duty.INSPECTIONS, "/inspections/plan", "填写检查计划"),
    ),
    ("safety.", Owed(Duty.INSPECTIONS, "/inspections/safety/new", "登记安全检查")),
    ("power.", Owed(Duty.POWER, "/inspections/power/new", "登记电力执法")),
    ("petition.", Owed(Duty.PETITIONS, "/petitions/new", "登记信访")),
    ("disclosure.", Owed(Duty.DISCLOSURES, "/disclosures/new", "登记信息公开")),
)


def owed_by(key: str) -> Owed | None:
    """Who owes the records of a figure; None for a key that nobody has been given."""
    return next((owed for start, owed in OWED if key.startswith(start)), None)
