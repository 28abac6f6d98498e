"""How the program is served: processes, threads, collector, logs."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import Any

# Only this machine by default. Behind a proxy that is right as it stands; `--bind` says otherwise.
bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"

# Two processes use two cores; the threads wait for slow phones. The program is loaded once, before
# the processes part, so that they share its memory and start together.
preload_app = True
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 8
control_socket_disable = True

# `timeout` guards against a stuck process, not a slow request: a thread that waits for a photo on a
# bad line does not stop the heartbeat. A restart leaves such an upload time to end.
timeout = 60
graceful_timeout = 60
keepalive = 30
# Filters in Chinese take nine characters of an address for each one written.
limit_request_line = 8190
# The heartbeat must not wait for a busy disk.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None

# Path only: a query string holds what somebody searched for, a referrer the same.
accesslog = "-"
access_log_format = '%(t)s %(h)s "%(m)s %(U)s %(H)s" %(s)s %(b)s %(M)sms'
# Below this level gunicorn repeats at every start what `when_ready` says once.
loglevel = "warning"


def when_ready(server: Any) -> None:
    """Runs once, with the program loaded and no worker yet: settle the collector, name the address.

    What exists now lives as long as the process. Frozen, it is never walked again, which is where
    the slowest requests spent their time, and its pages stay shared between the workers.
    Few at a time: a walk over 50,000 new objects took 25-70 ms, over 5,000 it is not noticed.
    """
    _look_at_the_database(server)
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 100)
    addresses = "、".join(str(listener) for listener in server.LISTENERS)
    print(f"系统已启动，请用浏览器打开：{addresses}（按 Ctrl+C 停止）", flush=True)


def _look_at_the_database(server: Any) -> None:
    """Say now, once and for all workers, whether the database is the one of this program; what is
    wrong is a page, not a process that dies and is started again."""
    from assist.db import db  # as below
    from assist.web.schema import schema

    app = server.app.wsgi()
    with app.app_context():
        schema().look()
        for engine in db.engines.values():
            engine.dispose()


def post_fork(server: Any, worker: Any) -> None:
    """Give each worker database connections of its own; two processes on one would mix answers."""
    from assist.db import db  # The program is loaded by now, and this file is read before it is.

    with worker.app.wsgi().app_context():
        for engine in db.engines.values():
            engine.dispose(close=False)
