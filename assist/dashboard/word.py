"""The 调度单 as a Word document of one page."""

from __future__ import annotations

from collections.abc import Iterator

from assist.dashboard.queries.sheet import Question, Sheet
from assist.lib.days import chinese_day
from assist.lib.docx import Grid, Side, new_paper
from assist.lib.text import mask_phones_in, shorten

LEFT, MIDDLE = Side.LEFT, Side.CENTRE


def word(found: Sheet, title: str, author: str) -> bytes:
    """The same parts in the same order as the page: red, changes, decisions."""
    paper = new_paper(title, author, found.day)
    paper.title(title)
    for grid in _grids(found):
        paper.grid(grid)
    return paper.to_bytes()


def _grids(found: Sheet) -> Iterator[Grid]:
    counts = found.counts
    head = f"{chinese_day(found.day)}　未办结{counts.open}件，挂账{counts.parked}件"
    yield Grid(
        title="", headings=(f"一、超期 {counts.overdue} 件", "问题", "责任单位", "时限"),
        rows=[
            (_cut(row.enterprise, 9), _cut(row.title, 15), _cut(row.holder, 8), row.clock)
            for row in found.red
        ] or [("没有超期的问题", "", "", "")],
        widths=(19, 31, 17, 11), sides=(LEFT, LEFT, LEFT, MIDDLE), small=True,
        note=head + _more(found.red_more),
    )  # fmt: skip
    yield Grid(
        title="", headings=(_since(found), "问题", "变化"),
        rows=[
            (_cut(line.enterprise, 9), _cut(line.title, 15), _cut(f"{line.told}", 12))
            for line in found.changes
        ] or [("没有变化", "", "")],
        widths=(19, 31, 28), sides=(LEFT, LEFT, LEFT), small=True,
        note="，".join(f"{change.label}{number}件次" for change, number in found.changed),
    )  # fmt: skip
    yield Grid(
        title="", headings=(f"三、需要定 {found.asked} 件", "问题", "请示与方案"),
        rows=[
            (_cut(one.enterprise, 9), _cut(one.title, 15), _cut(question(one), 34))
            for one in found.questions
        ] or [("没有需要定的事", "", "")],
        widths=(19, 25, 34), sides=(LEFT, LEFT, LEFT), small=True,
        note=_more(found.asked_more).lstrip("；"),
    )  # fmt: skip


def question(one: Question) -> str:
    """What is asked, with the options, in one line."""
    options = "；".join(f"{n}.{option}" for n, option in enumerate(one.options, 1))
    later = f"延至{chinese_day(one.new_due)}。" if one.new_due else ""
    return f"{one.kind.label}：{later}{one.words}{options}"


def _since(found: Sheet) -> str:
    day = f"{found.last.held_on.month}月{found.last.held_on.day}日" if found.last else ""
    return f"二、{day}以来的变化" if day else "二、变化"


def _more(number: int) -> str:
    return f"；另有{number}件见系统" if number else ""


def _cut(words: str, length: int) -> str:
    return shorten(mask_phones_in(words), length)
