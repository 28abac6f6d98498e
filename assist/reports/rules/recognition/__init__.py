"""Which figure each number of a text speaks of."""

from assist.reports.rules.recognition.claims import BASE_DATE, SMALL_DEBT, Claim, Names, claims
from assist.reports.rules.recognition.cues import CUES
from assist.reports.rules.recognition.times import When, when
from assist.reports.rules.recognition.titles import PLANS, Listed, lists, nearest, plain_name

__all__ = [
    "BASE_DATE",
    "CUES",
    "PLANS",
    "SMALL_DEBT",
    "Claim",
    "Listed",
    "Names",
    "When",
    "claims",
    "lists",
    "nearest",
    "plain_name",
    "when",
]
