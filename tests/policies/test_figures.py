"""What counts as a delivery."""

from __future__ import annotations

from datetime import date
from typing import Any

from assist.lib.periods import Period
from assist.policies.figures import FIGURES
from assist.reports.queries.drafts import draft
from assist.reports.rules.chapters import ReportKind
from assist.reports.rules.marks import plain
from assist.visits.models import Channel, Visit
from tests.accounts.factories import Stored
from tests.enterprises.factories import EnterpriseFactory
from tests.policies.factories import (
    ApplicationFactory,
    DeliveryFactory,
    PaymentFactory,
    PolicyFactory,
)

deliveries, policies, told, applied, who_applied, who_cashed, cashed = FIGURES


class OneVisit(Stored):
    class Meta:
        model = Visit

    channel = Channel.PHONE
    summary = "说了政策"
    held_on = date(2025, 3, 1)


def test_visits_and_others_count_once_each_and_void_ones_never(app: Any) -> None:
    policy, second, enterprise = PolicyFactory(), PolicyFactory(), EnterpriseFactory()
    visits = [OneVisit(number=f"ZF-{n}", enterprise=enterprise) for n in range(3)]
    both = {"policy": policy, "enterprise": enterprise}
    DeliveryFactory(**both, visit_id=visits[0].id)
    DeliveryFactory(**both, visit_id=visits[1].id)
    DeliveryFactory(**both, visit_id=visits[2].id, valid=False)
    DeliveryFactory(**both)  # the same day as the visits: already counted
    DeliveryFactory(**both, held_on=date(2025, 3, 2))
    DeliveryFactory(policy=second, enterprise=enterprise)
    DeliveryFactory(policy=second, held_on=date(2025, 12, 31))
    DeliveryFactory(policy=second, held_on=date(2024, 12, 31))
    year = Period.of_year(2025)
    assert deliveries.value(year) == 5
    assert (policies.value(year), told.value(year)) == (2, 2)
    assert [record.number for record in policies.records(year)] == [policy.number, second.number]
    assert len(told.records(year)) == 2
    assert [record.number for record in deliveries.records(year)][:2] == [
        f"ZF-0 {policy.number}",
        f"ZF-1 {policy.number}",
    ]
    assert len(deliveries.records(year)) == 5
    assert deliveries.value(Period.of_year(2025, as_of=date(2025, 3, 1))) == 3
    assert deliveries.value(Period.of_quarter(2025, 2)) == 0


def test_one_beside_a_void_visit_counts_by_itself(app: Any) -> None:
    policy, enterprise = PolicyFactory(), EnterpriseFactory()
    visit = OneVisit(number="ZF-1", enterprise=enterprise)
    DeliveryFactory(policy=policy, enterprise=enterprise, visit_id=visit.id, valid=False)
    DeliveryFactory(policy=policy, enterprise=enterprise)
    assert deliveries.value(Period.of_year(2025)) == 1


def test_applied_and_cashed_count_on_their_own_days(app: Any) -> None:
    day, other = date(2025, 3, 1), date(2024, 12, 1)
    first, older = ApplicationFactory(applied_on=day), ApplicationFactory(applied_on=other)
    ApplicationFactory(applied_on=date(2025, 4, 1), enterprise=first.enterprise)
    ApplicationFactory(applied_on=date(2025, 4, 2), valid=False)
    PaymentFactory(application=first, paid_on=date(2025, 5, 1), amount=1_000_01)
    PaymentFactory(application=first, paid_on=date(2025, 8, 1), amount=2_00)
    PaymentFactory(application=older, paid_on=date(2025, 12, 31), amount=99)
    PaymentFactory(application=first, paid_on=date(2026, 1, 1), amount=5)
    year, spring = Period.of_year(2025), Period.of_quarter(2025, 1)
    four = (applied, who_applied, who_cashed, cashed)
    assert [figure.value(year) for figure in four] == [2, 1, 2, 1_003_00]
    assert [len(figure.records(year)) for figure in four] == [2, 1, 2, 3]
    assert [figure.value(spring) for figure in four] == [1, 1, 0, 0]
    assert cashed.value(Period.of_year(2025, as_of=date(2025, 12, 30))) == 1_002_01


def test_a_payment_counts_until_it_is_taken_back(app: Any) -> None:
    wrong = PaymentFactory(amount=7_00)
    again = {"application": wrong.application, "amount": 7_00, "paid_on": date(2025, 9, 1)}
    PaymentFactory(reverses=wrong, **again)
    assert cashed.value(Period.of_year(2025)) == 0
    assert who_cashed.records(Period.of_year(2025)) == []
    assert cashed.value(Period.of_year(2025, as_of=date(2025, 8, 31))) == 7_00


def test_the_brief_tells_applications_of_its_own_quarter_alone(app: Any) -> None:
    PaymentFactory(amount=12_345_00)  # applied for on 1 March, paid on 1 June
    ApplicationFactory(valid=False)
    moved = ApplicationFactory(applied_on=date(2025, 4, 1))
    wrong = PaymentFactory(application=moved)
    PaymentFactory(application=moved, reverses=wrong, amount=wrong.amount, paid_on=date(2025, 6, 2))

    def told(slug: str) -> str:
        chapters = draft(ReportKind.QUARTERLY, Period.parse(slug))
        lines = plain("\n".join(one.text for one in chapters)).split("\n")
        line = next(one for one in lines if one.startswith("（二）政策推送。"))
        return line.partition("覆盖企业0家。")[2]

    assert told("2025Q1") == "1家企业申报政策1家次。"
    assert told("2025Q2") == "1家企业申报政策1家次，1家企业兑现资金1.23万元。"
    assert told("2025Q3") == ""
