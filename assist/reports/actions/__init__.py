"""What people do to reports: begin, write, take over, freeze, sign, hand in."""

from assist.reports.actions.writing import (
    adopt,
    begin,
    check_editable,
    fresh,
    regenerate,
    restore,
    save,
    take_over,
)

__all__ = [
    "adopt",
    "begin",
    "check_editable",
    "fresh",
    "regenerate",
    "restore",
    "save",
    "take_over",
]
