"""A publication with no arguments: a draft that nobody has reviewed; `reviewed` makes one whole."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory

from assist.disclosures.models import Column, Disclosure, Secrecy
from tests.accounts.factories import Stored


class DisclosureFactory(Stored):
    class Meta:
        model = Disclosure

    number = factory.Sequence(lambda n: f"GK-{n:03d}")
    column = Column.DOCUMENTS
    title = "关于印发送解优方案的通知"
    formed_on = date(2025, 12, 1)
    due_on = date(2025, 12, 29)
    author = "拟稿人"


def reviewed(**values: Any) -> Disclosure:
    """Three reviews and 保密审查 通过."""
    whole = {
        "first_by": "甲",
        "first_on": date(2025, 12, 2),
        "second_by": "乙",
        "second_on": date(2025, 12, 3),
        "third_by": "丙",
        "third_on": date(2025, 12, 4),
        "secrecy": Secrecy.PASSED,
        "secrecy_by": "丁",
        "secrecy_on": date(2025, 12, 4),
    }
    return DisclosureFactory(**whole | values)
