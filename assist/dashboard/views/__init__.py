"""The leaders' pages: what presses, what changed, and decisions in place."""

from assist.dashboard.views import leading, reading, sheet
from assist.dashboard.views.base import blueprint

__all__ = ["blueprint", "leading", "reading", "sheet"]
