"""Reading inspections, hazards, power checks and the yearly plan."""

from assist.audit.queries import history_of
from assist.inspections.queries.hazards import (
    HazardsWanted,
    hazard,
    hazard_rows,
    hazards,
    stage_counts,
    stage_is,
)
from assist.inspections.queries.hazards import listed as hazards_listed
from assist.inspections.queries.plan import plan, plan_by_id, planned_items, years_of_plans
from assist.inspections.queries.power import (
    PowerWanted,
    check_numbered,
    checks,
    per_month,
    power_rows,
)
from assist.inspections.queries.power import listed as power_listed
from assist.inspections.queries.safety import (
    Named,
    SafetyWanted,
    enterprises_of,
    hazard_counts,
    inspected,
    inspection,
    inspections,
    names_of,
    ranked,
    safety_rows,
)
from assist.inspections.queries.safety import listed as safety_listed
from assist.inspections.queries.shown import years

__all__ = [
    "HazardsWanted",
    "Named",
    "PowerWanted",
    "SafetyWanted",
    "check_numbered",
    "checks",
    "enterprises_of",
    "hazard",
    "hazard_counts",
    "hazard_rows",
    "hazards",
    "hazards_listed",
    "history_of",
    "inspected",
    "inspection",
    "inspections",
    "names_of",
    "per_month",
    "plan",
    "plan_by_id",
    "planned_items",
    "power_listed",
    "power_rows",
    "ranked",
    "safety_listed",
    "safety_rows",
    "stage_counts",
    "stage_is",
    "years",
    "years_of_plans",
]
