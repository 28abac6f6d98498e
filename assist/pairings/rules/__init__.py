"""Decisions about pairings: their days, how well an enterprise is looked after."""

from assist.pairings.rules.coverage import Cell, Mark, each, marks_of, shade
from assist.pairings.rules.handover import Move, Passing, moves_of, stamp
from assist.pairings.rules.rollover import (
    Candidate,
    Carry,
    Choices,
    Line,
    Sums,
    plan,
    stamp_of,
    sums_of,
    why_not_back,
)
from assist.pairings.rules.terms import Span, Terms, check_people, check_span, day_before

__all__ = [
    "Candidate",
    "Carry",
    "Cell",
    "Choices",
    "Line",
    "Mark",
    "Move",
    "Passing",
    "Span",
    "Sums",
    "Terms",
    "check_people",
    "check_span",
    "day_before",
    "each",
    "marks_of",
    "moves_of",
    "plan",
    "shade",
    "stamp",
    "stamp_of",
    "sums_of",
    "why_not_back",
]
