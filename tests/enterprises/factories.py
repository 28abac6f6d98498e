"""Enterprises with a valid credit code, and pairings."""

from __future__ import annotations

from datetime import date
from typing import Any

import factory

from assist.cadres.models import Cadre
from assist.enterprises.models import Contact, Enterprise, KeyYear, Pairing
from tests.accounts.factories import Stored
from tests.cadres.factories import UnitFactory, leader

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def credit_code(n: int) -> str:
    """The n-th credit code of region 000000, with its check digit (GB 32100-2015)."""
    body = f"91000000{n:09d}"
    total = sum(ALPHABET.index(character) * 3**place % 31 for place, character in enumerate(body))
    return body + ALPHABET[(31 - total % 31) % 31]


class EnterpriseFactory(Stored):
    class Meta:
        model = Enterprise

    code = factory.Sequence(lambda n: credit_code(n + 1))
    name = factory.Sequence(lambda n: f"示范企业{n:03d}有限公司")
    short_name = factory.Sequence(lambda n: f"示范{n:03d}")
    pinyin = factory.Sequence(lambda n: f"sfqy{n:03d}yxgs")

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **values: Any) -> Any:
        years = values.pop("years", (2025,))
        phone = values.pop("phone", "13612345678")
        values["key_years"] = [KeyYear(year=year) for year in years]
        values["contacts"] = [Contact(name="联系人", post="总经理", phone=phone)]
        return super()._create(model_class, *args, **values)


class PairingFactory(Stored):
    class Meta:
        model = Pairing

    enterprise = factory.SubFactory(EnterpriseFactory)
    leader = factory.LazyFunction(leader)
    lead_unit = factory.SubFactory(UnitFactory)
    start_on = date(2025, 1, 1)


def paired(*liaisons: Cadre, enterprise: Enterprise | None = None, **values: Any) -> Enterprise:
    """An enterprise paired with these liaisons."""
    enterprise = enterprise or EnterpriseFactory()
    PairingFactory(enterprise=enterprise, liaisons=list(liaisons), **values)
    return enterprise
