"""The session cookie: Secure and `__Host-` over https, plain over http."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import Flask, Request, current_app, g, has_request_context, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf
from itsdangerous import BadSignature, URLSafeTimedSerializer
from itsdangerous.encoding import base64_encode

from assist.web.clock import now

#: How many cookies are remembered as signed by us.
REMEMBERED = 1024


class CookieSessions(SecureCookieSessionInterface):
    """Flask's signed cookie under a name and with flags that follow the request's scheme."""

    @lru_cache(maxsize=1)  # noqa: B019 - the application's one interface lives as long as it
    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Made once: its keys are those of the configuration, and every request asks for it."""
        return super().get_signing_serializer(app)

    def __init__(self) -> None:
        self._known: OrderedDict[str, tuple[dict[str, Any], datetime]] = OrderedDict()

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """As Flask has it, but the signature of the very same cookie is checked once."""
        signer = self.get_signing_serializer(app)
        if signer is None:
            return None
        text = request.cookies.get(self.get_cookie_name(app))
        if not text:
            return self.session_class()
        lifetime = app.permanent_session_lifetime
        known = self._known.get(text)
        if known is not None and timedelta(0) <= now() - known[1] <= lifetime:
            return self.session_class(known[0])
        try:
            held, signed_at = signer.loads(
                text, max_age=int(lifetime.total_seconds()), return_timestamp=True
            )
        except BadSignature:
            return self.session_class()
        if all(type(value) in PLAIN for value in held.values()):  # which nobody can change
            self._known[text] = (held, signed_at)
            while len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return self.session_class(held)

    def get_cookie_name(self, app: Flask) -> str:
        """`__Host-assist` over https."""
        return "__Host-assist" if self.get_cookie_secure(app) else "assist"

    def get_cookie_secure(self, app: Flask) -> bool:
        """Secure exactly where the request came by https."""
        return has_request_context() and request.is_secure

    def get_cookie_domain(self, app: Flask) -> str | None:
        """None: the cookie belongs to this host alone."""
        return None


#: Values of a cookie that two requests may share.
PLAIN = frozenset({str, int, bool, type(None)})


class _TokenSigner(URLSafeTimedSerializer):
    """Writes the token as Flask-WTF reads it, without trying whether it could be compressed."""

    def dump_payload(self, obj: Any) -> bytes:
        return base64_encode(self.serializer.dumps(obj))


@lru_cache(maxsize=2)
def _token_signer(secret: str | bytes) -> _TokenSigner:
    return _TokenSigner(secret, salt="wtf-csrf-token")


def csrf_token() -> str:
    """This request's token, signed once a request; Flask-WTF would ask its configuration and make
    a signer for each."""
    here = g._get_current_object()
    if "csrf_token" not in here:
        raw, secret = session.get("csrf_token"), current_app.secret_key
        if not isinstance(raw, str) or not secret:
            return generate_csrf()  # type: ignore[no-any-return]
        here.csrf_token = _token_signer(secret).dumps(raw)
    token: str = here.csrf_token
    return token
