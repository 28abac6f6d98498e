"""The ways a request is refused, and the page each of them shows."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from assist.lib.errors import Refused
from assist.web import transaction

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

#: Filled by the factory: what a rule of the database itself says, and the words for it.
rules_of_the_database: dict[str, str] = {}

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
    page = render_template(
        "errors/error.html",
        code=code,
        heading=heading or known,
        reason=reason or hint,
        hint="" if reason else hint,  # the general words would contradict particular ones
        back_href=back_href,
    )
    return make_response(page, code)


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
    return error_page(403, "页面已经过期，请返回上一页刷新后重新提交。", "页面已过期")


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


def _on_busy(error: OperationalError) -> Response:
    if not any(word in str(error) for word in ("locked", "busy", "deadlock")):
        return _on_crash(error)
    transaction.abandon()
    response = error_page(503)
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
    app.after_request(_hear_out)
    app.register_error_handler(CSRFError, _on_csrf)
    app.register_error_handler(HTTPException, _on_http)
    app.register_error_handler(Refused, _on_refused)
    app.register_error_handler(Conflict, _on_conflict)
    app.register_error_handler(StaleDataError, _on_stale)
    app.register_error_handler(OperationalError, _on_busy)
    app.register_error_handler(IntegrityError, _on_integrity)
    if not app.config.get("TESTING"):
        app.register_error_handler(Exception, _on_crash)
