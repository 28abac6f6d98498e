"""The pages of figures and reports, in parts over one blueprint."""

from assist.reports.views import acts, comparing, figures, kept, listing, report, writing
from assist.reports.views.base import blueprint

__all__ = ["acts", "blueprint", "comparing", "figures", "kept", "listing", "report", "writing"]
