"""The sheets of problems: the bureau's own 问题, and what this product keeps beside it."""

from assist.problems.sheet.history import ITEMS, STEPS
from assist.problems.sheet.matters import MATTERS
from assist.problems.sheet.parts import PARTS
from assist.problems.sheet.problems import CATEGORY_LIST, PROBLEMS

__all__ = ["CATEGORY_LIST", "ITEMS", "MATTERS", "PARTS", "PROBLEMS", "STEPS"]
