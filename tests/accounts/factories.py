"""A valid account with no arguments; it signs in with tests.client.PASSWORD."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import factory
from werkzeug.security import generate_password_hash

from assist.accounts.models import User, UserRole
from assist.accounts.policy import Role
from assist.db import db
from tests.client import PASSWORD

HASH = generate_password_hash(PASSWORD, method="pbkdf2:sha256:1")


class Stored(factory.alchemy.SQLAlchemyModelFactory):
    """Every factory commits, since a request reads in a session of its own."""

    class Meta:
        abstract = True
        sqlalchemy_session = db.session
        sqlalchemy_session_persistence = "commit"


class UserFactory(Stored):
    class Meta:
        model = User

    account = factory.Sequence(lambda n: f"user{n:03d}")
    name = factory.Sequence(lambda n: f"人员{n:03d}")
    password_hash = HASH
    password_set_at = factory.LazyFunction(lambda: datetime.now(UTC))

    @classmethod
    def _create(cls, model_class: type[Any], *args: Any, **values: Any) -> Any:
        roles = values.pop("roles", (Role.ADMIN,))
        values["role_rows"] = [UserRole(role=role) for role in roles]
        return super()._create(model_class, *args, **values)


def admin(**values: Any) -> User:
    return UserFactory(roles=(Role.ADMIN,), **values)


def auditor(**values: Any) -> User:
    return UserFactory(roles=(Role.AUDITOR,), **values)
