"""What is typed of a report: which one, its chapters, each act of its way."""

from __future__ import annotations

from collections.abc import Mapping

from assist.reports.rules.chapters import ReportKind


def kind_asked(args: Mapping[str, str]) -> ReportKind | None:
    """The kind that the list is narrowed to; what is no kind is left out."""
    return next((kind for kind in ReportKind if kind == args.get("kind")), None)
