"""`flask archive`."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from time import monotonic

import click
from flask import current_app

from assist import audit
from assist.cli.workbook import writable
from assist.exchange.archive import Archive
from assist.lib.days import FIRST_DAY
from assist.web import clock
from assist.web.transaction import writing_transaction

#: So many seconds lie between two lines where no terminal rewrites one.
EVERY = 5.0


@click.command()
@click.argument("year", type=int)
@click.option("-o", "--output", "out", type=click.Path(path_type=Path), help="写入的压缩包")
def archive(year: int, out: Path | None) -> None:
    """Write the archive of a year as a zip, phones masked; how far it is stands on stderr."""
    on = clock.today()
    if out is None or not FIRST_DAY.year <= year <= on.year:
        click.echo("请写明年度和要写入的文件，例如 2025 -o 2025年档案.zip。", err=True)
        raise SystemExit(2)
    writable(out)
    made = Archive(year, None, on)
    made.note = Told(made)
    half = out.with_name(f"{out.name}.part")
    try:
        with half.open("wb") as file:
            for piece in made.stream(current_app._get_current_object()):  # type: ignore[attr-defined]
                file.write(piece)
        os.replace(half, out)
    except OSError as error:
        raise click.ClickException(f"不能写入 {out}：{error.strerror}。") from None
    finally:
        half.unlink(missing_ok=True)
    made.note()
    with writing_transaction():
        audit.record(verb="export", kind="archive", key=str(year), sentence=made.told)
    click.echo(f"已生成 {out}：{made.told}。")


class Told:
    """How far it is: one line that is rewritten on a terminal, else a line now and then."""

    def __init__(self, made: Archive) -> None:
        """Tell of this archive."""
        self._made, self._last, self._part = made, 0.0, made.part
        self._rewrites = sys.stderr.isatty()

    def __call__(self) -> None:
        """Say it, where something has changed that is worth a line."""
        made = self._made
        waits = 0.2 if self._rewrites else EVERY
        if made.part is self._part and monotonic() - self._last < waits and not made.done:
            return
        self._last, self._part = monotonic(), made.part
        part = f"{made.part.label} {made.part_done}/{made.part_total}，" if made.part else ""
        words = f"{part}全部 {made.done_members}/{made.total}，{made.size / 2**20:.1f} MB"
        start, end = ("\r", "\n" if made.done else "") if self._rewrites else ("", "\n")
        click.echo(f"{start}{words}", err=True, nl=False)
        click.echo(end, err=True, nl=False)


COMMANDS = (archive,)
