"""What reports count of problems: the fixed figures, and those that only a 简报 tells."""

from assist.lib.figures import Figure
from assist.problems.figures import declared, handling
from assist.problems.figures.declared import CATEGORY, UNIT

__all__ = ["CATEGORY", "FIGURES", "UNIT"]

FIGURES: tuple[Figure, ...] = declared.FIGURES + handling.FIGURES
