"""The program with a mail server and a robot beside it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.notices.post import Post, mail_server, robot


@pytest.fixture
def mails(app: Flask) -> Iterator[Post]:
    with mail_server() as post:
        given = {
            "ASSIST_SMTP_HOST": "127.0.0.1",
            "ASSIST_SMTP_PORT": post.port,
            "ASSIST_SMTP_SECURITY": "none",
            "ASSIST_SMTP_FROM": "assist@example.gov.cn",
            "ASSIST_SITE": "https://assist.example.gov.cn/",
        }
        before = {key: app.config[key] for key in given}
        app.config |= given
        yield post
        app.config |= before


@pytest.fixture
def group(app: Flask) -> Iterator[Post]:
    with robot() as post:
        app.config["ASSIST_ROBOT_URL"] = f"http://127.0.0.1:{post.port}/send?key=secret"
        yield post
        app.config["ASSIST_ROBOT_URL"] = ""
