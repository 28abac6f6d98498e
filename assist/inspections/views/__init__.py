"""The pages of inspections, hazards, power enforcement and the yearly plan."""

from assist.inspections.views import attached, hazards, planning, power, safety
from assist.inspections.views.base import blueprint

__all__ = ["attached", "blueprint", "hazards", "planning", "power", "safety"]
