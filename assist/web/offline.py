"""What a phone shows where a page does not come: words of our own, and their keeper."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, make_response, url_for
from werkzeug.wrappers import Response

from assist.web.access import allow_public

blueprint = Blueprint("offline", __name__)

#: What the page needs; nobody's data is ever among what the worker keeps.
FILES = (
    "vendor/bootstrap-5.3.9/bootstrap.min.css",
    "app.css",
    "icons/favicon.svg",
    "vendor/idb-keyval-6.3.0/idb-keyval.min.js",
    "offline.js",
)


@blueprint.get("/offline")
@allow_public
def words() -> Response:
    """The page without a session, a menu or a name: the same for everybody."""
    return make_response(current_app.jinja_env.get_template("offline.html").render())


@blueprint.get("/sw.js")
@allow_public
def worker() -> Response:
    """The service worker; it stands at the root, since it answers for what lies below."""
    static_url: Any = current_app.jinja_env.globals["static_url"]
    kept = [url_for("offline.words"), *(static_url(name) for name in FILES)]
    script = current_app.jinja_env.get_template("sw.js").render(kept=kept)
    response = make_response(script)
    response.mimetype = "text/javascript"
    return response
