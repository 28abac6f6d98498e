"""Who may do what to a problem, and when; each refusal in words for whoever asks (design 3)."""

from __future__ import annotations

from datetime import date

from assist.problems.rules.table import (
    ANSWERABLE,
    BY_PERMISSION,
    NOT_YOURS,
    OF_THE_UNIT,
    TRANSITIONS,
    TRIES_TO_CLOSE,
    Case,
    Days,
    Who,
    out_of_order,
)
from assist.problems.states import Act, ItemKind, Level
from assist.web.access import Permission as P


def reason_against(act: Act, case: Case, who: Who, on: date, days: Days) -> str | None:
    """Why `who` may not do `act` on that day, in words for that person; None where nothing stands
    against it."""
    if (case.row.state, act) not in TRANSITIONS:
        return out_of_order(case.row.state, act)
    return _not_theirs(act, case, who) or _not_now(act, case, who, on, days)


def _not_theirs(act: Act, case: Case, who: Who) -> str | None:
    if act in BY_PERMISSION:
        return None if who.may(BY_PERMISSION[act]) else NOT_YOURS
    if act in OF_THE_UNIT:
        return _not_the_units(act, case, who)
    check = {
        Act.SOLVE_ON_SPOT: _not_recorder,
        Act.CALL_BACK: _not_caller,
        Act.CLOSE: _not_closer,
        Act.INSTRUCT: _not_instructor,
        Act.REPLY: _not_replier,
        Act.CO_ANSWER: _not_co,
        Act.SUPPLEMENT: _not_supplier,
    }.get(act)
    return check(case, who) if check else NOT_YOURS


def _not_the_units(act: Act, case: Case, who: Who) -> str | None:
    if who.may(P.PROBLEM_HANDLE_ON_BEHALF) or is_lead(case, who):
        return None
    if act is Act.MEASURE and is_co(case, who):
        return None
    return "只有主办单位的承办人可以办理。"


def is_lead(case: Case, who: Who) -> bool:
    """Whether `who` handles for the 主办."""
    return (
        who.may(P.PROBLEM_HANDLE)
        and who.unit_id is not None
        and who.unit_id == case.row.lead_unit_id
    )


def is_co(case: Case, who: Who) -> bool:
    """Whether `who` handles for one of the 协办."""
    return who.may(P.PROBLEM_HANDLE) and who.unit_id in case.co_units


def _not_co(case: Case, who: Who) -> str | None:
    if is_co(case, who) or (case.co_units and who.may(P.PROBLEM_HANDLE_ON_BEHALF)):
        return None
    return "只有协办单位的承办人可以填写协办反馈。"


def _not_recorder(case: Case, who: Who) -> str | None:
    if who.may(P.PROBLEM_RECORD_ALL) or (who.may(P.PROBLEM_RECORD) and who.paired):
        return None
    return "只有结对的干部或送解优办可以登记现场解决。"


def _not_supplier(case: Case, who: Who) -> str | None:
    if case.recorded_by == who.id or _not_recorder(case, who) is None:
        return None
    return "只有登记人、结对的干部或送解优办可以补充。"


def _not_caller(case: Case, who: Who) -> str | None:
    """回访: own pairings; never one's own answer, never one's own unit's (design 3)."""
    if case.row.answered_by_id == who.id:
        return "本人办理的问题不能由本人回访。"
    if who.may(P.PROBLEM_CALL_BACK_ALL):
        return None
    if who.may(P.PROBLEM_HANDLE) and who.unit_id == case.row.lead_unit_id is not None:
        return "本单位主办的问题不能由本单位回访。"
    if not (who.may(P.PROBLEM_CALL_BACK) and who.paired):
        return "只有结对的联络员或送解优办可以回访。"
    return None


def _not_closer(case: Case, who: Who) -> str | None:
    """销号: not whoever answered; where the bureau itself is 主办, a leader or bureau leader."""
    if case.row.answered_by_id == who.id:
        return "反馈人不能销号自己办理的问题。"
    if case.bureau_leads:
        return None if who.may(P.PROBLEM_CLOSE_BUREAU) else "本局主办的问题由区领导或局领导销号。"
    return None if who.may(P.PROBLEM_CLOSE) else "只有送解优办或区领导可以销号。"


def _not_instructor(case: Case, who: Who) -> str | None:
    if who.may(P.PROBLEM_INSTRUCT) or who.may(P.PROBLEM_HANDLE_ON_BEHALF):
        return None
    return "只有区领导可以批示。"


def _not_replier(case: Case, who: Who) -> str | None:
    allowed = who.may(P.PROBLEM_ASSIGN) or is_lead(case, who) or is_co(case, who)
    return None if allowed else "只有承办单位、送解优办或区领导可以答复。"


def _not_now(act: Act, case: Case, who: Who, on: date, days: Days) -> str | None:
    checks = {
        Act.DISPUTE: _no_dispute,
        Act.ASK_EXTENSION: _no_extension,
        Act.CLOSE: _no_close,
        Act.ESCALATE: _no_escalation,
    }
    if act in checks:
        return checks[act](case, on, days)
    wanted = {
        Act.DECIDE_EXTENSION: (ItemKind.EXTENSION, "没有待审批的延期申请。"),
        Act.DECIDE_CALL_BACK: (ItemKind.DISSATISFIED, "没有待研判的不满意回访。"),
        Act.SUPPLEMENT: (ItemKind.SUPPLEMENT, "没有要补充的内容。"),
    }.get(act)
    if wanted and wanted[0] not in case.open_items:
        return wanted[1]
    if act is Act.REPLY and not case.open_items & ANSWERABLE:
        return "没有待答复的批示、催办或呈批。"
    if act is Act.ASK_BACK and ItemKind.SUPPLEMENT in case.open_items:
        return "已经退回补充，正等待登记人答复。"
    if act is Act.CO_ANSWER:
        return _no_co_answer(case, who)
    if act is Act.CALL_BACK and ItemKind.DISSATISFIED in case.open_items:
        return "企业不满意，正等待研判，研判后再回访。"
    return None


def _no_co_answer(case: Case, who: Who) -> str | None:
    if is_co(case, who) and not who.may(P.PROBLEM_HANDLE_ON_BEHALF):
        return None if who.unit_id in case.co_open else "本单位已经反馈过协办意见。"
    return None if case.co_open else "协办单位都已经反馈。"


def _no_dispute(case: Case, on: date, days: Days) -> str | None:
    """异议 within one working day of being assigned, once per unit (practice of 泉州, domain
    1.4)."""
    if case.row.lead_unit_id in case.disputed_units:
        return "该单位已经提出过一次异议，不能再次退回。"
    if on > days.calendar.add(case.row.assigned_on, days.assigned_days):
        return f"已超过异议期限（交办后 {days.assigned_days} 个工作日）。"
    return None


def _no_extension(case: Case, on: date, days: Days) -> str | None:
    """延期 asked at least one working day before it is due (domain 1.4)."""
    if ItemKind.EXTENSION in case.open_items:
        return "已有一份延期申请等待审批。"
    if case.row.due_on is None or days.calendar.between(on, case.row.due_on) < 1:
        return "延期须在到期前至少 1 个工作日申请。"
    return None


def _no_close(case: Case, on: date, days: Days) -> str | None:
    """销号 needs a call-back, or three tries on different days; a dissatisfied one needs its
    decision."""
    if ItemKind.DISSATISFIED in case.open_items:
        return "企业不满意，须先研判，不能销号。"
    satisfaction = case.row.satisfaction
    if (satisfaction is not None and satisfaction.reached) or case.row.tries >= TRIES_TO_CLOSE:
        return None
    return f"尚未回访，不能销号（无法联系的须在不同日期回访满 {TRIES_TO_CLOSE} 次）。"


def _no_escalation(case: Case, on: date, days: Days) -> str | None:
    return "已经是省级，不能再提级。" if case.row.level is Level.PROVINCE else None
