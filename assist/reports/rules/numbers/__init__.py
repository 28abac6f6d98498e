"""Numbers of a text: found with their unit, and held against a figure's value."""

from assist.reports.rules.numbers.agreement import agrees, fits, kin
from assist.reports.rules.numbers.reading import Number, NumberKind, read

__all__ = ["Number", "NumberKind", "agrees", "fits", "kin", "read"]
