"""A policy in force, and deliveries of it."""

from __future__ import annotations

from datetime import date

import factory

from assist.policies.models import Application, Delivery, Payment, Policy, PolicyLevel, Way
from tests.accounts.factories import Stored
from tests.enterprises.factories import EnterpriseFactory


class PolicyFactory(Stored):
    class Meta:
        model = Policy

    number = factory.Sequence(lambda n: f"洪政发〔2025〕{n + 1}号")
    title = factory.Sequence(lambda n: f"支持企业的措施{n:03d}")
    level = PolicyLevel.DISTRICT
    issued_on = date(2025, 1, 1)


class DeliveryFactory(Stored):
    class Meta:
        model = Delivery

    policy = factory.SubFactory(PolicyFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    held_on = date(2025, 3, 1)
    way = Way.WECHAT


class ApplicationFactory(Stored):
    class Meta:
        model = Application

    policy = factory.SubFactory(PolicyFactory)
    enterprise = factory.SubFactory(EnterpriseFactory)
    applied_on = date(2025, 3, 1)


class PaymentFactory(Stored):
    class Meta:
        model = Payment

    number = factory.Sequence(lambda n: f"DX-{n + 1:04d}")
    application = factory.SubFactory(ApplicationFactory)
    paid_on = date(2025, 6, 1)
    amount = 100_00
