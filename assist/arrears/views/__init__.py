"""The pages of arrears, in three parts over one blueprint."""

from assist.arrears.views import debts, overview, papers, reading
from assist.arrears.views.base import blueprint

__all__ = ["blueprint", "debts", "overview", "papers", "reading"]
