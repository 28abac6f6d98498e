"""Accounts, their roles, their sessions, and the failures that lock them."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property
from typing import Any

from flask_login import UserMixin
from sqlalchemy import Boolean, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from assist.accounts.policy import Role, granted
from assist.db import EnumCode, Id, Model, Moment, Recorded, UtcDateTime, labelled
from assist.web.access import Permission


class User(UserMixin, Recorded, Model):
    """Somebody who can sign in; business people are `cadres.models.Cadre`, a User with a unit."""

    __tablename__ = "user"

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16))
    account: Mapped[str] = labelled("账号", String(64), unique=True)
    name: Mapped[str] = labelled("姓名", String(64))
    password_hash: Mapped[str | None] = mapped_column(String(256))
    #: A one-time password is changed at first use and dies at this moment; None for a chosen one.
    one_time_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    password_set_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    enabled: Mapped[bool] = labelled("启用", Boolean, default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    totp_secret: Mapped[str | None] = mapped_column(String(64))
    totp_last_step: Mapped[int | None]
    role_rows: Mapped[list[UserRole]] = relationship(
        cascade="all, delete-orphan", lazy="joined", order_by="UserRole.role"
    )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - declared_attr is given the class
        return {
            "polymorphic_on": "kind",
            "polymorphic_identity": "account",
            "version_id_col": cls.version,
        }

    def __str__(self) -> str:
        return self.name

    @property
    def is_active(self) -> bool:
        """Flask-Login's name for an enabled account."""
        return self.enabled

    @property
    def roles(self) -> frozenset[Role]:
        """The roles held now."""
        return frozenset(row.role for row in self.role_rows)

    @cached_property
    def permissions(self) -> frozenset[Permission]:
        """What the roles grant; fixed for the request in which the user was loaded."""
        return granted(self.roles)

    def may(self, permission: Permission) -> bool:
        """Whether one of the roles grants it."""
        return permission in self.permissions


class UserRole(Model):
    """One role of one account."""

    __tablename__ = "user_role"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    role: Mapped[Role] = mapped_column(EnumCode(Role), primary_key=True)


class PasswordRecord(Model):
    """A hash used before, so that it is not chosen again."""

    __tablename__ = "password_record"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    password_hash: Mapped[str] = mapped_column(String(256))
    at: Mapped[Moment]


class UserSession(Model):
    """A signed-in browser: the cookie holds a random token, this row its SHA-256 and its end."""

    __tablename__ = "user_session"

    id: Mapped[Id]
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    started_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    #: When the password was given last; exports and role changes ask again after a while.
    confirmed_at: Mapped[Moment]
    own_phone: Mapped[bool] = mapped_column(default=False)
    device: Mapped[str] = mapped_column(Text, default="")
    address: Mapped[str] = mapped_column(String(64), default="")
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_why: Mapped[str] = mapped_column(String(64), default="")
    user: Mapped[User] = relationship(lazy="raise")


class SignInFailure(Model):
    """A failed sign-in of an address; ten in five minutes shut it out for that long."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_address_at", "address", "at"),)

    id: Mapped[Id]
    address: Mapped[str] = mapped_column(String(64))
    at: Mapped[Moment]
