"""勾稽 before a report goes out (domain C5): each fault with its sentence and its fix."""

from __future__ import annotations

from collections.abc import Iterable

from assist.reports.rules.consistency import claims, figures, texts
from assist.reports.rules.consistency.checked import Checked, Fault
from assist.reports.rules.punctuation import full_width

__all__ = ["Checked", "Fault", "faults", "full_width"]


def faults(checked: Checked, further: Iterable[Fault] = ()) -> list[Fault]:
    """Everything that is wrong, by chapter, what stops first; `further` was found elsewhere."""
    found = [*texts.complaints(checked), *figures.complaints(checked), *claims.complaints(checked)]
    found += further
    order = {chapter.key: place for place, chapter in enumerate(checked.chapters)}
    return sorted(found, key=lambda fault: (order.get(fault.chapter_key, 0), not fault.stops))
