"""The pages of figures and reports, in parts over one blueprint."""

from assist.reports.views import figures, listing, report, writing
from assist.reports.views.base import blueprint

__all__ = ["blueprint", "figures", "listing", "report", "writing"]
