"""What is said of a policy, and when it may be handed over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from assist.enterprises.models import Enterprise, FourUp, Industry, Size
from assist.lib.days import chinese_day
from assist.lib.enums import Labelled
from assist.lib.errors import Invalid
from assist.lib.text import split_list
from assist.policies.models import Application, Policy, PolicyLevel

Kind = TypeVar("Kind", bound=Labelled)


@dataclass(frozen=True)
class PolicyFacts:
    """Everything that a form says of one policy."""

    number: str
    title: str
    level: PolicyLevel | None = None
    kind: str = ""
    issuer: str = ""
    issued_on: date | None = None
    valid_until: date | None = None
    for_four_up: tuple[FourUp, ...] = ()
    for_industry: tuple[Industry, ...] = ()
    for_size: tuple[Size, ...] = ()
    for_tags: tuple[str, ...] = ()

    @property
    def columns(self) -> dict[str, object]:
        """The facts as the table keeps them."""
        return vars(self) | {
            "for_four_up": labels_of(FourUp, self.for_four_up),
            "for_industry": labels_of(Industry, self.for_industry),
            "for_size": labels_of(Size, self.for_size),
            "for_tags": "、".join(self.for_tags),
        }

    @property
    def words(self) -> list[tuple[str, str]]:
        """Label and value of every fact, in the order of the form."""
        values = self.columns | {"level": self.level.label if self.level else ""}
        return [
            (str(Policy.__table__.c[key].info["label"]), str(value if value is not None else ""))
            for key, value in values.items()
        ]


def facts_of(policy: Policy) -> PolicyFacts:
    """What is written down of a policy now."""
    return PolicyFacts(
        policy.number,
        policy.title,
        policy.level,
        policy.kind,
        policy.issuer,
        policy.issued_on,
        policy.valid_until,
        members_in(FourUp, policy.for_four_up),
        members_in(Industry, policy.for_industry),
        members_in(Size, policy.for_size),
        tuple(split_list(policy.for_tags)),
    )


def labels_of(kind: type[Labelled], members: Iterable[Labelled]) -> str:
    """Their labels with 、 between, in the order of the enum."""
    held = set(members)
    return "、".join(member.label for member in kind if member in held)


def members_in(kind: type[Kind], text: str) -> tuple[Kind, ...]:
    """The members whose labels the text holds; a label may have 、 within."""
    return tuple(member for member in kind if _holds(text, member.label))


def fits(policy: Policy, enterprise: Enterprise) -> bool:
    """Whether the policy is meant for the enterprise: in each respect that it names, the
    enterprise has one of what is named; what is not known of an enterprise it has not."""
    return (
        _meet(policy.for_four_up, split_list(enterprise.four_up))
        and _meet(policy.for_industry, [enterprise.industry.label] if enterprise.industry else [])
        and _meet(policy.for_size, [enterprise.size.label] if enterprise.size else [])
        and _meet(policy.for_tags, enterprise.tag_list)
    )


def _meet(wanted: str, has: Iterable[str]) -> bool:
    return not wanted or any(_holds(wanted, each) for each in has)


def _holds(text: str, part: str) -> bool:
    """Whether a list with 、 between holds the whole part, letter by letter."""
    return f"、{part}、" in f"、{text}、"


def check_delivery(policy: Policy, held_on: date, on: date) -> None:
    """A policy is handed over on a day that has come, and while it was in force."""
    if held_on > on:
        raise Invalid("held_on", "日期不能晚于今天。")
    if policy.issued_on and held_on < policy.issued_on:
        raise Invalid("held_on", f"早于政策的发布日期（{chinese_day(policy.issued_on)}）。")
    if policy.valid_until and held_on > policy.valid_until:
        raise Invalid("held_on", f"政策的有效期到{chinese_day(policy.valid_until)}为止。")


def check_application(policy: Policy, applied_on: date, on: date) -> None:
    """Applied once the policy was there, on a day that has come."""
    if applied_on > on:
        raise Invalid("applied_on", "申报日期不能晚于今天。")
    if policy.issued_on and applied_on < policy.issued_on:
        raise Invalid("applied_on", f"早于政策的发布日期（{chinese_day(policy.issued_on)}）。")


def check_first_payment(applied_on: date, first: date | None) -> None:
    """An application is not later than the first payment under it."""
    if first is not None and applied_on > first:
        raise Invalid("applied_on", f"晚于第一笔兑现的日期（{chinese_day(first)}）。")


def check_payment(applied_on: date, paid_on: date, amount: int, on: date) -> None:
    """Cashed after it was applied for, on a day that has come; `amount` in fen, above zero."""
    if amount <= 0:
        raise Invalid("amount", "兑现金额应大于零。")
    if paid_on > on:
        raise Invalid("paid_on", "兑现日期不能晚于今天。")
    if paid_on < applied_on:
        raise Invalid("paid_on", f"早于申报日期（{chinese_day(applied_on)}）。")


def meant(found: Sequence[Application], applied_on: date | None) -> Application:
    """The application that a payment belongs to: the only one, or that of the day."""
    if not found:
        raise Invalid("enterprise", "这家企业没有申报过这项政策，请先登记申报。")
    if applied_on is None and len(found) == 1:
        return found[0]
    days = "、".join(chinese_day(one.applied_on) for one in found)
    if applied_on is None:
        raise Invalid("applied_on", f"这家企业申报过 {len(found)} 次（{days}），请填写是哪一次。")
    for one in found:
        if one.applied_on == applied_on:
            return one
    raise Invalid("applied_on", f"没有这一天的申报，申报日期是{days}。")


def check_reversal(paid_on: date, reversed_on: date, on: date) -> None:
    """A payment is taken back on its day or later, on a day that has come."""
    if reversed_on > on:
        raise Invalid("reversed_on", "冲销日期不能晚于今天。")
    if reversed_on < paid_on:
        raise Invalid("reversed_on", f"早于这笔兑现的日期（{chinese_day(paid_on)}）。")
