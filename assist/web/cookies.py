"""The session cookie: Secure and `__Host-` over https, plain over http."""

from __future__ import annotations

from functools import lru_cache

from flask import Flask, has_request_context, request
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer


class CookieSessions(SecureCookieSessionInterface):
    """Flask's signed cookie under a name and with flags that follow the request's scheme."""

    @lru_cache(maxsize=1)  # noqa: B019 - the application's one interface lives as long as it
    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """Made once: its keys are those of the configuration, and every request asks for it."""
        return super().get_signing_serializer(app)

    def get_cookie_name(self, app: Flask) -> str:
        """`__Host-assist` over https."""
        return "__Host-assist" if self.get_cookie_secure(app) else "assist"

    def get_cookie_secure(self, app: Flask) -> bool:
        """Secure exactly where the request came by https."""
        return has_request_context() and request.is_secure

    def get_cookie_domain(self, app: Flask) -> str | None:
        """None: the cookie belongs to this host alone."""
        return None
