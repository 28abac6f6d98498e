"""The charts that a report's marks name, read for a period and drawn as the pages draw them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from flask import current_app

from assist.arrears.queries import pictures as arrears
from assist.lib import pictures
from assist.lib.money import wan
from assist.lib.parts import part_of, sums
from assist.lib.periods import Period
from assist.problems.figures import CATEGORY
from assist.problems.queries import counts as problems
from assist.reports.catalogue import BY_KEY
from assist.reports.queries.figures import href_of
from assist.reports.rules.charts import COLOURS, Chart, Point, Shape

_DRAWING = re.compile(r"<svg.*?</svg>", re.DOTALL)
#: Some 200 dots an inch over the width of the page.
PIXELS = 1240
#: Classes beyond these would be too small to read; the table has them all.
MOST_BARS = 12


def _by_category(period: Period) -> Chart:
    collected, shown = BY_KEY["problem.collected"], replace(period, as_of=period.cut_off)
    counted = list(sums(collected.records(period), CATEGORY).items())[:MOST_BARS]
    points: list[Point | None] = [
        (count, str(count), href_of(part_of(collected, CATEGORY, name), shown))
        for name, count in counted
    ]
    return Chart(
        "收集问题按类别（件）", Shape.BARS, [name for name, _ in counted], [("件", points)]
    )


def _by_month(period: Period) -> Chart:
    """The year's months up to the period's end."""
    year = Period.of_year(period.year, period.cut_off)
    tallies = problems.by_month(period.year, period.cut_off)[: period.end.month]
    months = [replace(month, as_of=period.cut_off) for month in year.months()]

    def point(key: str, place: int, value: int) -> Point:
        return value, str(value), href_of(BY_KEY[f"problem.{key}"], months[place])

    series = [
        ("收集", [point("collected", place, one.collected) for place, one in enumerate(tallies)]),
        ("解决", [point("solved", place, one.solved) for place, one in enumerate(tallies)]),
    ]
    names = [f"{one.month}月" for one in tallies]
    return Chart(f"{period.year}年按月收集与解决问题（件）", Shape.COLUMNS, names, series)


def _repaid(period: Period) -> Chart:
    """The year of the period's end: what was repaid against what was planned."""
    progress = arrears.progress(period.last)
    actual: list[Point | None] = []
    planned: list[Point | None] = []
    for month in progress.months:
        href = f"/arrears?stock=base&paid={month.first.isoformat()[:7]}"
        total = month.total
        actual.append(None if total is None else (total, wan(total), href))
        planned.append((month.planned, wan(month.planned), ""))
    series = [("累计还款", actual), *([("累计计划", planned)] if progress.plan else [])]
    names = [f"{month.number}月" for month in progress.months]
    return Chart(f"{progress.year}年累计还款与计划（万元）", Shape.LINES, names, series)


CHARTS: Mapping[str, Callable[[Period], Chart]] = {
    "按类别": _by_category,
    "按月份": _by_month,
    "还款与计划": _repaid,
}


def figure_of(chart: Chart) -> str:
    """The chart as a page shows it; a command draws it too, so no page's context is asked for."""
    macros = current_app.jinja_env.get_template("components/chart.html").module
    return str(macros.chart(chart))  # type: ignore[attr-defined]


def png_of(chart: Chart) -> bytes | None:
    """The same drawing as a picture; None where it is empty or no font can write its words.

    A machine without Chinese fonts takes one that somebody puts into `instance/fonts`.
    """
    found = _DRAWING.search(figure_of(chart))
    if chart.empty or found is None:
        return None
    svg = found[0]
    if chart.shape is Shape.COLUMNS:
        labels = [label for label, _ in chart.series]
        svg = pictures.with_legend(svg, list(zip(labels, COLOURS, strict=False)))
    return pictures.png(svg, PIXELS, (Path(current_app.instance_path) / "fonts",))


def chart_of(name: str, period: Period) -> Chart | None:
    """The chart of that name; None where none has it."""
    make = CHARTS.get(name)
    return make(period) if make else None
