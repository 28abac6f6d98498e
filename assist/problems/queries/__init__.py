"""Reading problems: whose they are, the board, one case, counts for others."""

from assist.problems.queries.board import (
    board_lines,
    board_page,
    board_select,
    choices,
    every_line,
    exported,
    liaisons_of,
    open_cases,
)
from assist.problems.queries.case import (
    active_categories,
    category_named,
    contacts_of,
    file_of,
    get_visible,
    is_visible,
    item_of,
    names_of,
    recordable,
    units_without_handler,
)
from assist.problems.queries.counts import (
    by_category,
    by_month,
    by_unit,
    open_by_category,
    open_by_unit,
    open_counts,
)
from assist.problems.queries.scope import (
    Movement,
    enterprises_of_handler,
    open_for,
    reported_by,
    to_supplement,
    visible,
)
from assist.problems.queries.shown import Heard, heard
from assist.problems.queries.tabs import Filters, Tab, tab_counts, tabs_of
from assist.problems.standing import case_of, who_of

__all__ = [
    "Filters",
    "Heard",
    "Movement",
    "Tab",
    "active_categories",
    "board_lines",
    "board_page",
    "board_select",
    "by_category",
    "by_month",
    "by_unit",
    "case_of",
    "category_named",
    "choices",
    "contacts_of",
    "enterprises_of_handler",
    "every_line",
    "exported",
    "file_of",
    "get_visible",
    "heard",
    "is_visible",
    "item_of",
    "liaisons_of",
    "names_of",
    "open_by_category",
    "open_by_unit",
    "open_cases",
    "open_counts",
    "open_for",
    "recordable",
    "reported_by",
    "tab_counts",
    "tabs_of",
    "to_supplement",
    "units_without_handler",
    "visible",
    "who_of",
]
