"""Numbers of a text: found with their unit, and held against a figure's value."""

from assist.reports.rules.numbers.agreement import agrees, fits, kin
from assist.reports.rules.numbers.reading import Number, NumberKind, read
from assist.reports.rules.numbers.wrapping import moved, unwrapped

__all__ = ["Number", "NumberKind", "agrees", "fits", "kin", "moved", "read", "unwrapped"]
