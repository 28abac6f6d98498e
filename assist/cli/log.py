"""`flask audit verify`."""

from __future__ import annotations

import click

from assist.audit import queries


@click.group()
def audit() -> None:
    """The audit log."""


@audit.command()
def verify() -> None:
    """Walk the whole chain; exit 1 and the first broken link if the log was altered."""
    verdict = queries.verify()
    if verdict.broken_at is not None:
        click.echo(f"审计日志在第 {verdict.broken_at} 号记录处断开：此前 {verdict.events} 条完好。")
        raise SystemExit(1)
    click.echo(f"审计日志完好，共 {verdict.events} 条，末条校验值 {verdict.head}")


COMMANDS = (audit,)
