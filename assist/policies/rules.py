"""What is said of a policy, and when it may be handed over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assist.lib.days import chinese_day
from assist.lib.errors import Invalid
from assist.policies.models import Policy, PolicyLevel


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

    @property
    def words(self) -> list[tuple[str, str]]:
        """Label and value of every fact, in the order of the form."""
        values = vars(self) | {"level": self.level.label if self.level else ""}
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
    )


def check_delivery(policy: Policy, held_on: date, on: date) -> None:
    """A policy is handed over on a day that has come, and while it was in force."""
    if held_on > on:
        raise Invalid("held_on", "日期不能晚于今天。")
    if policy.issued_on and held_on < policy.issued_on:
        raise Invalid("held_on", f"早于政策的发布日期（{chinese_day(policy.issued_on)}）。")
    if policy.valid_until and held_on > policy.valid_until:
        raise Invalid("held_on", f"政策的有效期到{chinese_day(policy.valid_until)}为止。")
