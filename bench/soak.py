"""`make soak`: posts while the server is killed; every acknowledged visit is there once."""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import secrets
import shutil
import signal
import sqlite3
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from bench.__main__ import prepare
from bench.people import People, sign_in
from bench.serving import Server, free_port, start

WRITERS = 6


@dataclass
class Outcome:
    """What the server said: the number it gave each client id."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    contradicted: list[str] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    cut_off: int = 0


class Writer(threading.Thread):
    """A phone that repeats each visit until it is acknowledged, and sometimes once more."""

    def __init__(self, port: int, cookie: str, people: People, stop: threading.Event) -> None:
        super().__init__()
        self.port, self.cookie, self.people, self.stop = port, cookie, people, stop
        self.outcome = Outcome()
        self.token = ""

    def run(self) -> None:
        while not self.stop.is_set():
            client_id = secrets.token_hex(16)
            number = self._until_acknowledged(client_id)
            if number is None:
                continue
            self.outcome.acknowledged[client_id] = number
            if random.random() < 0.3 and (again := self._post(client_id)) not in {None, number}:
                self.outcome.contradicted.append(f"{client_id}: {number}, then {again}")

    def _until_acknowledged(self, client_id: str) -> str | None:
        while not self.stop.is_set():
            number = self._post(client_id)
            if number is not None:
                return number
            time.sleep(0.05)
        return None

    def _post(self, client_id: str) -> str | None:
        fields = {
            "csrf_token": self._token(),
            "enterprise": self.people.code,
            "held_on": "2025-12-31",
            "channel": "on_site",
            "people": self.people.accounts["cadre"],
            "nothing_new": "y",
            "client_id": client_id,
        }
        status, location, _body = self._send("POST", "/visits/new", urlencode(fields))
        if status == 303:
            return location.rsplit("/", 1)[1]
        if status:
            self.outcome.refused[status] += 1
        return None

    def _token(self) -> str:
        if not self.token:
            _status, _location, body = self._send("GET", "/visits/home")
            match = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', body)
            self.token = match[1] if match else ""
        return self.token

    def _send(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
            return answer.status, answer.headers.get("Location", ""), text
        except (OSError, http.client.HTTPException):
            self.outcome.cut_off += 1
            return 0, "", ""
        finally:
            connection.close()


def kill(server: Server, whole: bool) -> None:
    """SIGKILL one worker, or the server with all its workers; only what we started."""
    workers = server.workers()
    if not whole and workers:
        os.kill(random.choice(workers), signal.SIGKILL)
        return
    for pid in (server.process.pid, *workers):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    server.process.wait()


def soak(folder: Path, seconds: int, seed: int) -> list[str]:
    """Post and kill for that long; gives what went wrong."""
    random.seed(seed)
    people = prepare(folder)
    cookie = sign_in(folder, "one", people)["cadre"]
    before = _stored(folder / "one.db")
    port, stop = free_port(), threading.Event()
    server = start(folder, "one", port)
    writers = [Writer(port, cookie, people, stop) for _ in range(WRITERS)]
    for writer in writers:
        writer.start()
    until, kills, slowest = time.monotonic() + seconds, Counter[str](), 0.0
    while time.monotonic() < until:
        time.sleep(random.uniform(0.4, 2.0))
        whole = random.random() < 0.4
        kill(server, whole)
        kills["server" if whole else "worker"] += 1
        if whole:
            server = start(folder, "one", port)
            slowest = max(slowest, server.cold_start)
    stop.set()
    for writer in writers:
        writer.join()
    server.process.terminate()
    server.process.wait(timeout=60)
    return _verdict(folder, [writer.outcome for writer in writers], before, kills, slowest)


def _stored(path: Path) -> list[tuple[str, str | None]]:
    connection = sqlite3.connect(path)
    rows = connection.execute("SELECT number, client_id FROM visit").fetchall()
    connection.close()
    return [(str(number), client_id) for number, client_id in rows]


def _verdict(
    folder: Path,
    outcomes: list[Outcome],
    before: list[tuple[str, str | None]],
    kills: Counter[str],
    slowest: float,
) -> list[str]:
    path = folder / "one.db"
    after = _stored(path)
    by_client = Counter(client_id for _number, client_id in after if client_id)
    number_of = {client_id: number for number, client_id in after if client_id}
    acknowledged = {key: value for one in outcomes for key, value in one.acknowledged.items()}
    wrong = [line for one in outcomes for line in one.contradicted]
    wrong += [
        f"{client_id} was acknowledged as {number} and is {number_of.get(client_id)}"
        for client_id, number in acknowledged.items()
        if number_of.get(client_id) != number
    ]
    wrong += [
        f"{client_id} is stored {count} times"
        for client_id, count in by_client.items()
        if count > 1
    ]
    numbers = Counter(number for number, _client in after)
    wrong += [
        f"number {number} is given {count} times" for number, count in numbers.items() if count > 1
    ]
    wrong += [f"{number} is gone" for number, _client in before if not numbers[number]]
    connection = sqlite3.connect(path)
    found = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    wrong += [] if found == "ok" else [f"the database is damaged: {found}"]
    refused = sum((one.refused for one in outcomes), Counter())
    print(f"killed: {dict(kills)}, restarts took at most {slowest:.1f} s")
    print(f"acknowledged {len(acknowledged)}, cut off {sum(one.cut_off for one in outcomes)}")
    print(f"stored without an acknowledgement {len(by_client) - len(acknowledged)}")
    print(f"answers other than 303: {dict(refused)}")
    if not acknowledged:
        wrong.append("nothing was ever acknowledged")
    return wrong


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=2025)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    try:
        wrong = soak(folder, asked.seconds, asked.seed)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n".join(wrong) if wrong else "every acknowledged visit is there exactly once")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
