"""Uploads not yet confirmed: one file a person, named by its hash, gone after a day."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import fsspec
from flask import current_app

FOLDER = "exchange-uploads"
KEPT_FOR = timedelta(days=1)
_DIGEST = re.compile(r"[0-9a-f]{64}")


def keep(user_id: int, content: bytes) -> str:
    """Store it in place of what the person uploaded before; its hash, by which it is asked for."""
    drop(user_id)
    system, folder = _folder(user_id)
    system.makedirs(folder, exist_ok=True)
    digest = hashlib.sha256(content).hexdigest()
    with system.open(f"{folder}/{digest}", "wb") as file:
        file.write(content)
    return digest


def kept(user_id: int, digest: str) -> bytes | None:
    """The person's own upload of that hash, unchanged and not older than a day; else None."""
    system, folder = _folder(user_id)
    path = f"{folder}/{digest}"
    if not _DIGEST.fullmatch(digest) or not system.exists(path) or _expired(system, path):
        return None
    with system.open(path, "rb") as file:
        content: bytes = file.read()
    return content if hashlib.sha256(content).hexdigest() == digest else None


def drop(user_id: int) -> None:
    """Forget what the person uploaded, and what anybody left lying for longer than a day."""
    system, folder = _folder(user_id)
    everybody = folder.rpartition("/")[0]
    if system.exists(everybody):
        for path in system.find(everybody):
            if f"/{FOLDER}/{user_id}/" in path or _expired(system, path):
                system.rm(path)


def _expired(system: Any, path: str) -> bool:
    changed: datetime = system.modified(path)
    at = changed if changed.tzinfo else changed.replace(tzinfo=UTC)
    return datetime.now(UTC) - at > KEPT_FOR


def _folder(user_id: int) -> tuple[Any, str]:
    system, root = fsspec.core.url_to_fs(current_app.config["ASSIST_FILES_URL"])
    return system, f"{str(root).rstrip('/')}/{FOLDER}/{user_id}"
