"""Two administrators who shut each other at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import select

from assist.accounts import actions as accounts
from assist.accounts.models import User
from assist.db import db
from assist.lib.errors import Refused
from assist.web.transaction import writing_transaction
from tests.accounts.factories import admin


def test_one_of_two_administrators_who_shut_each_other_stays(app: Flask) -> None:
    first, second = admin().id, admin().id
    together = Barrier(2)
    db.session.remove()

    def shut(by_id: int, user_id: int) -> str:
        with app.app_context():
            together.wait()
            try:
                with writing_transaction():
                    by, user = db.session.get(User, by_id), db.session.get(User, user_id)
                    assert by is not None
                    assert user is not None
                    accounts.disable(by=by, user=user)
            except Refused as error:
                return str(error)
            finally:
                db.session.remove()
        return ""

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(shut, (first, second), (second, first)))

    assert sorted(said) == ["", "这是最后一个启用的系统管理员，不能停用或取消角色。"]
    assert len(db.session.scalars(select(User.id).where(User.enabled)).all()) == 1
