"""`flask template`, `flask import`, `flask export`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from assist import audit
from assist.cli.tables import table
from assist.exchange import queries
from assist.exchange.actions import Import
from assist.exchange.rules import Entry, Report
from assist.lib.sheets import WorkbookError
from assist.web import clock
from assist.web.transaction import writing_transaction


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
def template(out: Path) -> None:
    """Write the empty workbook, with drop-downs, notes and one example row a sheet."""
    writable(out)
    queries.write_template(out)
    click.echo(f"已生成空白工作簿 {out}")


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="只检查，不写入")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON")
def import_(file: Path, dry_run: bool, as_json: bool) -> None:
    """Take a workbook in: exit 0 taken, 1 refused with every fault at once and nothing written."""
    report = load(file, dry_run=dry_run)
    if as_json:
        click.echo(json.dumps(report.as_dict(), ensure_ascii=False))
    else:
        for line in spoken(report, dry_run=dry_run):
            click.echo(line)
    if report.faults:
        raise SystemExit(1)


def load(file: Path, *, dry_run: bool = False) -> Report:
    """The report on a file; one that is no workbook is a fault of the file itself."""
    try:
        coming = Import(file.read_bytes(), on=clock.today())
    except WorkbookError as error:
        return Report(faults=[Entry("", None, "", file.name, f"{error}。".replace("。。", "。"))])
    except OSError:
        return Report(faults=[Entry("", None, "", file.name, "找不到这个文件，或者不能读取。")])
    return coming.look() if dry_run else coming.take()


def spoken(report: Report, *, dry_run: bool = False) -> list[str]:
    """The report in words."""
    lines = []
    for heading, entries in (("错误", report.faults), ("提示", report.warnings)):
        if entries:
            lines.append(f"{heading} {len(entries)} 条：")
            places = [(e.sheet, e.row or "", e.column, e.value, e.message) for e in entries]
            lines += table(("工作表", "行", "列", "内容", "说明"), places)
            lines.append("")
    if report.faults:
        return [*lines, "有错误，整个文件没有导入，请改正后重新导入。"]
    if not report.taken:
        return [*lines, "文件里没有可以导入的工作表，没有写入任何内容。"]
    rows = [(title, c.added, c.changed, c.same) for title, c in report.taken.items()]
    lines += table(("工作表", "新增", "更新", "相同"), rows)
    return [*lines, "检查通过，没有写入。" if dry_run else "导入完成。"]


@click.command()
@click.argument("out", type=click.Path(path_type=Path))
def export(out: Path) -> None:
    """Write the whole workbook, phones in full; accounts of admin and auditor are left out."""
    writable(out)
    exported = queries.Exported()
    exported.write(out)
    with writing_transaction():
        audit.record(
            verb="export",
            kind="workbook",
            key=queries.digest_of(out),
            sentence=f"导出整本工作簿，{exported.rows} 行，电话号码完整",
        )
    click.echo(f"已导出 {exported.rows} 行到 {out}")


def writable(out: Path) -> None:
    """Refuse a place where no file can be made, before anything is counted."""
    if not out.resolve().parent.is_dir() or out.is_dir():
        raise click.ClickException(f"不能写入 {out}：文件夹不存在，或者同名的是文件夹。")


COMMANDS = (template, import_, export)
