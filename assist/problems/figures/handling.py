"""What became of the problems of a period (domain C2): parts that add up, and how fast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, func, not_, or_, select

from assist.db import db
from assist.enterprises.models import Enterprise
from assist.lib.figures import Figure, FigureKind, Record, Value
from assist.lib.periods import Period
from assist.problems.figures.declared import SPLITS, count, records_of
from assist.problems.models import Item, Problem, Step
from assist.problems.queries.counts import registered_in
from assist.problems.queries.scope import parked, returned
from assist.problems.states import NOT_TAKEN, Act, ItemKind, Outcome, State
from assist.settings import current

Condition = Callable[[Period], ColumnElement[bool]]


def _by(day: Any, period: Period) -> ColumnElement[bool]:
    return and_(day.is_not(None), day <= period.cut_off)


def _is(outcome: Outcome) -> ColumnElement[bool]:
    return and_(Problem.outcome.is_not(None), Problem.outcome == outcome)


def _on_spot(period: Period) -> ColumnElement[bool]:
    spot = and_(_is(Outcome.SOLVED_ON_SPOT), _by(Problem.solved_on, period))
    return and_(registered_in(period), spot)


def _given(period: Period) -> ColumnElement[bool]:
    """Given to a unit by then; what a unit has answered was, even where no day was written down."""
    return or_(_by(Problem.assigned_on, period), _ended(period))


def _assigned(period: Period) -> ColumnElement[bool]:
    return and_(registered_in(period), not_(_on_spot(period)), _given(period))


def _unassigned(period: Period) -> ColumnElement[bool]:
    return and_(registered_in(period), not_(_on_spot(period)), not_(_given(period)))


def _came_to(outcome: Outcome, day: Any, period: Period) -> ColumnElement[bool]:
    return and_(_is(outcome), _by(day, period))


def _ended(period: Period) -> ColumnElement[bool]:
    """A unit has answered, with whatever outcome."""
    return or_(*(_came_to(outcome, day, period) for outcome, day in ENDS))


def _of(outcome: Outcome, day: Any) -> Condition:
    return lambda period: and_(_assigned(period), _came_to(outcome, day, period))


ENDS = (
    (Outcome.SOLVED, Problem.solved_on),
    (Outcome.PARTLY_SOLVED, Problem.answered_on),
    (Outcome.EXPLAINED, Problem.answered_on),
)
_solved, _partly, _explained = (_of(outcome, day) for outcome, day in ENDS)


def _stands(period: Period) -> ColumnElement[bool]:
    """As its row says: not a 挂账 whose 研判日 has come by the cut-off, which has returned."""
    return or_(Problem.state != State.PARKED, parked(period.cut_off))


def _parked(period: Period) -> ColumnElement[bool]:
    waits = or_(_is(Outcome.PARKED), Problem.state == State.PARKED)
    return and_(_assigned(period), not_(_ended(period)), waits, _stands(period))


def _handling(period: Period) -> ColumnElement[bool]:
    return and_(_assigned(period), not_(_ended(period)), not_(_parked(period)))


def unsolved(period: Period) -> ColumnElement[bool]:
    """What nothing has come of yet by the cut-off, on the spot or through a unit."""
    return and_(registered_in(period), not_(_on_spot(period)), not_(_ended(period)))


def _not_taken(period: Period) -> ColumnElement[bool]:
    return and_(
        Problem.registered_on.between(period.start, period.last),
        Problem.outcome.is_not(None),
        Problem.outcome.in_(NOT_TAKEN),
        or_(Problem.closed_on.is_(None), Problem.closed_on <= period.cut_off),
    )


def _overdue(period: Period) -> ColumnElement[bool]:
    """Nobody had answered at the cut-off what was due before it."""
    late = and_(Problem.due_on.is_not(None), Problem.due_on < period.cut_off)
    unanswered = not_(_by(Problem.answered_on, period))
    moving = Problem.state.not_in((State.PARKED, State.REJECTED))
    back = and_(returned(period.cut_off), _due_again_before(period.cut_off))
    return and_(Problem.registered_on <= period.cut_off, or_(and_(late, unanswered, moving), back))


def _due_again_before(day: date) -> ColumnElement[bool]:
    """The days for rework that begin with the 研判日 end before that day."""
    return Problem.next_review_on < current().calendar.add(day, -current().rework_days)


def _owed(period: Period) -> ColumnElement[bool]:
    due = and_(Problem.due_on.is_not(None), Problem.due_on <= period.cut_off)
    stored = and_(_stands(period), or_(due, _by(Problem.answered_on, period)))
    again = _due_again_before(period.cut_off + timedelta(days=1))
    return and_(_assigned(period), or_(stored, and_(returned(period.cut_off), again)))


def _on_time(period: Period) -> ColumnElement[bool]:
    kept = and_(Problem.due_on.is_not(None), Problem.answered_on <= Problem.due_on)
    return and_(_owed(period), _stands(period), _by(Problem.answered_on, period), kept)


def _rate(part: int, whole: int) -> Decimal | None:
    return Decimal(part) / Decimal(whole) if whole else None


def _days(condition: ColumnElement[bool], *columns: Any) -> Sequence[Any]:
    return db.session.execute(select(Problem.number, *columns).where(condition)).all()


def _signed(period: Period) -> list[str]:
    """The numbers of what was signed within the working days of the setting."""
    within = current().assigned_days
    between = current().calendar.between
    rows = _days(_assigned(period), Problem.assigned_on, Problem.signed_on)
    return [
        number
        for number, assigned, signed in rows
        if signed is not None and signed <= period.cut_off and between(assigned, signed) <= within
    ]


def _average(period: Period) -> Decimal | None:
    between = current().calendar.between
    rows = _days(_solved(period), Problem.registered_on, Problem.solved_on)
    taken = [between(registered, solved) for _, registered, solved in rows]
    return Decimal(sum(taken)) / Decimal(len(taken)) if taken else None


def _urged(period: Period) -> ColumnElement[bool]:
    return and_(Item.kind == ItemKind.URGE, Item.asked_on.between(period.start, period.last))


def _escalated(period: Period) -> ColumnElement[bool]:
    return and_(Step.act == Act.ESCALATE, Step.on.between(period.start, period.last))


def _acts(model: type[Item] | type[Step], condition: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(condition)) or 0


def _act_records(
    model: type[Item] | type[Step], day: Any, condition: ColumnElement[bool]
) -> list[Record]:
    statement = (
        select(Problem.number, Problem.title, Enterprise.name, day)
        .select_from(model)
        .join(Problem, Problem.id == model.problem_id)
        .join(Enterprise, Enterprise.id == Problem.enterprise_id)
        .where(condition)
        .order_by(day, model.id)
    )
    return [
        Record(number, f"{on.isoformat()} {title}（{name}）", f"/problems/{number}")
        for number, title, name, on in db.session.execute(statement)
    ]


def _figure(key: str, label: str, unit: str, definition: str, **parts: Any) -> Figure:
    kind = parts.pop("kind", FigureKind.COHORT)
    return Figure(f"problem.{key}", label, unit, definition, kind, **parts)


def _counted(key: str, label: str, definition: str, condition: Condition, **more: Any) -> Figure:
    def value(period: Period) -> Value:
        return count(condition(period))

    def records(period: Period) -> list[Record]:
        return records_of(condition(period))

    parts = {"value": value, "records": records, "splits": SPLITS}
    return _figure(key, label, "件", definition, **parts, **more)


def _quotient(key: str, label: str, definition: str, part: Condition, base: Condition) -> Figure:
    def value(period: Period) -> Value:
        return _rate(count(part(period)), count(base(period)))

    listed: dict[str, Any] = {
        "records": lambda period: records_of(part(period)),
        "base": lambda period: records_of(base(period)),
    }
    return _figure(key, label, "%", definition, value=value, rate=True, splits=SPLITS, **listed)


FIGURES: tuple[Figure, ...] = (
    _counted(
        "collected_on_spot", "收集问题中现场解决", "收集问题中截至时点已现场解决的。", _on_spot
    ),
    _counted("assigned", "交办问题", "收集问题中不是现场解决、截至时点已交办的。", _assigned),
    _counted(
        "unassigned", "待交办问题", "收集问题中不是现场解决、截至时点尚未交办的。", _unassigned
    ),
    _counted("assigned_solved", "交办后已解决", "交办问题中截至时点已解决的。", _solved),
    _counted("assigned_partly", "交办后部分解决", "交办问题中截至时点部分解决的。", _partly),
    _counted(
        "assigned_explained", "交办后解释说明", "交办问题中截至时点以解释说明答复的。", _explained
    ),
    _counted(
        "assigned_parked", "交办后挂账推进", "交办问题中截至时点尚无结果、挂账推进的。", _parked
    ),
    _counted(
        "assigned_handling", "交办后办理中", "交办问题中截至时点尚无结果、没有挂账的。", _handling
    ),
    _counted(
        "unsolved", "未办结问题", "收集问题中截至时点尚无办理结果的，含挂账和待交办。", unsolved
    ),
    _counted(
        "not_taken", "不予受理等问题",
        "期间登记、截至时点不予受理、转法定途径或撤回的问题，不计入任何比率。", _not_taken,
    ),
    _counted(
        "overdue", "超期未反馈问题",
        "截至时点已过办理期限仍未反馈的问题，不论何时登记；挂账的不计。", _overdue,
        kind=FigureKind.STOCK,
    ),
    _quotient(
        "assigned_rate", "交办问题解决率",
        "交办后已解决的件数 ÷ 交办问题件数，以截止日的情况为准。", _solved, _assigned,
    ),
    _quotient(
        "on_time_rate", "问题按期办结率",
        "交办问题中截至时点已到期或已反馈的，反馈日期不晚于办理期限的件数 ÷ 已到期或已反馈的件数。",
        _on_time, _owed,
    ),
    _quotient(
        "response_rate", "问题响应率",
        "交办问题中在设定的签收时限（工作日）内签收的件数 ÷ 交办问题件数。",
        lambda period: Problem.number.in_(_signed(period)), _assigned,
    ),
    _figure(
        "average_days", "平均办理工作日", "个工作日",
        "交办后已解决的问题从登记之日到解决之日的工作日数的平均数。",
        value=_average, records=lambda period: records_of(_solved(period)),
    ),
    _figure(
        "urged", "催办督办", "次", "期间内对问题的催办、督办次数。", kind=FigureKind.FLOW,
        value=lambda period: _acts(Item, _urged(period)),
        records=lambda period: _act_records(Item, Item.asked_on, _urged(period)),
    ),
    _figure(
        "escalated", "提级办理", "次", "期间内问题提级的次数。", kind=FigureKind.FLOW,
        value=lambda period: _acts(Step, _escalated(period)),
        records=lambda period: _act_records(Step, Step.on, _escalated(period)),
    ),
)  # fmt: skip
