"""A real server: start it, ask it from many connections at once, weigh it, stop it."""

from __future__ import annotations

import os
import re
import selectors
import socket
import statistics
import subprocess
import sys
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

        self.begun = 0.0
        self.received = b""

    def begin(self, request: bytes) -> None:
        """Ask, without waiting for the answer."""
        self.received, self.begun = b"", time.perf_counter()
        self.socket.sendall(request)

    def answered(self) -> bool:
        """Read what has come; whether the answer is whole, and a page."""
        self.received += self._more()
        head, gap, body = self.received.partition(b"\r\n\r\n")
        if not gap or len(body) < _length(head):
            return False
        if b" 200 " not in head[:20]:
            raise RuntimeError(f"not a page: {head[:60]!r}")
        return True

    def ask(self, request: bytes) -> tuple[bytes, bytes]:
        """Ask, and wait for the whole answer."""
        self.begin(request)
        while b"\r\n\r\n" not in self.received:
            self.received += self._more()
        head, _, body = self.received.partition(b"\r\n\r\n")
        while len(body) < _length(head):
            body += self._more()
        return head, body

    def _more(self) -> bytes:
        part = self.socket.recv(1 << 18)
        if not part:
            raise ConnectionError("the server has hung up")
        return part

    def close(self) -> None:
        self.socket.close()


def _length(head: bytes) -> int:
    length = re.search(rb"(?i)content-length: *([0-9]+)", head)
    return int(length[1]) if length else 0


def request(path: str, cookie: str = "", packed: bool = True) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: 127.0.0.1"]
    lines += ["Accept-Encoding: br"] if packed else []
    lines += [f"Cookie: {cookie}"] if cookie else []
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@dataclass(frozen=True)
class Latency:
    """Milliseconds of wall clock that half and all but one in a hundred answers took; and what that
    says nothing of: the measuring client's own CPU, the share of the machine that others used."""

    p50: float
    p99: float
    per_second: float
    client: float
    others: float

    @property
    def steady(self) -> bool:
        return self.p99 <= STEADY * self.p50


#: The largest p99 allowed, as a multiple of the median.
STEADY = 3
#: Unmeasured answers of each connection: the first pays for opening it.
WARM_UP = 2
#: With more than this share of the machine in other hands, what is missed may be theirs.
DISTURBED = 0.05


def latency(server: Server, path: str, cookie: str, connections: int, asked: int) -> Latency:
    """Ask `asked` times over each of `connections` at once; again where others were in the way.

    One thread asks for all: sixteen would fight for the interpreter, and wait for each other while
    the server's answer lies there.
    """
    for _ in range(3):
        found = _latency(server, request(path, cookie), connections, asked)
        if found.steady or found.others < DISTURBED:
            break
    return found


def _latency(server: Server, content: bytes, connections: int, asked: int) -> Latency:
    lines = [Connection(server.port) for _ in range(connections)]
    try:
        _ask(lines, content, WARM_UP)
        before, begun = Spent.now(server), time.perf_counter()
        ordered = sorted(_ask(lines, content, asked))
        seconds, spent = time.perf_counter() - begun, Spent.now(server).since(before)
    finally:
        for line in lines:
            line.close()
        time.sleep(0.1)  # the server still counts a connection that it has not seen closed
    others = (spent.machine - spent.server - spent.client) / seconds / (os.cpu_count() or 1)
    return Latency(
        statistics.median(ordered),
        ordered[int(len(ordered) * 0.99)],
        len(ordered) / seconds,
        spent.client / len(ordered) * 1000,
        max(others, 0.0),
    )


def _ask(lines: list[Connection], content: bytes, times: int) -> list[float]:
    """Each line asks again as soon as it is answered; gives the milliseconds of each answer."""
    taken: list[float] = []
    with selectors.DefaultSelector() as waiting:
        for line in lines:
            line.begin(content)
            waiting.register(line.socket, selectors.EVENT_READ, (line, [times]))
        while waiting.get_map():
            for key, _events in waiting.select():
                line, left = key.data
                if not line.answered():
                    continue
                taken.append((time.perf_counter() - line.begun) * 1000)
                left[0] -= 1
                if left[0]:
                    line.begin(content)
                else:
                    waiting.unregister(line.socket)
    return taken


@dataclass(frozen=True)
class Spent:
    """Seconds of CPU: of the whole machine, of the server's processes, of this one."""

    machine: float
    server: float
    client: float

    @classmethod
    def now(cls, server: Server) -> Spent:
        tick = os.sysconf("SC_CLK_TCK")
        user, nice, system, _idle, _waiting, irq, soft, stolen = map(
            int, Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]
        )
        processes = [server.process.pid, *server.workers()]
        ticks = sum(
            sum(map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13]))
            for pid in processes
        )
        busy = user + nice + system + irq + soft + stolen
        return cls(busy / tick, ticks / tick, time.process_time())

    def since(self, before: Spent) -> Spent:
        return Spent(
            self.machine - before.machine,
            self.server - before.server,
            self.client - before.client,
        )


@contextmanager
def ahead_of_others(server: Server) -> Iterator[None]:
    """Let server and client go before other work of the machine, as root may: a page that waits
    for somebody else's tests says nothing about the page."""
    groups = [Path("/proc/self/autogroup"), Path(f"/proc/{server.process.pid}/autogroup")]
    try:
        usual = int(groups[0].read_text().rpartition("nice")[2])
        for group in groups:
            group.write_text("-15")
    except (OSError, ValueError):
        yield
        return
    try:
        yield
    finally:
        groups[0].write_text(str(usual))


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
