"""The columns that the board can show, as each person wants them."""

from __future__ import annotations

from collections.abc import Sequence

from assist.lib.enums import Labelled


class Column(Labelled):
    """A column of the board; number and clock are always there."""

    NUMBER = "number", "编号"
    ENTERPRISE = "enterprise", "企业"
    CATEGORY = "category", "类别"
    TITLE = "title", "问题"
    STATE = "state", "状态"
    HOLDER = "holder", "持有人"
    SINCE = "since", "持有起"
    USED = "used", "用时"
    STUCK = "stuck", "卡点"
    UNIT = "unit", "主办单位"
    LIAISONS = "liaisons", "联络员"
    LEVEL = "level", "层级"
    REGISTERED = "registered", "登记日期"
    DUE = "due", "到期日"
    OUTCOME = "outcome", "办理结果"
    SATISFACTION = "satisfaction", "满意度"
    CLOCK = "clock", "时限"


ALWAYS = (Column.NUMBER, Column.CLOCK)
USUAL = (
    Column.NUMBER,
    Column.ENTERPRISE,
    Column.CATEGORY,
    Column.TITLE,
    Column.STATE,
    Column.HOLDER,
    Column.USED,
    Column.LIAISONS,
    Column.CLOCK,
)
OPTIONAL = tuple(column for column in Column if column not in ALWAYS)


def chosen(codes: Sequence[str]) -> tuple[Column, ...]:
    """The columns of these codes in the order of the list; the usual ones where none is named."""
    if not codes:
        return USUAL
    named = {code for text in codes for code in text.split(",")}
    picked = tuple(column for column in OPTIONAL if column.value in named)
    if not picked:
        return USUAL
    return (Column.NUMBER, *picked, Column.CLOCK)
