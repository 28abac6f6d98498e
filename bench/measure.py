"""One page in one process: CPU, queries, bytes."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO, StringIO
from typing import Any

import brotli
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.engine import Engine

WARM_UP = 15
RUNS = 60


@dataclass(frozen=True)
class Cost:
    """What one page costs: CPU in milliseconds and beside the reference, queries, bytes."""

    cpu: float
    ratio: float
    queries: int
    raw: int
    packed: int


class Caller:
    """Calls an application as a server would, without the test client's own work."""

    def __init__(self, app: Flask, cookie: str = "") -> None:
        self.app = app
        self.cookie = cookie

    def call(self, path: str) -> tuple[int, bytes]:
        where, _, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": where,
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "127.0.0.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(),
            "wsgi.errors": StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        if self.cookie:
            environ["HTTP_COOKIE"] = self.cookie
        seen: list[str] = []
        body = self.app.wsgi_app(environ, lambda status, *_more: seen.append(status) or _ignore)
        try:
            content = b"".join(body)
        finally:
            if hasattr(body, "close"):
                body.close()
        return int(seen[0].split()[0]), content


def _ignore(_data: bytes) -> None:
    """WSGI's old way to write; nobody uses it."""


def cost(caller: Caller, path: str, beside: Caller, runs: int = RUNS) -> Cost:
    """The cost of a page that answers 200; medians over `runs` after a warm-up.

    The reference is called in turn with it, so that whatever else this machine does meets both.
    """
    for _ in range(WARM_UP):
        beside.call("/")
        status, content = caller.call(path)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
    with counted() as statements:
        caller.call(path)
    times: list[int] = []
    plain: list[int] = []
    gc.collect()
    gc.freeze()  # as the server does: what exists now is not walked again
    for _ in range(runs):
        plain.append(_taken(beside, "/"))
        times.append(_taken(caller, path))
    gc.unfreeze()
    packed = len(brotli.compress(content, quality=4))
    middle = statistics.median(times)
    ratio = middle / statistics.median(plain)
    return Cost(middle / 1e6, ratio, len(statements), len(content), packed)


def _taken(caller: Caller, path: str) -> int:
    begun = time.process_time_ns()
    caller.call(path)
    return time.process_time_ns() - begun


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements sent to any database while open."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        statements.append(statement)

    sa.event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(Engine, "before_cursor_execute", note)
