"""Fields that name an enterprise, shared by web, phone and workbook."""

from __future__ import annotations

from typing import Any

from assist.enterprises import queries
from assist.enterprises.models import Enterprise
from assist.lib.text import code
from assist.web.forms import _ParsedField


class EnterpriseField(_ParsedField):
    """An enterprise by its credit code; `data` is the Enterprise.

    Whether the user may use it is the action's question.
    """

    def parse(self, text: str) -> Enterprise:
        found = queries.by_code(code(text)[:32])
        if found is None:
            raise ValueError(f"没有统一社会信用代码为“{text[:40]}”的企业。")
        return found

    def show(self, value: Any) -> str:
        return str(value.code)
