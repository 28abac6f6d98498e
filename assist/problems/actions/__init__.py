"""What people do to a problem: one keyword-only function an act (design 4)."""

from assist.problems.actions.closing import (
    call_back,
    close,
    decide_call_back,
    divert,
    reject,
    reopen,
    return_for_rework,
    withdraw,
)
from assist.problems.actions.handling import (
    answer,
    ask_extension,
    co_answer,
    decide_extension,
    dispute,
    measure,
    park,
    resume,
    sign,
)
from assist.problems.actions.intake import assign, record, seed_categories, solve_on_spot
from assist.problems.actions.keeping import drop_view, keep_view
from assist.problems.actions.many import do_each, unfit
from assist.problems.actions.matters import describe, gather, join, reply_to_all, split
from assist.problems.actions.moving import escalate, instruct, present, reply, urge
from assist.problems.actions.papers import attach, attach_later
from assist.problems.actions.steps import return_if_due
from assist.problems.actions.supplements import ask_back, supplement
from assist.problems.actions.system import escalate_overdue, resume_due

__all__ = [
    "answer",
    "ask_back",
    "ask_extension",
    "assign",
    "attach",
    "attach_later",
    "call_back",
    "close",
    "co_answer",
    "decide_call_back",
    "decide_extension",
    "describe",
    "dispute",
    "divert",
    "do_each",
    "drop_view",
    "escalate",
    "escalate_overdue",
    "gather",
    "instruct",
    "join",
    "keep_view",
    "measure",
    "park",
    "present",
    "record",
    "reject",
    "reopen",
    "reply",
    "reply_to_all",
    "resume",
    "resume_due",
    "return_for_rework",
    "return_if_due",
    "seed_categories",
    "sign",
    "solve_on_spot",
    "split",
    "supplement",
    "unfit",
    "urge",
    "withdraw",
]
