"""Every endpoint, for every role: who may call it, whose rows answer; reading writes nothing."""

from __future__ import annotations

import contextvars
import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from assist.accounts.models import User
from assist.accounts.policy import PERMISSIONS, WORDS, Role
from assist.db import db
from assist.web.access import Access, Permission
from tests.access import EXAMPLES, Arguments, World, world_of
from tests.client import Browser

SAFE = {"GET", "HEAD", "OPTIONS"}
#: Answers of something done, or not done for a reason that the page tells.
ANSWERED = {200, 303, 409, 422}
#: What a GET may write: the log of an export or reveal, and that the session is in use.
MAY_GROW = {"audit_event", "counter", "user_session"}
ENDS_THE_SESSION = {"accounts.sign_out"}


def rules(app: Flask, method: str) -> list[Rule]:
    found = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return sorted(found, key=lambda rule: rule.rule)


def access_of(app: Flask, endpoint: str) -> Access:
    access: Access = app.view_functions[endpoint].access  # type: ignore[attr-defined]
    example = EXAMPLES.get(endpoint)
    return Access(permissions=example.needs) if example and example.needs else access


def addresses(
    app: Flask, rule: Rule, world: World
) -> Iterator[tuple[str, str, frozenset[Permission]]]:
    """(own, another or absent, the address, who sees another's)."""
    if not rule.arguments:
        yield "own", build(app, rule, {}), frozenset()
        return
    example = EXAMPLES.get(rule.endpoint)
    if example is None:
        return  # a test of its own names it
    yield "own", build(app, rule, example.own(world)), frozenset()
    yield "absent", build(app, rule, example.absent), frozenset()
    if example.another:
        yield "another", build(app, rule, example.another(world)), example.sees_all


def build(app: Flask, rule: Rule, arguments: Arguments) -> str:
    adapter = app.url_map.bind("localhost")
    return adapter.build(
        rule.endpoint, arguments, method=min((rule.methods or set()) - {"HEAD", "OPTIONS"})
    )


def expected(access: Access, user: User, whose: str, sees_all: frozenset[Permission]) -> set[int]:
    """The statuses that the policy allows."""
    if not access.public and not access.admits(user):
        return {403}
    if whose == "own":
        return ANSWERED
    if whose == "another" and any(user.may(permission) for permission in sees_all):
        return ANSWERED | {
            403,
            404,
        }  # it is seen; whether it may be changed the feature's own tests say
    return {404}


def test_every_endpoint_says_who_may_call_it(app: Flask) -> None:
    silent = [
        endpoint
        for endpoint, view in app.view_functions.items()
        if not isinstance(getattr(view, "access", None), Access)
    ]

    assert silent == []


def test_every_endpoint_with_arguments_has_an_example(app: Flask) -> None:
    needed = {rule.endpoint for rule in app.url_map.iter_rules() if rule.arguments}

    assert needed - set(EXAMPLES) == set(), "add them to tests/access.py"
    assert set(EXAMPLES) - needed == set(), "these examples have outlived their endpoints"


def test_addresses_are_kebab_case_and_typed(app: Flask) -> None:
    odd = [
        rule.rule
        for rule in app.url_map.iter_rules()
        if not re.fullmatch(r"(/[a-z0-9.-]*)+", re.sub(r"<[^>]+>", "x", rule.rule))
        or re.search(r"<(?!client_id)\w+_id>", rule.rule)  # a client's id is the browser's own
    ]

    assert odd == []


def test_every_permission_has_words_and_somebody_who_holds_it() -> None:
    held = frozenset().union(*PERMISSIONS.values())

    assert set(Permission) - set(WORDS) == set()
    assert set(Permission) - held == set()


def test_administrators_and_auditors_share_no_permission_with_business() -> None:
    business = frozenset().union(
        *(PERMISSIONS[role] for role in Role if role not in {Role.ADMIN, Role.AUDITOR})
    )

    assert PERMISSIONS[Role.ADMIN] & business == frozenset()
    assert PERMISSIONS[Role.AUDITOR] & (business | PERMISSIONS[Role.ADMIN]) == frozenset()


@pytest.mark.parametrize("role", list(Role))
def test_reading_answers_as_the_policy_says_and_writes_nothing(
    app: Flask, role: Role, browser_as: Any
) -> None:
    world = world_of(role)
    browser = browser_as(world.me)
    wrong = []

    with Watched() as written:
        for rule in rules(app, "GET"):
            access = access_of(app, rule.endpoint)
            for whose, address, sees_all in addresses(app, rule, world):
                written.clear()
                status = send(browser, "GET", address)
                allowed = expected(access, world.me, whose, sees_all) - {409, 422}
                if status not in allowed:
                    wrong.append(f"GET {address} ({whose}): {status} instead of {sorted(allowed)}")
                wrong += [f"GET {address} writes: {statement}" for statement in strange(written)]

    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
def test_writing_answers_as_the_policy_says(app: Flask, role: Role, browser_as: Any) -> None:
    world = world_of(role)
    asked = [
        (
            rule.endpoint,
            whose,
            address,
            expected(access_of(app, rule.endpoint), world.me, whose, all_),
        )
        for rule in rules(app, "POST")
        for whose, address, all_ in addresses(app, rule, world)
    ]
    browser = browser_as(world.me)
    wrong = []

    for endpoint, whose, address, allowed in sorted(asked, key=lambda one: one[1] == "own"):
        status = send(browser, "POST", address, {"csrf_token": browser.token()})
        if status not in allowed:
            wrong.append(f"POST {address} ({whose}): {status} instead of {sorted(allowed)}")
        if endpoint in ENDS_THE_SESSION:
            browser = browser_as(world.me)

    assert wrong == []


def test_strangers_are_sent_to_sign_in(app: Flask, client: Browser) -> None:
    world = world_of(Role.OFFICE)
    token = client.token()
    wrong = []
    for method in ("GET", "POST"):
        for rule in rules(app, method):
            if access_of(app, rule.endpoint).public:
                continue
            for _, address, _ in addresses(app, rule, world):
                data = {"csrf_token": token} if method == "POST" else None
                response = bare(client, method, address, data)
                if response.status_code != 302 or not response.location.startswith("/login"):
                    wrong.append(f"{method} {address}: {response.status_code} {response.location}")

    assert wrong == []


@pytest.mark.parametrize("signed_in", [False, True])
def test_no_unsafe_request_passes_without_the_token(
    app: Flask, client: Browser, signed_in: bool
) -> None:
    world = world_of(Role.OFFICE)
    if signed_in:
        client.sign_in(world.me)
    wrong = []
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - SAFE):
            for _, address, _ in addresses(app, rule, world):
                status = send(client, method, address, {"title": "x"})
                if status != 403:
                    wrong.append(f"{method} {address}: {status}")

    assert wrong == []


def send(browser: Browser, method: str, address: str, data: Any = None) -> int:
    """The bare status; other tests look at the pages."""
    return bare(browser, method, address, data).status_code


def bare(browser: Browser, method: str, address: str, data: Any = None) -> TestResponse:
    db.session.rollback()
    db.session.expire_all()
    # A context of its own: Flask would otherwise lend the request the test's `g`.
    response = contextvars.Context().run(browser.http.open, address, method=method, data=data)
    db.session.rollback()
    return response


class Watched:
    """Collects every statement that changes something while it is open."""

    def __enter__(self) -> list[str]:
        self.statements: list[str] = []
        sa.event.listen(db.engine, "before_cursor_execute", self._note)
        return self.statements

    def __exit__(self, *_: object) -> None:
        sa.event.remove(db.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not re.match(
            r"\s*(SELECT|PRAGMA|SAVEPOINT|RELEASE|WITH|BEGIN)", statement, re.IGNORECASE
        ):
            self.statements.append(" ".join(statement.split()))


def strange(statements: list[str]) -> list[str]:
    """Those that change more than the log and the session's last use."""
    found = []
    for statement in statements:
        table = re.match(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)"?', statement)
        if table is None or table[1] not in MAY_GROW:
            found.append(statement[:200])
    return found
