"""`flask report`."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import click

from assist import audit
from assist.cli.workbook import writable
from assist.lib.periods import Period
from assist.reports.queries import drafts, reports
from assist.reports.rules import Asked
from assist.reports.rules.chapters import Chapter, ReportKind
from assist.reports.word import word
from assist.settings import current
from assist.web import clock
from assist.web.files import sha256
from assist.web.transaction import writing_transaction

#: The words of the command, and what they report.
WORDS = {"year": ReportKind.YEARLY, "quarter": ReportKind.QUARTERLY}


@click.command()
@click.argument("kind", required=False, default="")
@click.argument("period", required=False, default="")
@click.option("-o", "--output", "out", type=click.Path(path_type=Path), help="写入的文件")
@click.option("--draft", "anew", is_flag=True, help="不取已起草的文稿，按台账重新生成")
@click.option("--approximate", is_flag=True, help="走访次数、资料份数写作百余次、1000余份")
@click.option("--annex", is_flag=True, help="附上数据来源表")
def report(
    kind: str, period: str, out: Path | None, anew: bool, approximate: bool, annex: bool
) -> None:
    """Write a report as a Word file: year 2025 or quarter 2025Q4, as it was written or drafted."""
    which, asked = _asked(kind, period)
    if out is None:
        _refuse("请用 -o 指定要写入的文件，例如 -o 报告.docx。")
    writable(out)
    title, chapters, drafted = _text(which, asked, anew=anew or approximate, roughly=approximate)
    content = word(
        title=title,
        chapters=chapters,
        period=asked,
        signer=current().bureau_name,
        day=clock.today(),
        annex=annex,
    )
    _write(out, content)
    told = "按台账生成的草稿" if drafted else "已起草的文稿"
    with writing_transaction():
        audit.record(
            verb="export",
            kind="report",
            key=f"{which.value}/{asked.slug}",
            sentence=f"导出《{title}》（{told}），SHA-256 {sha256(content)}",
        )
    click.echo(f"已生成 {out}：《{title}》，{told}。")


def _asked(kind: str, period: str) -> tuple[ReportKind, Period]:
    if kind not in WORDS or not period:
        _refuse("请写明报告和期间，例如 year 2025 或 quarter 2025Q4。")
    which = WORDS[kind]
    try:
        asked = Asked(year=period) if which is ReportKind.YEARLY else Asked(quarter=period)
        return which, asked.period()
    except ValueError as error:
        _refuse(str(error))


def _text(
    kind: ReportKind, period: Period, *, anew: bool, roughly: bool
) -> tuple[str, list[Chapter], bool]:
    """Title and chapters, and whether they were drawn from the ledgers just now."""
    found = None if anew else reports.find(kind, period)
    if found is not None:
        return found.title, reports.as_chapters(found.chapters), False
    chapters = drafts.draft(kind, period, approximate=roughly)
    return drafts.title_of(kind, period), chapters, True


def _write(out: Path, content: bytes) -> None:
    try:
        out.write_bytes(content)
    except OSError:
        raise click.ClickException(f"不能写入 {out}。") from None


def _refuse(words: str) -> NoReturn:
    click.echo(words, err=True)
    raise SystemExit(2)


COMMANDS = (report,)
