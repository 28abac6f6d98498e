"""The pages of plans, in three parts over one blueprint."""

from assist.planning.views import calendar, indicators, tasks
from assist.planning.views.base import blueprint

__all__ = ["blueprint", "calendar", "indicators", "tasks"]
