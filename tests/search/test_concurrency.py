"""Several who write the same words at once hinder nobody, and the index is true afterwards."""

from __future__ import annotations

from typing import Any

from assist.db import db
from tests.cadres.factories import office
from tests.client import Browser, at_once
from tests.enterprises.factories import EnterpriseFactory, credit_code
from tests.search.index import computed, stored


def test_the_same_words_entered_by_several(app: Any) -> None:
    by, sent = office(), []
    for number in range(5):
        browser = Browser(app)
        browser.sign_in(by)
        fields = {"code": credit_code(900 + number), "name": f"枇杷竹业{number}"}
        sent.append((browser, "/enterprises/new", fields | {"csrf_token": browser.token()}))
    db.session.remove()
    assert at_once(sent) == [303] * 5
    assert stored() == computed()


def test_one_record_amended_by_two(app: Any) -> None:
    enterprise, by, sent = EnterpriseFactory(name="枇杷竹业"), office(), []
    path = f"/enterprises/{enterprise.code}/edit"
    for name in ("杨梅竹业", "石榴竹业"):
        browser = Browser(app)
        browser.sign_in(by)
        form = browser.get(path).one("main form[method=post]")
        fields = {
            str(box["name"]): str(box.get("value", ""))
            for box in form.select("input[name]")
            if box.get("type") not in {"checkbox", "radio", "file"} or box.has_attr("checked")
        }
        sent.append((browser, path, fields | {"name": name}))
    db.session.remove()
    assert at_once(sent) == [303, 409]
    assert stored() == computed()
