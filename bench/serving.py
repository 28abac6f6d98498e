"""A real server: start it, ask it from many connections at once, weigh it, stop it."""

from __future__ import annotations

import os
import re
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

from bench.data import ROOT, TODAY


@dataclass
class Server:
    """A running gunicorn with the project's own configuration."""

    port: int
    process: subprocess.Popen[bytes]
    cold_start: float
    log: Path

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def memory(self) -> float:
        """Proportional memory of the workers in MiB: what they share is counted once."""
        return sum(_pss(pid) for pid in self.workers()) / 1024


def _pss(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, name: str, port: int) -> dict[str, str]:
    return os.environ | {
        "ASSIST_DATABASE_URL": f"sqlite:///{folder / name}.db",
        "ASSIST_FILES_URL": str(folder / "files"),
        "ASSIST_SECRET_KEY": "a key for measurements alone",
        "ASSIST_TODAY": TODAY,
        "PORT": str(port),
        "PYTHONUTF8": "1",
    }


def start(folder: Path, name: str, port: int | None = None) -> Server:
    """Start the server and wait until it answers; the seconds that took are its cold start."""
    port = port or free_port()
    log = folder / "server.log"
    begun = time.monotonic()
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "app:app"],
            cwd=ROOT,
            env=environment(folder, name, port),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    _wait(f"http://127.0.0.1:{port}/healthz", process, log)
    return Server(port, process, time.monotonic() - begun, log)


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.01)
    raise RuntimeError(log.read_text(encoding="utf-8")[-2000:])


@contextmanager
def serving(folder: Path, name: str) -> Iterator[Server]:
    server = start(folder, name)
    try:
        yield server
    finally:
        server.process.terminate()
        server.process.wait(timeout=60)


class Connection:
    """One kept-alive connection that sends the same few bytes and reads the whole answer."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> tuple[bytes, bytes]:
        self.socket.sendall(request)
        received = b""
        while b"\r\n\r\n" not in received:
            received += self._more()
        head, _, body = received.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *([0-9]+)", head)
        wanted = int(length[1]) if length else 0
        while len(body) < wanted:
            body += self._more()
        return head, body

    def _more(self) -> bytes:
        part = self.socket.recv(1 << 16)
        if not part:
            raise ConnectionError("the server has hung up")
        return part

    def close(self) -> None:
        self.socket.close()


def request(path: str, cookie: str = "", packed: bool = True) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += ["Accept-Encoding: br"] if packed else []
    lines += [f"Cookie: {cookie}"] if cookie else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@dataclass(frozen=True)
class Latency:
    """Milliseconds of wall clock that half and all but one in a hundred answers took."""

    p50: float
    p99: float
    per_second: float


def latency(port: int, path: str, cookie: str, connections: int, asked: int) -> Latency:
    """Ask `asked` times over each of `connections` at once."""
    taken: list[float] = []
    wrong: list[str] = []
    content = request(path, cookie)

    def run() -> None:
        connection = Connection(port)
        try:
            connection.ask(content)  # the first answer of a connection pays for opening it
            for _ in range(asked):
                begun = time.perf_counter()
                head, _body = connection.ask(content)
                taken.append((time.perf_counter() - begun) * 1000)
                if b" 200 " not in head[:20]:
                    wrong.append(head[:20].decode())
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(connections)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    if wrong or len(taken) < connections * asked:
        raise RuntimeError(f"{path}: {len(taken)} answers, not 200: {wrong[:3]}")
    ordered = sorted(taken)
    return Latency(
        statistics.median(ordered), ordered[int(len(ordered) * 0.99)], len(ordered) / seconds
    )


@dataclass(frozen=True)
class Load:
    """What a browser with an empty cache fetches for one page."""

    requests: int
    packed: int


def first_load(port: int, path: str, cookie: str, known: set[str]) -> Load:
    """The page and the files that it names and `known` does not have yet; bytes as sent."""
    connection = Connection(port)
    head, body = connection.ask(request(path, cookie, packed=False))
    if b" 200 " not in head[:20]:
        raise RuntimeError(f"{path}: {head[:60]!r}")
    text = body.decode()
    head, body = connection.ask(request(path, cookie))
    total, count = len(head) + 4 + len(body), 1
    wanted = re.findall(r'<(?:link|script|img)\b[^>]*?(?:href|src)="([^"]+)"', text)
    for address in dict.fromkeys(urljoin(path, one) for one in wanted):
        if address in known or not address.startswith("/"):
            continue
        known.add(address)
        head, body = connection.ask(request(address, cookie))
        total, count = total + len(head) + 4 + len(body), count + 1
    connection.close()
    return Load(count, total)
