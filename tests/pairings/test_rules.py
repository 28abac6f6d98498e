"""When two pairings share a day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.lib.errors import Invalid
from assist.pairings.rules import Span, check_span

FIRST = date(2025, 1, 1)


def span(start: int, end: int | None) -> Span:
    return Span(FIRST + timedelta(start), None if end is None else FIRST + timedelta(end))


spans = st.tuples(st.integers(0, 20), st.none() | st.integers(0, 10)).map(
    lambda pair: span(pair[0], None if pair[1] is None else pair[0] + pair[1])
)


def days(one: Span) -> set[date]:
    last = one.end_on or FIRST + timedelta(40)
    return {one.start_on + timedelta(n) for n in range((last - one.start_on).days + 1)}


@given(spans, spans)
def test_they_overlap_where_a_day_belongs_to_both(one: Span, other: Span) -> None:
    assert one.overlaps(other) is bool(days(one) & days(other))
    assert one.overlaps(other) is other.overlaps(one)


def test_the_day_after_the_end_is_free() -> None:
    check_span(span(10, None), [span(0, 9)])
    with pytest.raises(Invalid, match="重叠"):
        check_span(span(9, None), [span(0, 9)])


def test_days_do_not_run_backwards() -> None:
    with pytest.raises(Invalid, match="早于") as caught:
        check_span(span(5, 4), [])
    assert caught.value.field == "end_on"
