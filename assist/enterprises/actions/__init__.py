"""What is done to enterprises: written down, amended, withdrawn, merged; a phone number shown."""

from assist.enterprises.actions.merging import merge
from assist.enterprises.actions.records import amend, create, restore, reveal, withdraw

__all__ = ["amend", "create", "merge", "restore", "reveal", "withdraw"]
