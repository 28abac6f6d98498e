"""Indicators: set, amended, given a value with evidence, scored for a period on request."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assist import audit
from assist.accounts.models import User
from assist.db import db, lock
from assist.lib.errors import Invalid, Refused
from assist.lib.periods import Period
from assist.planning.models import Better, Indicator, IndicatorScore
from assist.planning.queries import indicators as queries
from assist.planning.rules.indicators import from_exact, points


@dataclass(frozen=True)
class IndicatorFacts:
    """What a form says of an indicator."""

    area: str
    name: str
    weight: int
    target: int
    unit: str
    better: Better
    figure: str
    basis: str
    active: bool


def create(*, by: User, on: date, facts: IndicatorFacts) -> Indicator:
    """Take an indicator into the system."""
    _claim(facts, None)
    row = Indicator(created_by_id=by.id, **vars(facts))
    db.session.add(row)
    changes = audit.changes_of(row)
    db.session.flush()
    _record(by, row, "indicator.create", f"新建评估指标“{row.name}”", changes)
    return row


def amend(*, by: User, on: date, indicator: Indicator, facts: IndicatorFacts) -> None:
    """Change an indicator; scores that stand keep what they were worked out from."""
    _claim(facts, indicator)
    for key, value in vars(facts).items():
        setattr(indicator, key, value)
    changes = audit.changes_of(indicator)
    if changes:
        db.session.flush()
        _record(by, indicator, "indicator.amend", f"修改评估指标“{indicator.name}”", changes)


def enter_value(
    *, by: User, on: date, indicator: Indicator, period: Period, value: int, evidence: str
) -> IndicatorScore:
    """Give an indicator its value of a period, with the evidence for it, and score it."""
    if indicator.figure:
        raise Refused("这项指标由统计指标自动取数，不能手工填写。")
    row = _score(by, indicator, period, value)
    row.evidence = evidence
    _keep(by, row, f"填报“{indicator.name}”{period.label}的实际值")
    return row


def score_period(*, by: User, on: date, period: Period) -> int:
    """Work every indicator of the period out anew; gives how many have a score."""
    lock(f"scores of {period.slug}")
    scored = 0
    for indicator in queries.every():
        row = queries.score_of(indicator.id, period.slug)
        if indicator.figure:
            counted = queries.figure_value(indicator.figure, period)
            value = None if counted is None else from_exact(counted)
        elif row is None:
            continue  # nobody has entered its value yet
        else:
            value = row.value
        row = _score(by, indicator, period, value)
        _keep(by, row, f"计算“{indicator.name}”{period.label}的得分")
        scored += row.score is not None
    return scored


def _score(by: User, indicator: Indicator, period: Period, value: int | None) -> IndicatorScore:
    row = queries.score_of(indicator.id, period.slug)
    if row is None:
        row = IndicatorScore(
            indicator_id=indicator.id, period=period.slug, evidence="", created_by_id=by.id
        )
        db.session.add(row)
    row.as_of = period.cut_off
    row.value, row.target, row.weight = value, indicator.target, indicator.weight
    row.score = (
        None
        if value is None
        else points(value, indicator.target, indicator.weight, indicator.better)
    )
    return row


def _keep(by: User, row: IndicatorScore, words: str) -> None:
    """Store the score; nothing is noted where nothing changes."""
    with db.session.no_autoflush:
        changes = audit.changes_of(row)
    db.session.flush()
    if changes:
        indicator = queries.get(row.indicator_id)
        _record(by, indicator, "indicator.score", words, changes)


def _claim(facts: IndicatorFacts, indicator: Indicator | None) -> None:
    """The name is no other indicator's, and the source is one that counts."""
    lock("indicator names")
    with db.session.no_autoflush:
        same = queries.named(facts.name)
    if same is not None and same is not indicator:
        raise Invalid("name", "已经有同名的指标。")
    if facts.figure and facts.figure not in dict(queries.figures_offered()):
        raise Invalid("figure", "没有这个统计指标，请重新选择取数来源。")


def _record(
    by: User, indicator: Indicator, verb: str, words: str, changes: list[audit.Change]
) -> None:
    audit.record(
        verb=verb,
        kind="indicator",
        key=str(indicator.id),
        sentence=words,
        changes=changes,
        by=by,
    )
