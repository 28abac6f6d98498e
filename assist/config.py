"""Every setting of the installation: its meaning and its default; none is unsafe in production."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from assist.lib.days import parse_day

PREFIX = "ASSIST_"


@dataclass(frozen=True)
class Option:
    """One setting: read from ASSIST_<name> or, failing that, from instance/config.py."""

    name: str
    default: Any
    meaning: str
    whole: bool = False


OPTIONS = (
    Option(
        "DATABASE_URL",
        None,
        "SQLAlchemy address; by default the embedded SQLite file instance/assist.db",
    ),
    Option(
        "FILES_URL", None, "fsspec address of uploaded files; by default the folder instance/files"
    ),
    Option(
        "SECRET_KEY", None, "signs cookies; made on first start and kept in instance/secret_key"
    ),
    Option(
        "TODAY", None, "the business day, for the example year and for tests; shown in a banner"
    ),
    Option("PROXIES", 0, "how many trusted proxies stand in front (https needs 1)", whole=True),
    Option("PASSWORD_METHOD", "scrypt", "werkzeug's name of the password hash"),
    Option(
        "DATABASE_BUSY_SECONDS",
        5,
        "how long a writer waits for the database before 503",
        whole=True,
    ),
    Option("UPLOAD_MEGABYTES", 32, "the largest request body", whole=True),
    Option("SITE", "", "address under which people open the program, for links in mails"),
    Option("SMTP_HOST", "", "server that takes the digest's mails; without it none is sent"),
    Option("SMTP_PORT", 587, "its port", whole=True),
    Option("SMTP_SECURITY", "starttls", "starttls, tls or none (none only within one machine)"),
    Option("SMTP_USER", "", "account at that server; empty where it asks for none"),
    Option("SMTP_PASSWORD", "", "its password"),
    Option("SMTP_FROM", "", "sender's address; by default the account"),
    Option("SMTP_DOMAINS", "", "mail domains that people may name, with commas; empty for any"),
    Option("ROBOT_URL", "", "https address of the work group's robot; without it none is told"),
)


def load(app: Flask, overrides: dict[str, Any] | None = None) -> None:
    """Fill app.config from defaults, instance/config.py, the environment and `overrides`, the later
    ones first."""
    instance = Path(app.instance_path)
    instance.mkdir(0o700, parents=True, exist_ok=True)  # it holds personal data and the key
    app.config.from_pyfile(str(instance / "config.py"), silent=True)
    for option in OPTIONS:
        value = os.environ.get(PREFIX + option.name) or app.config.get(
            PREFIX + option.name, option.default
        )
        app.config[PREFIX + option.name] = int(value) if option.whole else value
    app.config.update(overrides or {})
    _derive(app, instance)


def _derive(app: Flask, instance: Path) -> None:
    config = app.config
    config["ASSIST_DATABASE_URL"] = (
        config["ASSIST_DATABASE_URL"] or f"sqlite:///{instance / 'assist.db'}"
    )
    config["ASSIST_FILES_URL"] = config["ASSIST_FILES_URL"] or str(instance / "files")
    config["ASSIST_DAY"] = parse_day(config["ASSIST_TODAY"]) if config["ASSIST_TODAY"] else None
    config["SECRET_KEY"] = config["ASSIST_SECRET_KEY"] or _kept_secret(instance)
    config["SQLALCHEMY_DATABASE_URI"] = config["ASSIST_DATABASE_URL"]
    options = config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", {})
    options.setdefault("hide_parameters", True)
    # One for each thread of a worker: those beyond are opened and closed with each request.
    options.setdefault("pool_size", 8)
    if config["ASSIST_DATABASE_URL"].startswith("postgresql"):  # which waits for minutes by itself
        options.setdefault("connect_args", {}).setdefault("connect_timeout", 10)
    config["MAX_CONTENT_LENGTH"] = config["ASSIST_UPLOAD_MEGABYTES"] * 1024 * 1024
    config["MAX_FORM_MEMORY_SIZE"] = 4 * 1024 * 1024
    config["MAX_FORM_PARTS"] = 2000
    config["WTF_I18N_ENABLED"] = False  # messages come from WTForms' own zh catalogue
    config["WTF_CSRF_TIME_LIMIT"] = None  # a visit may be typed for hours in a factory
    config["WTF_CSRF_SSL_STRICT"] = (
        False  # no-referrer is sent on purpose; the token itself is checked
    )
    config["SESSION_COOKIE_HTTPONLY"] = True
    config["SESSION_COOKIE_SAMESITE"] = "Lax"
    config["PERMANENT_SESSION_LIFETIME"] = timedelta(hours=12)


def _kept_secret(instance: Path) -> str:
    """The key made on first start; two processes that start together agree on one file."""
    path = instance / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        key = secrets.token_hex(32)
        file.write(key)
    return key
