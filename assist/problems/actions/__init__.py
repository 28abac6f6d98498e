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
    decide_extension,
    dispute,
    measure,
    park,
    resume,
    sign,
)
from assist.problems.actions.intake import assign, record, seed_categories, solve_on_spot
from assist.problems.actions.moving import escalate, instruct, present, reply, urge

__all__ = [
    "answer",
    "ask_extension",
    "assign",
    "call_back",
    "close",
    "decide_call_back",
    "decide_extension",
    "dispute",
    "divert",
    "escalate",
    "instruct",
    "measure",
    "park",
    "present",
    "record",
    "reject",
    "reopen",
    "reply",
    "resume",
    "return_for_rework",
    "seed_categories",
    "sign",
    "solve_on_spot",
    "urge",
    "withdraw",
]
