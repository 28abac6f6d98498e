"""Visits as they are stored, and the form as a browser sends it."""

from __future__ import annotations

from datetime import date
from itertools import count
from typing import Any

import factory

from assist.cadres.models import Cadre
from assist.db import db
from assist.enterprises.models import Enterprise, Substitution
from assist.policies.models import Delivery, Policy
from assist.visits.models import Channel, Promise, Visit, VisitPerson
from tests.accounts.factories import Stored
from tests.cadres.factories import cadre
from tests.enterprises.factories import EnterpriseFactory

_clients = count(1)


class PolicyFactory(Stored):
    class Meta:
        model = Policy

    number = factory.Sequence(lambda n: f"示政发〔2025〕{n + 1}号")
    title = factory.Sequence(lambda n: f"惠企政策{n + 1}")
    issued_on = date(2025, 1, 5)


class VisitFactory(Stored):
    class Meta:
        model = Visit

    number = factory.Sequence(lambda n: f"ZF-{n + 1:04d}")
    enterprise = factory.SubFactory(EnterpriseFactory)
    held_on = date(2025, 12, 1)
    channel = Channel.ON_SITE
    summary = "生产正常，订单比上月多。"

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **values: Any) -> Any:
        people = values.pop("people", None)
        policies = values.pop("policies", ())
        visit = super()._create(model_class, *args, **values)
        for position, person in enumerate(people if people is not None else [cadre()]):
            db.session.add(VisitPerson(visit_id=visit.id, cadre_id=person.id, position=position))
        for policy in policies:
            db.session.add(
                Delivery(
                    visit_id=visit.id,
                    policy_id=policy.id,
                    enterprise_id=visit.enterprise_id,
                    held_on=visit.held_on,
                )
            )
        db.session.commit()
        return visit


class PromiseFactory(Stored):
    class Meta:
        model = Promise

    number = factory.Sequence(lambda n: f"CN-{n + 1:04d}")
    enterprise = factory.SubFactory(EnterpriseFactory)
    made_on = date(2025, 12, 1)
    words = factory.Sequence(lambda n: f"把第{n + 1}份材料送到")
    due_on = date(2026, 1, 5)


class SubstitutionFactory(Stored):
    class Meta:
        model = Substitution

    absent = factory.LazyFunction(cadre)
    substitute = factory.LazyFunction(cadre)
    start_on = date(2025, 12, 20)
    end_on = date(2026, 1, 10)


def sent(enterprise: Enterprise, *people: Cadre, **fields: Any) -> dict[str, Any]:
    """A visit without news as the form sends it; `fields` change and add."""
    return {
        "enterprise": enterprise.code,
        "held_on": "2025-12-30",
        "channel": "on_site",
        "people": [person.account for person in people],
        "nothing_new": "y",
        "client_id": f"test-{next(_clients):06d}",
    } | fields


def told(
    place: int, title: str, category: str = "融资", detail: str = "", **more: str
) -> dict[str, str]:
    """One problem's fields."""
    fields = {"category": category, "title": title, "detail": detail or f"{title}，请协调。"} | more
    return {f"problems-{place}-{name}": value for name, value in fields.items()}
