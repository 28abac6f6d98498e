"""What is done to pairings: begun, amended, changed, ended, handed over, carried into a year."""

from assist.pairings.actions.handover import hand_over, pass_due
from assist.pairings.actions.rollover import roll_back, roll_over
from assist.pairings.actions.terms import amend, change, create, end, names_of

__all__ = [
    "amend",
    "change",
    "create",
    "end",
    "hand_over",
    "names_of",
    "pass_due",
    "roll_back",
    "roll_over",
]
