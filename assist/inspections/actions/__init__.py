"""What is done to inspections, hazards, power checks and the yearly plan."""

from assist.inspections.actions.hazards import (
    amend_hazard,
    find_hazard,
    recheck,
    rectify,
    void_hazard,
)
from assist.inspections.actions.planning import amend_plan, plan
from assist.inspections.actions.power import amend_power, record_power, void_power
from assist.inspections.actions.safety import amend, record, void, warnings

__all__ = [
    "amend",
    "amend_hazard",
    "amend_plan",
    "amend_power",
    "find_hazard",
    "plan",
    "recheck",
    "record",
    "record_power",
    "rectify",
    "void",
    "void_hazard",
    "void_power",
    "warnings",
]
