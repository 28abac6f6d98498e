"""What people do to reports: begin, write, take over, prove, freeze, sign, hand in."""

from assist.reports.actions.freezing import Faulty, freeze
from assist.reports.actions.proving import prove, withdraw_proof
from assist.reports.actions.signing import (
    check_secrecy,
    correct,
    pass_review,
    publish,
    send,
    send_back,
    sign,
    submit,
    withdraw,
)
from assist.reports.actions.writing import (
    adopt,
    begin,
    check_editable,
    fresh,
    hold,
    regenerate,
    restore,
    save,
    take_over,
)

__all__ = [
    "Faulty",
    "adopt",
    "begin",
    "check_editable",
    "check_secrecy",
    "correct",
    "freeze",
    "fresh",
    "hold",
    "pass_review",
    "prove",
    "publish",
    "regenerate",
    "restore",
    "save",
    "send",
    "send_back",
    "sign",
    "submit",
    "take_over",
    "withdraw",
    "withdraw_proof",
]
