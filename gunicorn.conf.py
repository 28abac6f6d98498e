"""How the program is served: processes, threads, collector, logs."""

from __future__ import annotations

import gc
import mmap
import os
import selectors
import time
from collections import deque
from functools import partial
from pathlib import Path
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

# Only this machine by default. Behind a proxy that is right as it stands; `--bind` says otherwise.
bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"

# Two processes use two cores; the threads wait for slow phones. The program is loaded once, before
# the processes part, so that they share its memory and start together.
preload_app = True
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 8  # for each of them the program keeps a database connection (assist/config.py)
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

#: What each worker has in hand, where all of them see it; one that is not there has too much.
AWAY = 1 << 62
loads = memoryview(mmap.mmap(-1, mmap.PAGESIZE)).cast("q")
for place in range(len(loads)):
    loads[place] = AWAY
#: How often, and for how many seconds, whoever has more in hand leaves a connection to the others.
TIMES, PAUSE = 5, 0.001
#: How many requests of a process take turns at its one interpreter, and after how many seconds one
#: is waiting for its phone, and the next may begin.
TURNS, SLOW = 3, 0.5
#: New objects that are worth a walk while nobody waits.
WORTH = 500


class FairWorker(ThreadWorker):
    """Leaves new connections to whoever has less to do, answers in the order of asking, and tidies
    up while nobody asks anything.

    Both processes wake up for a connection, and the one whose core is still warm was always first:
    of sixteen browsers that keep their connections it got fifteen, while the other core was idle.
    Eight threads that fight for the interpreter at each query answer no more than three do, but one
    in a hundred came last each time and took three times as long as the others.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asking: deque[Any] = deque()
        self.begun: dict[Any, float] = {}

    @property
    def load(self) -> int:
        """Answers in the making, and then connections: an open one may ask for more."""
        return (self.making << 32) + self.nr_conns

    @property
    def making(self) -> int:
        """How many connections wait for an answer."""
        return self.nr_conns - len(self.keepalived_conns) - len(self.pending_conns)

    def notify(self) -> None:
        """Runs before each wait: tell the others what there is in hand."""
        super().notify()
        self.begin()
        loads[self.age % len(loads)] = self.load if self.alive else AWAY

    def wait_for_and_dispatch_events(self, timeout: float) -> None:
        """After a second in which nobody has asked for anything: walk over what is new.

        Pages and statements that are made when they are first asked for stay, a hundred thousand
        objects of them, and the walk over them took some request 15 to 60 ms.
        """
        begun = time.monotonic()
        super().wait_for_and_dispatch_events(timeout)
        fresh, walks, _more = gc.get_count()
        quiet = time.monotonic() - begun >= timeout and not self.making
        if quiet and (walks or fresh > WORTH):
            gc.collect(1)

    def accept(self, listener: Any) -> None:
        """Take a connection, unless it goes to somebody who has less in hand."""
        for _ in range(TIMES):
            if min(loads) >= self.load:
                break
            time.sleep(PAUSE)
        super().accept(listener)

    def enqueue_req(self, conn: Any) -> None:
        """Line up who asks; a connection that has not asked yet takes up no thread."""
        if conn.initialized or conn.data_ready:
            self.asking.append(conn)
            self.begin()
        else:  # browsers open some in advance
            conn.sock.setblocking(False)
            conn.set_timeout()
            self.pending_conns.append(conn)
            readable = partial(self.on_pending_socket_readable, conn)
            self.poller.register(conn.sock, selectors.EVENT_READ, readable)

    def begin(self) -> None:
        """Give the first in line their turn."""
        if self.asking:
            late = time.monotonic() - SLOW
            turns = TURNS - sum(moment > late for moment in self.begun.values())
            for _ in range(min(turns, len(self.asking))):
                conn = self.asking.popleft()
                self.begun[conn] = time.monotonic()
                super().enqueue_req(conn)

    def finish_request(self, conn: Any, fs: Any) -> None:
        """The next one's turn."""
        self.begun.pop(conn, None)
        super().finish_request(conn, fs)
        self.begin()


def child_exit(server: Any, worker: Any) -> None:
    """A worker that has gone leaves nothing to wait for."""
    loads[worker.age % len(loads)] = AWAY


worker_class = FairWorker

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
