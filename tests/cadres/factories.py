"""Units and cadres, one function a role."""

from __future__ import annotations

from typing import Any

import factory

from assist.accounts.policy import Role
from assist.cadres.models import Cadre, Unit, UnitKind
from tests.accounts.factories import Stored, UserFactory


class UnitFactory(Stored):
    class Meta:
        model = Unit

    name = factory.Sequence(lambda n: f"区单位{n:03d}")
    kind = UnitKind.DEPARTMENT


class CadreFactory(UserFactory):
    class Meta:
        model = Cadre

    unit = factory.SubFactory(UnitFactory)
    phone = factory.Sequence(lambda n: f"139{n:08d}")

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **values: Any) -> Any:
        values.setdefault("roles", (Role.CADRE,))
        return super()._create(model_class, *args, **values)


def cadre(**values: Any) -> Cadre:
    return CadreFactory(**values)


def handler(**values: Any) -> Cadre:
    return CadreFactory(roles=(Role.HANDLER,), **values)


def leader(**values: Any) -> Cadre:
    return CadreFactory(roles=(Role.LEADER,), **values)


def bureau_leader(**values: Any) -> Cadre:
    return CadreFactory(roles=(Role.BUREAU_LEADER,), **values)


def office(**values: Any) -> Cadre:
    return CadreFactory(roles=(Role.OFFICE,), **values)


def specialist(**values: Any) -> Cadre:
    return CadreFactory(roles=(Role.SPECIALIST,), **values)
