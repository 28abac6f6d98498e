"""The sheets 走访, 承诺, 走访问题情况 and 请假代理."""

from assist.visits.sheet.promises import PROMISES
from assist.visits.sheet.substitutes import SUBSTITUTIONS
from assist.visits.sheet.ticks import TICKS
from assist.visits.sheet.visits import VISITS

__all__ = ["PROMISES", "SUBSTITUTIONS", "TICKS", "VISITS"]
