"""Paging whose cost grows with what is shown: the total is counted up to a bound."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from flask import request
from sqlalchemy import Select, bindparam, func, literal_column, select

from assist.db import built, db, rows

PAGE_SIZE = 50
COUNTED = 1000

Row = TypeVar("Row")


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of a list: its rows, where it stands, and how many there are (exact up to
    COUNTED)."""

    rows: Sequence[Row]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def bounded(self) -> bool:
        """Whether there are more than were counted."""
        return self.total > COUNTED

    def told(self, unit: str = "条") -> str:
        """For instance 共 23 条, or 共 1000 家以上."""
        return f"共 {COUNTED} {unit}以上" if self.bounded else f"共 {self.total} {unit}"

    @property
    def pages(self) -> int:
        """How many pages the counted rows fill, at least one."""
        return max(1, -(-self.total // self.size))

    @property
    def prev_href(self) -> str | None:
        """The page before, with the same filters."""
        return page_href(self.number - 1) if self.number > 1 else None

    @property
    def next_href(self) -> str | None:
        """The page after, with the same filters."""
        return (
            page_href(self.number + 1)
            if self.number * self.size < self.total or self.bounded
            else None
        )


def page_href(number: int | None = None, **changes: Any) -> str:
    """This address with another page and changed filters; None drops one."""
    args = {key: values for key, values in request.args.lists() if key not in {"page", *changes}}
    args |= {
        key: value if isinstance(value, list) else [str(value)]
        for key, value in changes.items()
        if value is not None
    }
    if number and number > 1:
        args["page"] = [str(number)]
    pairs = [(key, value) for key, values in args.items() for value in values if value != ""]
    return request.path + ("?" + urlencode(pairs) if pairs else "")


def page_number() -> int:
    """The page asked for in the query string; anything odd is the first."""
    text = request.args.get("page", "1")
    return (
        min(int(text), 100_000)
        if text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text)
        else 1
    )


def paginate(statement: Select[Any], *, scalars: bool = True, size: int = PAGE_SIZE) -> Page[Any]:
    """One page of `statement`, which must order its rows completely."""
    number = page_number()
    bounded = statement.with_only_columns(
        *statement.selected_columns[:1], maintain_column_froms=True
    )
    counted = bounded.order_by(None).limit(COUNTED + 1).subquery()
    total = db.session.scalar(select(func.count()).select_from(counted)) or 0
    result = db.session.execute(statement.limit(size).offset((number - 1) * size))
    rows = result.scalars().unique().all() if scalars else result.all()
    return Page(rows, number, total, size)


def paginate_built(
    key: Hashable, make: Callable[[], tuple[Select[Any], Select[Any]]], size: int = PAGE_SIZE
) -> Page[Any]:
    """The same for plain columns, of statements that are built once a key.

    `make` gives the list, ordered completely, and what is counted: the same rows with no more
    tables than its conditions need.
    """
    number = page_number()
    shown, counted = built(("page", key), lambda: _bounded(*make()))
    found = rows(shown, {"most": size, "skip": (number - 1) * size})
    return Page(found, number, rows(counted)[0][0], size)


def with_count(statement: Select[Any]) -> tuple[Select[Any], Select[Any]]:
    """For `paginate_built`: a list whose conditions need every table that it joins."""
    counted: Select[Any] = statement.with_only_columns(
        literal_column("1").label("one"), maintain_column_froms=True
    )
    return statement, counted.order_by(None)


def _bounded(shown: Select[Any], counted: Select[Any]) -> tuple[Select[Any], Select[Any]]:
    within = counted.limit(COUNTED + 1).subquery()
    return (
        shown.limit(bindparam("most")).offset(bindparam("skip")),
        select(func.count()).select_from(within),
    )
