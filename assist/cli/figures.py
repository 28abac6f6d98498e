"""`flask figures`."""

from __future__ import annotations

import json
import unicodedata

import click

from assist.lib.figures import display_with_unit
from assist.reports import queries
from assist.reports.catalogue import GROUPS
from assist.reports.rules import Asked


@click.command()
@click.option("--year", default="", help="年度，例如 2025")
@click.option("--quarter", default="", help="季度，例如 2025Q4")
@click.option("--from", "start", default="", help="开始日期")
@click.option("--to", "end", default="", help="结束日期")
@click.option("--as-of", default="", help="截至日期，默认为期间最后一天")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON")
def figures(year: str, quarter: str, start: str, end: str, as_of: str, as_json: bool) -> None:
    """Count every figure of a period and name the records behind each."""
    try:
        period = Asked(year, quarter, start, end, as_of).period()
    except ValueError as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from None
    if as_json:
        click.echo(json.dumps(queries.as_json(period), ensure_ascii=False, indent=1))
        return
    click.echo(f"{period.label}（截至{period.cut_off.isoformat()}）")
    for group in GROUPS:
        click.echo(f"\n{group.title}")
        for figure in group.figures:
            value = display_with_unit(figure.value(period), figure)
            click.echo(f"  {_padded(figure.label, 28)}{value}")


def _padded(text: str, width: int) -> str:
    """The text filled up with spaces; a Chinese character takes two columns of a terminal."""
    taken = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
    return text + " " * max(1, width - taken)


COMMANDS = (figures,)
