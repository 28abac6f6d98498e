"""The blueprint of policies."""

from flask import Blueprint

blueprint = Blueprint("policies", __name__)


def once_words(what: str, fresh: int, every: int) -> str:
    """How many were noted, and how many had been on that day."""
    more = f"另有 {every - fresh} 家当天已经登记过，不重复计。" if every > fresh else ""
    return f"已登记{what} {fresh} 家。{more}"
