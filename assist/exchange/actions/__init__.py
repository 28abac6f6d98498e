"""Taking a workbook in, and how far the archive of a year has been sent."""

from assist.exchange.actions.importing import Import, sheets
from assist.exchange.actions.sending import begin, end, note

__all__ = ["Import", "begin", "end", "note", "sheets"]
