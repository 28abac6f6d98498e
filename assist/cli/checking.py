"""`flask check-report`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from assist.cli.tables import table
from assist.lib.errors import Invalid
from assist.lib.periods import Period
from assist.lib.text import shorten
from assist.reports.queries import checking, reading
from assist.reports.rules import Asked


@click.command("check-report")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--year", default="", help="年度，例如 2025")
@click.option("--quarter", default="", help="季度，例如 2025Q4")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON")
def check_report(file: Path, year: str, quarter: str, as_json: bool) -> None:
    """Hold every number of a text (.docx, .txt) against the ledgers; differences are no error."""
    period = _period(year, quarter)
    try:
        found = checking.check(reading.text_of(file.read_bytes(), file.name), period)
    except OSError:
        raise click.ClickException(f"找不到文件 {file}，或者不能读取。") from None
    except Invalid as error:
        raise click.ClickException(f"不能核对 {file}：{error}") from None
    if as_json:
        click.echo(json.dumps([one.as_json() for one in found], ensure_ascii=False, indent=1))
        return
    for line in spoken(found, period):
        click.echo(line)


def _period(year: str, quarter: str) -> Period:
    try:
        return Asked(year, quarter).period()
    except ValueError as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from None


def spoken(found: list[checking.Checked], period: Period) -> list[str]:
    """What was found, in words: the differences first."""
    shown = [one for one in found if one.is_quantity]
    counts = checking.counted(shown)
    lines = [f"{period.label}：{'，'.join(f'{v.label} {counts[v]} 处' for v in checking.Verdict)}"]
    for verdict in (checking.Verdict.DIFFERS, checking.Verdict.AGREES, checking.Verdict.UNKNOWN):
        rows = [
            (one.number.text, one.label, one.shown, shorten(one.where, 30))
            for one in shown
            if one.verdict is verdict
        ]
        if rows:
            lines += ["", f"{verdict.label}：", *table(("文中", "指标", "台账", "所在文字"), rows)]
    return lines


COMMANDS = (check_report,)
