"""What reports read: figures counted for a page."""

from assist.reports.queries.figures import (
    as_json,
    gap_lines,
    href_of,
    lines,
    number_in,
    numeric,
    opened,
    page_of,
    value_of,
)
from assist.reports.queries.reports import written

__all__ = [
    "as_json",
    "gap_lines",
    "href_of",
    "lines",
    "number_in",
    "numeric",
    "opened",
    "page_of",
    "value_of",
    "written",
]
