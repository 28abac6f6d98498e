"""Append-only, hash-chained events: who did what, in the same transaction as the write."""

from assist.audit.actions import Change, changes_of, record

__all__ = ["Change", "changes_of", "record"]
