"""Enumerations whose members carry their own wording."""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A code for the database and the form, with the words a person reads.

        class Channel(Labelled):
            ON_SITE = "on_site", "上门走访"

    A member is its code (``Channel.ON_SITE == "on_site"``) and has a ``label``.
    A subclass that needs more takes it in ``__init__``::

        class Way(Labelled):
            substantive: bool

            def __init__(self, code: str, label: str, substantive: bool) -> None:
                self.substantive = substantive

            TRANSFER = "transfer", "转账", True
    """

    _value_: str
    label: str

    #: That of the code, which it equals: Enum's own is computed in Python at every look-up.
    __hash__ = str.__hash__

    def __new__(cls, code: str, label: str, *_more: object) -> Self:
        """Make the member from its code; what follows the label is for a subclass's __init__."""
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    @classmethod
    def from_label(cls, text: str) -> Self:
        """Find the member by the words a person wrote; ValueError names what may stand there."""
        wanted = text.strip()
        for member in cls:
            if member.label == wanted:
                return member
        allowed = "、".join(member.label for member in cls)
        raise ValueError(f"“{wanted}”不在可选范围内，可填：{allowed}")

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Give (code, label) pairs in the order they were written, for a select."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def labels(cls) -> list[str]:
        """Give the words of all members in the order they were written."""
        return [member.label for member in cls]
