"""What reports count of debts and their repayment, and what that is divided by."""

from assist.arrears.figures.counting import (
    DISPUTE,
    DISPUTED,
    KIND,
    SIZE,
    STOCK,
    UNDISPUTED,
    up_to,
)
from assist.arrears.figures.declared import FIGURES

__all__ = ["DISPUTE", "DISPUTED", "FIGURES", "KIND", "SIZE", "STOCK", "UNDISPUTED", "up_to"]
