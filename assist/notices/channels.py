"""The only calls out of the house: a mail server and a group's robot, when they are configured."""

from __future__ import annotations

import json
import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlsplit

#: A channel that hangs is a channel that fails.
SECONDS = 15
SECURITIES = ("starttls", "tls", "none")
LOCAL = frozenset({"127.0.0.1", "::1", "localhost"})
#: An answer of a robot is a few words; more is not read.
ANSWER_BYTES = 4096


class Failed(Exception):
    """It did not go out; the words hold no secret and no text of the other side."""


class Unsure(Failed):
    """It broke off after the message began to leave: perhaps it arrived."""


@dataclass(frozen=True)
class Server:
    """Where mail leaves."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Server | None:
        """The configured one, or None."""
        host = str(config["ASSIST_SMTP_HOST"] or "")
        if not host:
            return None
        user = str(config["ASSIST_SMTP_USER"] or "")
        return cls(
            host=host,
            port=int(config["ASSIST_SMTP_PORT"]),
            security=str(config["ASSIST_SMTP_SECURITY"]),
            user=user,
            password=str(config["ASSIST_SMTP_PASSWORD"] or ""),
            sender=str(config["ASSIST_SMTP_FROM"] or user),
        )

    @property
    def words(self) -> str:
        """What an administrator sees of it."""
        return f"{self.host}:{self.port}"


@contextmanager
def connected(server: Server) -> Iterator[smtplib.SMTP]:
    """A signed-in connection; whatever stands against it is Failed."""
    try:
        smtp = _connect(server)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise Failed(_words(error)) from None
    try:
        yield smtp
    finally:
        _hang_up(smtp)


def _connect(server: Server) -> smtplib.SMTP:
    if server.security not in SECURITIES:
        raise ValueError("security")
    # The certificate of the other side is checked: a password is about to be sent there.
    tls = ssl.create_default_context()
    if server.security == "tls":
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=SECONDS, context=tls
        )
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        if server.security == "starttls":
            smtp.starttls(context=tls)
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _hang_up(smtp: smtplib.SMTP) -> None:
    try:
        smtp.quit()
    except (OSError, smtplib.SMTPException):
        smtp.close()


def post_mail(
    smtp: smtplib.SMTP, server: Server, *, to: str, subject: str, body: str, key: str
) -> None:
    """Send one mail; the same key gives the same Message-ID, by which a server knows it again."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = server.sender, to, subject
    message["Date"] = format_datetime(datetime.now(UTC))
    message["Message-ID"] = f"<{key}@{server.sender.rpartition('@')[2] or 'assist.invalid'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(body, charset="utf-8", cte="base64")
    try:
        smtp.rset()
        for code, _answer in (smtp.mail(server.sender), smtp.rcpt(to)):
            if code not in {250, 251}:
                raise Failed(f"邮件服务器不接受发件人或收件人（{code}）")
    except (OSError, smtplib.SMTPException) as error:
        raise Failed(_words(error)) from None
    try:
        code, _answer = smtp.data(message.as_bytes())
    except smtplib.SMTPDataError as error:
        raise Failed(f"邮件服务器拒收（{error.smtp_code}）") from None
    except (OSError, smtplib.SMTPException) as error:
        raise Unsure(_words(error)) from None
    if code != 250:
        raise Failed(f"邮件服务器拒收（{code}）")


def post_robot(address: str, text: str) -> None:
    """Tell the group's robot, as 企业微信 and 钉钉 understand it; redirects are not followed."""
    parts = urlsplit(address)
    host = parts.hostname or ""
    if parts.scheme != "https" and host not in LOCAL:
        raise Failed("群机器人地址须以 https:// 开头")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    body = json.dumps({"msgtype": "text", "text": {"content": text}}, ensure_ascii=False).encode()
    headers = {"Content-Type": "application/json; charset=utf-8"}
    try:
        connection = kind(host, parts.port, timeout=SECONDS)
        connection.connect()
    except (OSError, ValueError) as error:
        raise Failed(_words(error)) from None
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        _check(answer.status, answer.read(ANSWER_BYTES))
    except (OSError, HTTPException) as error:
        raise Unsure(_words(error)) from None
    finally:
        connection.close()


def _check(status: int, content: bytes) -> None:
    if status != 200:
        raise Failed(f"群机器人拒收（{status}）")
    try:
        code = json.loads(content).get("errcode", 0)
    except (ValueError, AttributeError):
        raise Failed("群机器人的回答无法识别") from None
    if code != 0:
        number = code if isinstance(code, int) else "?"
        raise Failed(f"群机器人拒收（错误码 {number}）")


def _words(error: Exception) -> str:
    """What went wrong, in words of ours: an error's own text may quote a password or address."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return f"邮件服务器不接受账号或密码（{error.smtp_code}）"
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return "邮件服务器不支持所设的加密或登录方式"
    if isinstance(error, smtplib.SMTPResponseException):
        return f"邮件服务器拒绝（{error.smtp_code}）"
    named = (
        (ssl.SSLCertVerificationError, "对方的证书无效"),
        (ssl.SSLError, "加密连接失败"),
        (socket.gaierror, "找不到服务器"),
        (ConnectionRefusedError, "服务器拒绝连接"),
        (TimeoutError, "连接超时"),
        (smtplib.SMTPException, "邮件服务器的回答无法识别"),
        (HTTPException, "群机器人的回答无法识别"),
        (ValueError, "地址或加密方式的设置有误"),
    )
    return next((words for kind, words in named if isinstance(error, kind)), "连接中断")


def robot_words(address: str) -> str:
    """What an administrator sees of the robot: its host; the rest of the address is a secret."""
    return urlsplit(address).hostname or "地址有误"
