"""The chain: what an event's hash covers."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime

GENESIS = "0" * 64


def link(previous: str, at: datetime, *parts: str) -> str:
    """SHA-256 over the previous hash and everything the event says, in a form that reads only one way."""
    text = json.dumps(
        [previous, at.astimezone(UTC).isoformat(), *parts],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()
