"""A debt with no arguments: 存量, of an agency, to nobody's enterprise."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory

from assist.arrears.models import Debt, DebtKind, DebtorKind, Dispute, Stock
from tests.accounts.factories import Stored


class DebtFactory(Stored):
    class Meta:
        model = Debt

    number = factory.Sequence(lambda n: f"QK-{n + 1:04d}")
    debtor = "示例债务单位"
    debtor_kind = DebtorKind.AGENCY
    creditor = "示范企业有限公司"
    contract = "道路工程"
    kind = DebtKind.WORKS
    owed = 100_000_00
    formed_on = date(2023, 7, 1)
    stock = Stock.BASE
    dispute = Dispute.NONE

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **values: Any) -> Any:
        values.setdefault("balance", values["owed"])
        return super()._create(model_class, *args, **values)
