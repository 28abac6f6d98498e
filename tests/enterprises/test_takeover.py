"""The further columns of the sheet 企业 come back as they went out, on both engines."""

from __future__ import annotations

from datetime import date
from typing import Any

from assist.db import db
from assist.enterprises import queries
from assist.enterprises.models import Contact, Enterprise, SizeKind
from assist.enterprises.sheet.enterprises import ENTERPRISES
from tests.enterprises.factories import EnterpriseFactory


def cells(enterprise: Enterprise) -> dict[str, Any]:
    return {column.field: column.get(enterprise) for column in ENTERPRISES.columns}


def test_every_new_fact_has_a_column(app: Any) -> None:
    winner = EnterpriseFactory()
    one = EnterpriseFactory(
        aliases="竹子厂、老厂", four_up_since=date(2023, 1, 1), size_year=2024,
        size_kind=SizeKind.RETAIL, staff=12, revenue=300, assets=400,
    )  # fmt: skip
    one.contacts[0].role = "办事联络"
    db.session.add(Contact(enterprise_id=one.id, position=1, name="李", phone="", role="财务"))
    db.session.commit()
    one.merged_into_id = winner.id
    db.session.commit()
    db.session.expire_all()
    found = cells(one)
    assert found["aliases"] == ["竹子厂", "老厂"]
    assert (found["contact_role"], found["others"]) == ("办事联络", "李／／／财务")
    assert (found["merged_into"], found["staff"], found["revenue"]) == (winner.code, 12, 300)
    assert (found["size_kind"], found["size_year"]) == (SizeKind.RETAIL, 2024)


def test_an_alias_names_an_enterprise_where_only_one_has_it(app: Any) -> None:
    one = EnterpriseFactory(aliases="竹子厂、老厂")
    EnterpriseFactory(aliases="老厂")
    assert queries.named(["竹子厂"]) == ([one], [])
    assert queries.named(["老厂"]) == ([], ["老厂"])
