"""`flask report`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NoReturn

import click

from assist import audit
from assist.cli.workbook import writable
from assist.lib.periods import Period
from assist.lib.text import shorten
from assist.reports.models import FilePart
from assist.reports.queries import drafts, files, proofs, reports
from assist.reports.queries.consistency import Fault, faults
from assist.reports.rules import Asked
from assist.reports.rules.chapters import ReportKind
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
    kept = None if anew or approximate else _kept(which, asked, annex)
    told, title, content = kept or _made(which, asked, anew=anew, roughly=approximate, annex=annex)
    _write(out, content)
    with writing_transaction():
        audit.record(
            verb="export",
            kind="report",
            key=f"{which.value}/{asked.slug}",
            sentence=f"导出《{title}》（{told}），SHA-256 {sha256(content)}",
        )
    click.echo(f"已生成 {out}：《{title}》，{told}。")


#: What the file is, in words; its title; its bytes.
Made = tuple[str, str, bytes]


def _kept(kind: ReportKind, period: Period, annex: bool) -> Made | None:
    """The very bytes that were frozen; None where none were."""
    found = reports.find(kind, period)
    part = FilePart.ANNEX if annex else FilePart.WORD
    content = files.frozen_bytes(kind, period, part) if found else None
    return None if found is None or content is None else ("已封账的文稿", found.title, content)


def _made(kind: ReportKind, period: Period, *, anew: bool, roughly: bool, annex: bool) -> Made:
    """The text as it was written, or drawn from the ledgers just now."""
    found = None if anew or roughly else reports.find(kind, period)
    if found is not None:
        told, title, chapters = "已起草的文稿", found.title, reports.as_chapters(found.chapters)
    else:
        told, title = "按台账生成的草稿", drafts.title_of(kind, period)
        chapters = drafts.draft(kind, period, approximate=roughly)
    signer = current().bureau_name
    content = word(
        title=title,
        chapters=chapters,
        period=period,
        signer=signer,
        day=clock.today(),
        annex=annex,
    )
    proved = proofs.proved(found) if found else ()
    _tell(faults(chapters, kind, period, proved=proved, title=title, signer=signer))
    return told, title, content


def _tell(found: Sequence[Fault]) -> None:
    """勾稽 beside the file, for whoever goes on with it."""
    if not found:
        return
    stopping = sum(fault.stops for fault in found)
    click.echo(f"必须更正 {stopping} 处，建议核对 {len(found) - stopping} 处：", err=True)
    for fault in found:
        kind = "必须更正" if fault.stops else "建议核对"
        where = f"“{shorten(fault.words, 24)}”：" if fault.words else ""
        click.echo(f"  {kind}  {where}{fault.what}{shorten(fault.fix, 60)}", err=True)


def _asked(kind: str, period: str) -> tuple[ReportKind, Period]:
    if kind not in WORDS or not period:
        _refuse("请写明报告和期间，例如 year 2025 或 quarter 2025Q4。")
    which = WORDS[kind]
    try:
        asked = Asked(year=period) if which is ReportKind.YEARLY else Asked(quarter=period)
        return which, _up_to(asked.period(), clock.today())
    except ValueError as error:
        _refuse(str(error))


def _up_to(period: Period, on: date) -> Period:
    """A period that still runs is told as of today; one that has not begun cannot be."""
    if on < period.start:
        raise ValueError(f"{period.label}还没有开始。")
    return replace(period, as_of=on) if on < period.end else period


def _write(out: Path, content: bytes) -> None:
    try:
        out.write_bytes(content)
    except OSError:
        raise click.ClickException(f"不能写入 {out}。") from None


def _refuse(words: str) -> NoReturn:
    click.echo(words, err=True)
    raise SystemExit(2)


COMMANDS = (report,)
