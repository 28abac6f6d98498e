"""A mail server and a robot on this machine, which take what is sent or fail as they are told."""

from __future__ import annotations

import json
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any


@dataclass
class Post:
    """What arrived, and how the next ones are met."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    said: list[dict[str, Any]] = field(default_factory=list)
    #: refuse_login, refuse_mail, refuse_recipient, drop (after the message came), errcode, 500
    fails: str = ""
    logins: int = 0

    @property
    def subjects(self) -> list[str]:
        return [str(mail["Subject"]) for mail in self.mails]


class _Smtp(socketserver.StreamRequestHandler):
    """As much of RFC 5321 as a client needs."""

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        self.say("220 ready")
        while words := self.rfile.readline():
            verb = words.split()[0].upper().decode() if words.split() else ""
            if verb == "QUIT":
                self.say("221 bye")
                return
            if verb == "DATA" and not self.take():
                return
            if verb != "DATA":
                self.say(self.answer(verb))

    def answer(self, verb: str) -> str:
        fails = self.server.post.fails  # type: ignore[attr-defined]
        if verb == "EHLO":
            return "250-here\r\n250 AUTH PLAIN"
        if verb == "AUTH":
            self.server.post.logins += 1  # type: ignore[attr-defined]
            return "535 no such password: hunter2" if fails == "refuse_login" else "235 ok"
        if verb == "RCPT" and fails == "refuse_recipient":
            return "550 nobody of that name"
        return "250 ok"

    def take(self) -> bool:
        post: Post = self.server.post  # type: ignore[attr-defined]
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in {b".\r\n", b""}:
            lines.append(line[1:] if line.startswith(b"..") else line)
        if post.fails == "refuse_mail":
            self.say("554 not taken")
            return True
        post.mails.append(message_from_bytes(b"".join(lines), policy=policy.default))  # type: ignore[arg-type]
        if post.fails == "drop":
            return False
        self.say("250 taken")
        return True


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    post: Post


class _Robot(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        post: Post = self.server.post  # type: ignore[attr-defined]
        content = self.rfile.read(int(self.headers["Content-Length"]))
        post.said.append(json.loads(content) | {"path": self.path})
        answer = {"errcode": 93000 if post.fails == "errcode" else 0}
        self.send_response(500 if post.fails == "500" else 200)
        self.end_headers()
        self.wfile.write(json.dumps(answer).encode())

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def _running(server: Any, post: Post) -> Iterator[Post]:
    server.post = post
    post.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield post
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def mail_server() -> Iterator[Post]:
    with _running(_Server(("127.0.0.1", 0), _Smtp), Post()) as post:
        yield post


@contextmanager
def robot() -> Iterator[Post]:
    with _running(HTTPServer(("127.0.0.1", 0), _Robot), Post()) as post:
        yield post
