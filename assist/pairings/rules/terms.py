"""When pairings of one enterprise stand in each other's way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from assist.cadres.models import Cadre, Unit
from assist.lib.days import chinese_day
from assist.lib.errors import Invalid


@dataclass(frozen=True)
class Terms:
    """Who is to help an enterprise, from when on and until when."""

    leader: Cadre
    lead_unit: Unit
    liaisons: list[Cadre]
    start_on: date
    end_on: date | None = None
    basis: str = field(default="")


@dataclass(frozen=True)
class Span:
    """The days of one pairing; without an end it goes on."""

    start_on: date
    end_on: date | None = None

    def overlaps(self, other: Span) -> bool:
        """Whether a day belongs to both; the end day still belongs to its pairing."""
        begins = self.end_on is None or other.start_on <= self.end_on
        return begins and (other.end_on is None or self.start_on <= other.end_on)

    @property
    def words(self) -> str:
        """2025年1月1日至今."""
        return f"{chinese_day(self.start_on)}至" + (
            chinese_day(self.end_on) if self.end_on else "今"
        )


def check_span(wanted: Span, others: Iterable[Span]) -> None:
    """Refuse days that run backwards, or that belong to another pairing of the enterprise."""
    if wanted.end_on is not None and wanted.end_on < wanted.start_on:
        raise Invalid("end_on", "结束日期早于开始日期。")
    for other in others:
        if wanted.overlaps(other):
            raise Invalid(
                "start_on", f"与另一段结对（{other.words}）重叠，同一时间只能有一个结对。"
            )


def check_people(terms: Terms, is_leader: bool) -> None:
    """The leader is a 区领导, and everybody newly named is on duty."""
    if not is_leader:
        raise Invalid("leader", f"{terms.leader.name}没有区领导角色。")
    away = [person.name for person in terms.liaisons if not (person.enabled and person.on_duty)]
    if away:
        raise Invalid("liaisons", f"{'、'.join(away)}不在岗，不能做联络员。")


def day_before(start_on: date) -> date:
    """The last day of the pairing that a new one follows."""
    return start_on - timedelta(days=1)
