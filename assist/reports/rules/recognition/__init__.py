"""Which figure each number of a text speaks of."""

from assist.reports.rules.recognition.claims import BASE_DATE, SMALL_DEBT, Claim, Names, claims
from assist.reports.rules.recognition.cues import CUES
from assist.reports.rules.recognition.times import When, when

__all__ = ["BASE_DATE", "CUES", "SMALL_DEBT", "Claim", "Names", "When", "claims", "when"]
