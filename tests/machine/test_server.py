"""gunicorn.conf.py serves the real application: it starts, answers, logs little, and stops."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Server:
    address: str
    process: subprocess.Popen[str]
    log: Path

    def status(self, path: str) -> int:
        request = urllib.request.Request(self.address + path)
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code

    def wait(self) -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            if "系统已启动" in self.log.read_text(encoding="utf-8"):
                return
            assert self.process.poll() is None, self.log.read_text(encoding="utf-8")
            time.sleep(0.05)
        pytest.fail(self.log.read_text(encoding="utf-8"))


def _flask_setup(environment: dict[str, str]) -> None:
    flask = [sys.executable, "-m", "flask", "--app", "app", "setup"]
    subprocess.run(flask, cwd=ROOT, env=environment, check=True, capture_output=True)


def _environment(folder: Path) -> dict[str, str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return os.environ | {
        "ASSIST_DATABASE_URL": f"sqlite:///{folder / 'assist.db'}",
        "ASSIST_FILES_URL": str(folder / "files"),
        "ASSIST_SECRET_KEY": "only for this test, and long enough for it",
        "PORT": str(port),
        "PYTHONUTF8": "1",
    }


@contextmanager
def _started(folder: Path, environment: dict[str, str]) -> Iterator[Server]:
    log = folder / "log"
    with log.open("w", encoding="utf-8") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "app:app"],
            cwd=ROOT,
            env=environment,
            text=True,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    started = Server(f"http://127.0.0.1:{environment['PORT']}", process, log)
    try:
        started.wait()
        yield started
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    environment = _environment(folder)
    _flask_setup(environment)
    with _started(folder, environment) as started:
        yield started


def test_started_before_setup_it_says_so_and_mends_by_itself(tmp_path: Path) -> None:
    environment = _environment(tmp_path)
    with _started(tmp_path, environment) as server:
        assert {server.status("/login") for _ in range(6)} == {503}
        assert server.status("/healthz") == 503
        _flask_setup(environment)
        until = time.monotonic() + 20
        while {server.status("/login") for _ in range(6)} != {200}:
            assert time.monotonic() < until, server.log.read_text(encoding="utf-8")
            time.sleep(0.2)
        assert server.status("/healthz") == 200
        log = server.log.read_text(encoding="utf-8")
    assert log.count("the database is empty: run `flask --app app setup`") == 1
    assert "Traceback" not in log


def test_start_names_the_address_and_nothing_else(server: Server) -> None:
    first = server.log.read_text(encoding="utf-8").splitlines()[0]

    assert first == f"系统已启动，请用浏览器打开：{server.address}（按 Ctrl+C 停止）"


def test_both_workers_answer(server: Server) -> None:
    assert {server.status("/healthz") for _ in range(20)} == {200}


def test_workers_share_the_connections(server: Server) -> None:
    """Browsers keep theirs: whoever took the first would have all the work. A machine that is busy
    with other things may keep a worker away for once, not each time."""
    shares = []
    while len(shares) < 10 and max(shares, default=0) < 3:
        before = sockets(server)
        with contextlib.ExitStack() as kept:
            for _ in range(12):
                connection = http.client.HTTPConnection(server.address.removeprefix("http://"))
                kept.enter_context(contextlib.closing(connection))
                connection.request("GET", "/healthz")
                connection.getresponse().read()
            after = sockets(server)
        shares.append(min(now - then for then, now in zip(before, after, strict=True)))

    assert max(shares) >= 3, shares


def connected(server: Server) -> socket.socket:
    port = int(server.address.rpartition(":")[2])
    return socket.create_connection(("127.0.0.1", port), timeout=10)


def test_who_asks_nothing_or_sends_slowly_keeps_nobody_out(server: Server) -> None:
    """Browsers open connections in advance, and phones send photographs for minutes."""
    head = b"POST /visits/new HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\naccount="
    with contextlib.ExitStack() as kept:
        for _ in range(40):
            kept.enter_context(connected(server))
        for _ in range(8):
            kept.enter_context(connected(server)).sendall(head)
        begun = time.monotonic()
        assert [server.status("/healthz") for _ in range(4)] == [200] * 4
        assert time.monotonic() - begun < 4


def sockets(server: Server) -> list[int]:
    """How many each worker holds."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    held = [Path(f"/proc/{pid}/fd") for pid in children.read_text().split()]
    return [sum(one.is_socket() for one in folder.iterdir()) for folder in held]


def test_log_holds_the_path_but_not_what_was_searched_for(server: Server) -> None:
    server.status("/login?q=13800001234")
    until = time.monotonic() + 5
    while "/login" not in (text := server.log.read_text(encoding="utf-8")):
        assert time.monotonic() < until, text
        time.sleep(0.05)

    assert '"GET /login HTTP/1.1" 200' in text
    assert "13800001234" not in text


def test_who_sends_too_much_hears_so_when_done(server: Server) -> None:
    connection = http.client.HTTPConnection(server.address.removeprefix("http://"), timeout=30)
    with contextlib.closing(connection):
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        # http.client gives up when the line breaks while it sends, as browsers do.
        connection.request("POST", "/login", b"account=" + b"a" * 40_000_000, kind)
        answer = connection.getresponse()
        assert answer.status == 413
        assert "文件太大" in answer.read().decode()


def test_server_stops_when_asked(server: Server) -> None:
    server.process.send_signal(signal.SIGTERM)

    assert server.process.wait(timeout=30) == 0
    with pytest.raises(urllib.error.URLError):
        server.status("/healthz")
