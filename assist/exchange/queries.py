"""The workbook that goes out: everything that is stored, or an empty one to be filled in."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from os import PathLike
from typing import Any, BinaryIO

from sqlalchemy import select

from assist.accounts.models import User
from assist.db import db
from assist.exchange.actions.importing import sheets
from assist.exchange.models import Sending
from assist.exchange.rules import example_key
from assist.lib import sheets as files
from assist.lib.money import yuan
from assist.lib.sheets.writing import Value
from assist.lib.text import mask_phone, mask_phones_in
from assist.web.sheet import Column, Sheet, shown


class Exported:
    """An export under way, and how many rows it has written."""

    def __init__(
        self,
        *,
        titles: Sequence[str] | None = None,
        masked: bool = False,
        between: Callable[[], None] = lambda: None,
    ) -> None:
        """`titles` narrows it to some sheets; `masked` hides the middle of phone numbers;
        `between` is called before each sheet, while nothing is being read."""
        self.titles = titles
        self.masked = masked
        self.between = between
        self.rows = 0

    def write(self, target: str | PathLike[str] | BinaryIO) -> None:
        """Write the workbook, row by row."""
        files.write_workbook(target, self._sheets())

    def _sheets(self) -> Iterator[files.Sheet]:
        for sheet in sheets:
            if self.titles is not None and sheet.title not in self.titles:
                continue
            self.between()
            records = iter(sheet.records())
            if sheet.own:
                first = list(islice(records, 1))
                if not first:
                    continue
                records = chain(first, records)
            yield files.Sheet(sheet.title, columns_of(sheet), self._rows(sheet, records))

    def _rows(self, sheet: Sheet, records: Iterable[Any]) -> Iterator[list[Value]]:
        for record in records:
            self.rows += 1
            yield [self._value(column, record) for column in sheet.columns]

    def _value(self, column: Column, record: Any) -> Value:
        value = column.get(record)
        if isinstance(value, list):
            return shown(value)
        if column.kind == "money" and isinstance(value, int):
            return yuan(value)
        if self.masked and isinstance(value, str):
            return (
                mask_phone(value)
                if column.phone and column.field != "others"
                else mask_phones_in(value)
            )
        return value  # type: ignore[no-any-return]


def columns_of(sheet: Sheet) -> list[files.Column]:
    """The sheet's columns as a workbook shows them."""
    return [
        files.Column(
            header=sheet.header(column.field),
            width=column.width,
            note=column.note,
            required=sheet.required(column.field),
            choices=sheet.choices(column.field),
            several=sheet.several(column.field),
            kind=column.kind,
        )
        for column in sheet.columns
    ]


def write_template(
    target: str | PathLike[str] | BinaryIO, titles: Sequence[str] | None = None
) -> None:
    """The empty workbook: drop-downs, notes, and one example row a sheet."""
    files.write_workbook(
        target,
        (
            files.Sheet(sheet.title, columns_of(sheet), [_example(sheet)])
            for sheet in sheets
            if not sheet.own and (titles is None or sheet.title in titles)
        ),
    )


def _example(sheet: Sheet) -> list[Value]:
    return [
        example_key(shown(column.example)) if column.field == sheet.key[0] else column.example
        for column in sheet.columns
    ]


def digest_of(path: str | PathLike[str]) -> str:
    """The SHA-256 of a file, as the log names it."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


#: As many downloads of a year as its page tells of.
SENDINGS = 10


def sendings(year: int) -> Sequence[Any]:
    """The last downloads of a year's archive, each with who asked for it, the newest first."""
    statement = (
        select(Sending, User.name)
        .join(User, User.id == Sending.by_id)
        .where(Sending.year == year)
        .order_by(Sending.id.desc())
        .limit(SENDINGS)
    )
    return db.session.execute(statement).all()
