"""The user of a session: read as plain columns, and the same as the mapper makes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, g, session
from sqlalchemy import inspect, select

from assist.accounts import queries
from assist.accounts.models import User, UserSession
from assist.accounts.policy import Role, granted
from assist.db import db
from tests.accounts.factories import admin
from tests.cadres.factories import cadre, office
from tests.client import Browser

TOKEN = "a token that only this test knows"


def columns_of(row: object) -> dict[str, object]:
    return {one.key: getattr(row, one.key) for one in inspect(type(row)).column_attrs}


@pytest.mark.parametrize("make", [admin, cadre, office])
def test_the_user_of_a_session_is_whom_the_mapper_would_make(
    app: Flask, client: Browser, make: Callable[..., User]
) -> None:
    client.sign_in(make())
    stored = db.session.scalars(select(UserSession)).one()
    stored.token_hash = queries.token_hash(TOKEN)
    db.session.commit()
    db.session.expunge_all()
    with app.test_request_context("/"):
        session[queries.COOKIE] = TOKEN
        found = queries.current_session()
        assert found is not None
        user = columns_of(found.user)
        kind, permissions = type(found.user), found.user.permissions
        assert found.user in db.session
        assert not db.session.dirty
        db.session.expunge_all()
        by_mapper = db.session.scalars(select(UserSession)).one()
        account = db.session.get_one(User, by_mapper.user_id)
        for fact in ("id", "started_at", "seen_at", "confirmed_at", "own_phone", "ended_at"):
            assert getattr(found, fact) == getattr(by_mapper, fact)
        assert kind is type(account)
        assert user == columns_of(account)
        assert permissions == granted(account.roles)


def test_a_change_to_that_user_is_stored(app: Flask, client: Browser) -> None:
    person = cadre(roles=(Role.CADRE, Role.HANDLER))
    client.sign_in(person)
    key = person.id
    stored = db.session.scalars(select(UserSession)).one()
    stored.token_hash = queries.token_hash(TOKEN)
    db.session.commit()
    db.session.expunge_all()
    with app.test_request_context("/"):
        session[queries.COOKIE] = TOKEN
        found = queries.current_session()
        assert found is not None
        assert found.user.roles == {Role.CADRE, Role.HANDLER}
        found.user.name = "改过的名字"
        g.pop("user_session")
        db.session.commit()
        db.session.expunge_all()
        assert db.session.get_one(User, key).name == "改过的名字"
