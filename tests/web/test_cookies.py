"""The session cookie: what was signed once is known again, and nothing else is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask, session
from flask_wtf.csrf import generate_csrf, validate_csrf
from wtforms.validators import ValidationError

from assist.web import cookies

BEGUN = datetime(2025, 12, 30, 9, tzinfo=UTC)


def cookie_of(app: Flask, **values: str) -> str:
    """A cookie that holds the values, signed by the application."""
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return str(signer.dumps(values))


def held(app: Flask, cookie: str) -> dict[str, object]:
    """What a request with that cookie has in its session."""
    with app.test_request_context("/", headers={"Cookie": f"assist={cookie}"}):
        return dict(session)


def test_the_same_cookie_is_read_the_same_again(app: Flask) -> None:
    cookie = cookie_of(app, sid="one")
    assert [held(app, cookie) for _ in range(3)] == [{"sid": "one"}] * 3


def test_one_altered_letter_makes_it_nobodys(app: Flask) -> None:
    cookie = cookie_of(app, sid="one")
    assert held(app, cookie) == {"sid": "one"}
    for place in range(len(cookie)):
        letter = "A" if cookie[place] != "A" else "Q"
        altered = cookie[:place] + letter + cookie[place + 1 :]
        assert held(app, altered) in ({}, {"sid": "one"} if place == len(cookie) - 1 else {})


def test_what_one_request_writes_no_other_sees(app: Flask) -> None:
    cookie = cookie_of(app, sid="one")
    held(app, cookie)
    with app.test_request_context("/", headers={"Cookie": f"assist={cookie}"}):
        session["sid"] = "another"
        session["more"] = "words"
    assert held(app, cookie) == {"sid": "one"}


def test_a_known_cookie_ends_with_its_lifetime(app: Flask) -> None:
    lifetime = app.permanent_session_lifetime
    with time_machine.travel(BEGUN, tick=False) as clock:
        cookie = cookie_of(app, sid="one")
        assert held(app, cookie) == {"sid": "one"}
        clock.move_to(BEGUN + lifetime - timedelta(seconds=1))
        assert held(app, cookie) == {"sid": "one"}
        clock.move_to(BEGUN + lifetime + timedelta(seconds=1))
        assert held(app, cookie) == {}


def test_not_more_cookies_are_known_than_fit(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cookies, "REMEMBERED", 3)
    made = [cookie_of(app, sid=str(number)) for number in range(8)]
    assert [held(app, cookie) for cookie in made] == [{"sid": str(n)} for n in range(8)]
    assert len(app.session_interface._known) == 3  # type: ignore[attr-defined]
    assert held(app, made[0]) == {"sid": "0"}


def test_a_token_is_the_librarys_own(app: Flask) -> None:
    with app.test_request_context("/"):
        first = cookies.csrf_token()
        raw = session["csrf_token"]
    with app.test_request_context("/"):
        session["csrf_token"] = raw
        ours = cookies.csrf_token()
        assert generate_csrf() == ours
        validate_csrf(ours)
        validate_csrf(first)
        with pytest.raises(ValidationError):
            validate_csrf(ours[:-2] + ("AA" if ours[-2:] != "AA" else "QQ"))
