"""What an administrator does to accounts, people and units."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, select

from assist.accounts import actions as accounts
from assist.accounts.models import User, UserSession
from assist.accounts.policy import Role
from assist.audit.models import AuditEvent
from assist.cadres import actions, queries
from assist.cadres.models import Cadre, Unit, UnitKind
from assist.db import db
from assist.lib.errors import Invalid, Refused
from assist.web.errors import Conflict
from assist.web.transaction import writing_transaction
from tests.accounts.factories import admin, auditor
from tests.cadres.factories import UnitFactory, cadre


def create(by: User, **values: Any) -> Cadre:
    unit = values.pop("unit", None) or UnitFactory()
    fields = {"account": "zhangsan", "name": "张三", "roles": [Role.CADRE], "unit": unit}
    return actions.create_cadre(by=by, **fields | values)


def amend(by: User, person: Cadre, **values: Any) -> None:
    fields = {
        "version": person.version,
        "name": person.name,
        "unit": person.unit,
        "roles": list(person.roles),
        "post": person.post,
        "phone": person.phone,
    }
    actions.amend_cadre(by=by, cadre=person, **fields | values)


def test_a_new_cadre_is_found_by_initials_and_has_no_password(app: Flask) -> None:
    person = create(admin(), phone="13912345678")
    assert person.pinyin == "zs"
    assert person.password_hash is None
    assert person.roles == {Role.CADRE}


def test_an_account_is_given_once(app: Flask) -> None:
    by = admin()
    create(by)
    with pytest.raises(Invalid, match="已经有人使用"):
        create(by)


@pytest.mark.parametrize("roles", [[Role.ADMIN], [Role.CADRE, Role.AUDITOR], []])
def test_business_people_get_business_roles_only(app: Flask, roles: list[Role]) -> None:
    by = admin()
    with pytest.raises(Refused):
        create(by, roles=roles)
    with pytest.raises(Refused):
        amend(by, cadre(), roles=roles)


@pytest.mark.parametrize(
    "roles", [[Role.OFFICE], [Role.ADMIN, Role.AUDITOR], [Role.ADMIN, Role.CADRE]]
)
def test_administrators_and_auditors_exclude_each_other_and_business(
    app: Flask, roles: list[Role]
) -> None:
    by, other = admin(), admin()
    with pytest.raises(Refused):
        accounts.create_account(account="new", name="新", roles=roles)
    with pytest.raises(Refused):
        actions.amend_account(by=by, user=other, version=other.version, name="新", roles=roles)


def test_nobody_changes_their_own_roles(app: Flask) -> None:
    admin()
    me = admin()
    with pytest.raises(Refused, match="自己的角色"):
        actions.amend_account(
            by=me, user=me, version=me.version, name=me.name, roles=[Role.AUDITOR]
        )
    actions.amend_account(by=me, user=me, version=me.version, name="新名", roles=[Role.ADMIN])
    assert me.name == "新名"


def test_the_last_administrator_stays(app: Flask) -> None:
    first, second = admin(), admin()
    accounts.disable(by=first, user=second)
    with pytest.raises(Refused, match="最后一个"):
        accounts.disable(by=second, user=first)
    with pytest.raises(Refused, match="最后一个"):
        actions.amend_account(
            by=second, user=first, version=first.version, name="x", roles=[Role.AUDITOR]
        )


def test_nobody_shuts_their_own_account(app: Flask) -> None:
    admin()
    me = admin()
    with pytest.raises(Refused, match="自己的账号"):
        accounts.disable(by=me, user=me)


def test_a_change_names_what_changed_and_masks_the_phone(app: Flask) -> None:
    by, person = admin(), cadre(name="李四", phone="13911112222")
    with writing_transaction():
        amend(
            db.session.get(User, by.id),
            db.session.get(Cadre, person.id),
            name="李思",
            phone="13933334444",
            roles=[Role.CADRE, Role.HANDLER],
        )
    logged = db.session.scalars(select(AuditEvent)).one()
    assert logged.sentence == "修改了干部李思的资料"
    assert '["手机","139****2222","139****4444"]' in logged.changes
    assert "13933334444" not in logged.changes
    assert '["角色","联企干部","联企干部、承办人"]' in logged.changes


def test_a_masked_phone_leaves_the_stored_one(app: Flask) -> None:
    person = cadre(phone="13911112222")
    amend(admin(), person, phone="139****2222", post="股长")
    assert (person.phone, person.post) == ("13911112222", "股长")


def test_a_stale_version_shows_both(app: Flask) -> None:
    by, person = admin(), cadre(post="科员")
    amend(by, person, post="股长")
    with pytest.raises(Conflict) as caught:
        amend(by, person, version=person.version - 1, post="副股长")
    assert ("职务", "股长", "副股长") in caught.value.fields


def test_a_change_of_roles_alone_makes_older_forms_stale(app: Flask) -> None:
    by, person = admin(), cadre()
    before = person.version
    amend(by, person, roles=[Role.HANDLER])
    assert person.version > before


def test_saving_what_is_there_already_changes_nothing(app: Flask) -> None:
    by, person = admin(), cadre()
    db.session.commit()
    before = person.version
    amend(by, person)
    db.session.commit()
    assert person.version == before
    assert db.session.scalars(select(AuditEvent)).all() == []


def test_a_one_time_password_ends_sessions_and_lifts_the_lock(app: Flask, browser_as: Any) -> None:
    person = cadre()
    browser_as(person)
    with writing_transaction():
        accounts.reset_password(user=db.session.get(User, person.id))
    ended = db.session.scalars(select(UserSession.ended_why)).all()
    assert ended == ["重置密码"]


def test_a_unit_with_people_on_duty_stays(app: Flask) -> None:
    by, person = admin(), cadre()
    with pytest.raises(Refused, match="在岗的干部"):
        actions.set_unit_active(by=by, unit=person.unit, active=False)
    person.on_duty = False
    db.session.flush()
    actions.set_unit_active(by=by, unit=person.unit, active=False)
    assert person.unit not in queries.active_units()


def test_unit_names_are_unique(app: Flask) -> None:
    by, one, two = admin(), UnitFactory(name="区财政局"), UnitFactory()
    with pytest.raises(Invalid, match="同名"):
        actions.create_unit(by=by, name="区财政局", kind=UnitKind.DEPARTMENT)
    with pytest.raises(Invalid, match="同名"):
        actions.amend_unit(by=by, unit=two, version=two.version, name=one.name, kind=two.kind)


def test_a_stale_unit_shows_both(app: Flask) -> None:
    by, unit = admin(), UnitFactory(name="区商务局")
    actions.amend_unit(by=by, unit=unit, version=1, name="区商务和粮食局", kind=unit.kind)
    with pytest.raises(Conflict) as caught:
        actions.amend_unit(by=by, unit=unit, version=1, name="区商粮局", kind=unit.kind)
    assert caught.value.fields[0] == ("单位名称", "区商务和粮食局", "区商粮局")


def test_an_auditor_is_made_and_shut_like_anybody(app: Flask) -> None:
    by, one = admin(), auditor()
    accounts.disable(by=by, user=one)
    assert not one.enabled
    accounts.enable(by=by, user=one)
    assert one.enabled


def test_a_directory_answers_without_queries(app: Flask) -> None:
    person = cadre()
    with queries.directory() as known:
        known.units["新单位"] = Unit(name="新单位", kind=UnitKind.OTHER)
        statements: list[str] = []

        def note(*args: Any) -> None:
            statements.append(str(args[2]))

        event.listen(db.engine, "before_cursor_execute", note)
        assert queries.unit_named("新单位") is known.units["新单位"]
        assert queries.cadre_by_account(person.account) is person
        assert queries.cadre_by_account("nobody") is None
        event.remove(db.engine, "before_cursor_execute", note)
    assert statements == []
