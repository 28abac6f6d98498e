"""Taking a whole report apart into its chapters; pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assist.lib.text import clean
from assist.reports.rules.chapters import Chapter, ReportKind

_TITLE = re.compile(r"[一二三四五六七八九十]+、")
#: A heading is one line and no sentence.
LONGEST_TITLE = 60
LEAD = "lead"
#: The chapters of each kind in their order, as the drafts of `yearly` and `quarterly` have them.
KEYS: Mapping[ReportKind, Sequence[str]] = {
    ReportKind.YEARLY: (
        "organisation", "study", "enforcement", "service", "disputes", "shortcomings", "next_year",
    ),
    ReportKind.QUARTERLY: ("work", "problems", "cases", "arrears", "outreach", "next_quarter"),
}  # fmt: skip


def split(text: str, keys: Sequence[str]) -> list[Chapter]:
    """Lead and chapters in their order; `keys` are those of the kind, without the lead's.

    A further chapter than the kind has is called by its place.
    """
    parts: list[tuple[str, list[str]]] = [("", [])]
    for line in clean(text).split("\n"):
        words = line.strip()
        if _TITLE.match(words) and len(words) <= LONGEST_TITLE and not words.endswith("。"):
            parts.append((words, []))
        elif words:
            parts[-1][1].append(words)
    names = [LEAD, *keys, *(f"part-{place}" for place in range(len(keys) + 1, len(parts) + 1))]
    return [
        Chapter(key, title, "\n".join(lines))
        for key, (title, lines) in zip(names, parts, strict=False)
    ]
