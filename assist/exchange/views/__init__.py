"""What goes in and out as a whole, in parts over one blueprint."""

from assist.exchange.views import archive, workbook
from assist.exchange.views.base import blueprint

__all__ = ["archive", "blueprint", "workbook"]
