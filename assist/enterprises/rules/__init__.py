"""What is said of an enterprise, which size that suggests, what a merger makes of two."""

from assist.enterprises.rules.facts import (
    ContactFacts,
    EnterpriseFacts,
    facts_of,
    unmasked,
    years_words,
)
from assist.enterprises.rules.size import SUGGESTS, Suggestion, kind_of, suggest

__all__ = [
    "SUGGESTS",
    "ContactFacts",
    "EnterpriseFacts",
    "Suggestion",
    "facts_of",
    "kind_of",
    "suggest",
    "unmasked",
    "years_words",
]
