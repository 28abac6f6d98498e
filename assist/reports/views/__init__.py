"""The pages of figures and reports, in parts over one blueprint."""

from assist.reports.views import (
    acts,
    checking,
    comparing,
    figures,
    forms,
    kept,
    listing,
    report,
    writing,
)
from assist.reports.views.base import blueprint

__all__ = [
    "acts",
    "blueprint",
    "checking",
    "comparing",
    "figures",
    "forms",
    "kept",
    "listing",
    "report",
    "writing",
]
