"""The ways a request is refused, and the page each of them shows."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import (
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from assist.db import db, writing
from assist.lib.errors import Refused
from assist.web import transaction
from assist.web.render import safe_next
from assist.web.schema import Standing, schema
from assist.web.transaction import SAFE

HEADINGS = {
    400: ("请求有误", "提交的内容不完整，请返回后重试。"),
    403: ("没有权限", "您的账号不能使用这个页面。如确需使用，请联系系统管理员。"),
    404: ("没有找到", "记录不存在，或者不在您负责的范围内。"),
    405: ("不支持的操作", "请从页面上的按钮进入。"),
    409: ("未能办理", "记录的状态已经变化。"),
    413: ("文件太大", "上传的内容超过了限制，请压缩后重试。"),
    415: ("格式不支持", "请换一种格式后重试。"),
    422: ("填写有误", "请按提示修改后重试。"),
    429: ("操作过于频繁", "请稍后再试。"),
    500: ("系统出错", "错误已经记录，请稍后重试；仍不行请联系系统管理员。"),
    503: ("系统正忙", "其他人正在写入，请几秒后重试；填写的内容还在页面上，返回即可。"),
}

#: The page of a form from before the present sign-in; what was typed comes back (`app.js`).
EXPIRED = "页面已过期"

#: Filled by the factory: what a rule of the database itself says, and the words for it.
rules_of_the_database: dict[str, str] = {}

#: What the database says while others write; whole words, since columns are called like this, too.
BUSY = ("is locked", "is busy", "deadlock", "lock timeout", "obtain lock", "not serialize")
#: A server that was restarted is there again, but not the line to it.
LOST = "与数据库的连接刚刚中断过，现在已经恢复，请再试一次。"
#: Pages that answer whatever the database says.
ANSWERS_ANYWAY = frozenset({"health.healthz"})
#: What was sent to these holds passwords and codes.
SECRETIVE = frozenset({"accounts"})
#: A larger form is not handed back.
MOST_SENT = 256 * 1024

#: How much of a refused body is read at most, so that its sender hears the answer.
HEARD_OUT = 64 * 1024 * 1024


@dataclass
class Conflict(Exception):
    """Somebody else has changed the row meanwhile: (label, theirs, mine) a field, and where to edit
    again."""

    title: str
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    back_href: str = ""
    changed_by: str = ""

    @classmethod
    def between(
        cls,
        title: str,
        theirs: Iterable[tuple[str, str]],
        mine: Iterable[tuple[str, str]],
        back_href: str,
    ) -> Conflict:
        """The conflict of two texts, each a label and its words a field, in the same order."""
        pairs = zip(theirs, mine, strict=True)
        return cls(title, [(label, said, own) for (label, said), (_, own) in pairs], back_href)


def error_page(
    code: int, reason: str | None = None, heading: str | None = None, back_href: str | None = None
) -> Response:
    """The page of an HTTP error, in words the user can act on."""
    known, hint = HEADINGS.get(code, HEADINGS[400])
    words: dict[str, Any] = {
        "code": code,
        "heading": heading or known,
        "reason": reason or hint,
        "hint": "" if reason else hint,  # the general words would contradict particular ones
        "back_href": back_href,
        "sent": _sent() if code >= 500 else [],
        "expired": heading == EXPIRED,
    }
    try:
        return make_response(render_template("errors/error.html", **words), code)
    except SQLAlchemyError:  # the head of a page names who is signed in
        db.session.rollback()
        return _plain_page(**words)


def _plain_page(**words: Any) -> Response:
    """A page that needs no database: no menu, nobody's name."""
    here = request.full_path if request.query_string else request.path
    words |= {"here": safe_next(here), "safe": request.method in SAFE}
    page = current_app.jinja_env.get_template("plain.html").render(words)
    return make_response(page, words["code"])


def _sent() -> list[tuple[str, str]]:
    """What an unsafe request has sent, to be sent again by a press: nobody types a form twice
    because the database was away. Files and passwords are not handed back."""
    small = (request.content_length or MOST_SENT + 1) <= MOST_SENT
    if request.method in SAFE or not small or request.blueprint in SECRETIVE:
        return []
    if any(file.filename for file in request.files.values()):
        return []
    return list(request.form.items(multi=True))


def _unready() -> Response | None:
    """Before every request: while the database is not this program's, nothing else is shown."""
    standing = schema().look_again()
    if standing is Standing.RIGHT or request.endpoint in ANSWERS_ANYWAY:
        return None
    return _database_page(standing)


def _database_page(standing: Standing) -> Response:
    response = _plain_page(
        code=503,
        heading=standing.heading,
        reason=standing.label,
        remedy=standing.remedy,
        sent=_sent(),
    )
    response.headers["Retry-After"] = "10"
    return response


def _on_http(error: HTTPException) -> Response:
    if error.response is not None:
        return make_response(error.response)
    code = error.code or 500
    response = error_page(code)
    for name, value in error.get_headers(request.environ):
        if name.lower() not in {"content-type", "content-length"}:
            response.headers[name] = value
    if code == 403:
        transaction.call_on_refusal("没有权限")
    return response


def _on_csrf(_error: CSRFError) -> Response:
    transaction.call_on_refusal("缺少或错误的防伪标记")
    return error_page(403, "页面已经过期，请返回上一页刷新后重新提交。", EXPIRED)


def _on_refused(error: Refused) -> Response:
    transaction.call_on_refusal(str(error))
    return error_page(409, str(error), back_href=_above())


def _above() -> str | None:
    """The nearest page above the address that refused: where the record and its buttons are."""
    address, pages = request.path, current_app.url_map.bind("")
    while address := address.rpartition("/")[0]:
        with contextlib.suppress(HTTPException):
            pages.match(address, "GET")
            return address
    return None


def _on_conflict(error: Conflict) -> Response:
    return make_response(render_template("errors/conflict.html", conflict=error), 409)


def _on_stale(_error: StaleDataError) -> Response:
    transaction.abandon()  # the failed flush has ended it; the page itself reads
    return error_page(409, "在您提交之前，别人刚刚修改了同一条记录。请返回刷新，对照后重新提交。")


def _on_integrity(error: IntegrityError) -> Response:
    said = str(error.orig)
    reason = next((words for rule, words in rules_of_the_database.items() if rule in said), None)
    if reason is None:
        return _on_crash(error)
    transaction.abandon()
    return _on_refused(Refused(reason))


def _on_database(error: SQLAlchemyError) -> Response:
    """Somebody else writes, the database is away or not this program's, or it is our own fault."""
    busy = isinstance(error, PoolTimeout) or any(
        word in str(getattr(error, "orig", "")) for word in BUSY
    )
    transaction.abandon()
    writing.set(False)  # the page only reads, and would wait for the same lock again
    if not busy and (standing := schema().look()) is not Standing.RIGHT:
        return _database_page(standing)
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    if not busy and not lost:
        return _on_crash(error)
    response = error_page(503, LOST if lost else None)
    response.headers["Retry-After"] = "3"
    return response


def _on_crash(error: Exception) -> Response:
    current_app.logger.exception("unhandled error at %s", request.endpoint, exc_info=error)
    transaction.abandon()
    return error_page(500)


def _hear_out(response: Response) -> Response:
    """Read what is left of a body that nobody wanted: a browser that is still sending when the line
    closes shows "connection reset" in place of our page."""
    if response.status_code >= 300 and request.environ.get("wsgi.input_terminated"):
        body, left = request.environ["wsgi.input"], HEARD_OUT
        with contextlib.suppress(OSError):
            while left > 0 and (some := body.read(64 * 1024)):
                left -= len(some)
    return response


def init_app(app: Flask) -> None:
    """Answer every refusal with a page of ours."""
    app.before_request(_unready)
    app.after_request(_hear_out)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(Refused, _on_refused)
    app.register_error_handler(Conflict, _on_conflict)
    app.register_error_handler(StaleDataError, _on_stale)
    for kind in (OperationalError, ProgrammingError, InterfaceError, PoolTimeout):
        app.register_error_handler(kind, _on_database)
    app.register_error_handler(IntegrityError, _on_integrity)
    if not app.config.get("TESTING"):
        app.register_error_handler(Exception, _on_crash)
