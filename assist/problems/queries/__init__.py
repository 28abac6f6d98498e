"""Reading problems: whose they are, the board, one case, counts for others."""

from assist.problems.queries.board import (
    board_page,
    board_select,
    choices,
    every_line,
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
    step_of,
    units_without_handler,
    visible_of,
)
from assist.problems.queries.counts import (
    by_month,
    open_by_category,
    open_by_unit,
    open_counts,
)
from assist.problems.queries.keeping import saved_view, saved_views
from assist.problems.queries.lines import Cases, board_lines, cases_of, exported, liaisons_of
from assist.problems.queries.matters import matter_of, matters, members
from assist.problems.queries.scope import (
    Movement,
    enterprises_of_handler,
    open_for,
    reported_by,
    to_supplement,
    visible,
)
from assist.problems.queries.shown import Heard, heard
from assist.problems.queries.similar import similar
from assist.problems.queries.tabs import Filters, Tab, tab_counts, tabs_of
from assist.problems.standing import case_of, who_of

__all__ = [
    "Cases",
    "Filters",
    "Heard",
    "Movement",
    "Tab",
    "active_categories",
    "board_lines",
    "board_page",
    "board_select",
    "by_month",
    "case_of",
    "cases_of",
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
    "matter_of",
    "matters",
    "members",
    "names_of",
    "open_by_category",
    "open_by_unit",
    "open_counts",
    "open_for",
    "recordable",
    "reported_by",
    "saved_view",
    "saved_views",
    "similar",
    "step_of",
    "tab_counts",
    "tabs_of",
    "to_supplement",
    "units_without_handler",
    "visible",
    "visible_of",
    "who_of",
]
