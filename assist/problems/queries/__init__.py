"""Reading problems: whose they are, the board, one case, counts for others."""

from assist.problems.queries.board import (
    Filters,
    Tab,
    board_lines,
    board_select,
    liaisons_of,
    registered_years,
    tab_counts,
)
from assist.problems.queries.case import (
    active_categories,
    category_named,
    contacts_of,
    get_visible,
    item_of,
    names_of,
    steps_page,
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
    visible,
)
from assist.problems.standing import case_of, who_of

__all__ = [
    "Filters",
    "Movement",
    "Tab",
    "active_categories",
    "board_lines",
    "board_select",
    "by_category",
    "by_month",
    "by_unit",
    "case_of",
    "category_named",
    "contacts_of",
    "enterprises_of_handler",
    "get_visible",
    "item_of",
    "liaisons_of",
    "names_of",
    "open_by_category",
    "open_by_unit",
    "open_counts",
    "open_for",
    "registered_years",
    "reported_by",
    "steps_page",
    "tab_counts",
    "units_without_handler",
    "visible",
    "who_of",
]
