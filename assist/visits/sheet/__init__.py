"""The sheets 走访, 承诺 and 走访问题情况."""

from assist.visits.sheet.promises import PROMISES
from assist.visits.sheet.ticks import TICKS
from assist.visits.sheet.visits import VISITS

__all__ = ["PROMISES", "TICKS", "VISITS"]
