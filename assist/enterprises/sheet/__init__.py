"""The sheets 企业 and 结对."""

from assist.enterprises.sheet.enterprises import ENTERPRISES
from assist.enterprises.sheet.pairings import PAIRINGS, terms

__all__ = ["ENTERPRISES", "PAIRINGS", "terms"]
