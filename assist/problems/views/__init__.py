"""The board, one problem's page, one address for every act, and what is made of many at once."""

from assist.problems.views import board, bulk, case, manual, matters, recording
from assist.problems.views.base import blueprint
from assist.problems.views.case import CALLS, DOORS

__all__ = ["CALLS", "DOORS", "blueprint", "board", "bulk", "case", "manual", "matters", "recording"]
