"""The sheets 走访 and 承诺."""

from assist.visits.sheet.promises import PROMISES
from assist.visits.sheet.visits import VISITS

__all__ = ["PROMISES", "VISITS"]
