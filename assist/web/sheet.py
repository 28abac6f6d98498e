"""What a feature says of its sheet: the form that reads a row, the columns that show one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from assist.lib.enums import Labelled
from assist.lib.money import yuan
from assist.lib.sheets.writing import Kind, Value
from assist.web.access import Permission
from assist.web.forms import EnumField, EnumsField, Form, YesField

#: One value for a key of one column, a tuple for a key of several.
Key = Hashable
Found = TypeVar("Found")

#: `Column.blank`: an empty cell says nothing about this field.
KEEP = object()
CHUNK = 500


@dataclass(frozen=True)
class Column:
    """A column: the form's field of that name reads it and gives its header, `get` shows it."""

    field: str
    get: Callable[[Any], Any]
    #: The title of the sheet whose keys stand here.
    refers: str = ""
    #: The same, but the feature's own check decides in which of them it has to be.
    mentions: tuple[str, ...] = ()
    example: Value = ""
    note: str = ""
    width: float = 14
    kind: Kind = "text"
    #: A phone number: masked in web exports, and a masked one means "unchanged".
    phone: bool = False
    #: What an empty cell means: nothing (None), this value, or KEEP.
    blank: Any = None
    choices: Sequence[str] = ()

    def words(self, value: Any) -> str:
        """A value of the column as its cell shows it; `get` and the form give money in fen."""
        if self.kind == "money" and isinstance(value, int):
            return f"{yuan(value):f}"
        return shown(value)


@dataclass
class Row:
    """A row as the form has read it; `values` lacks columns that the file has not, and masks."""

    number: int
    key: Key
    values: dict[str, Any]
    #: What stood in the cells, by field, for whoever reads the report.
    cells: dict[str, str]
    #: Fields that could not be read; nothing more is said of them.
    bad: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Finding:
    """What is wrong, or worth a look, in one field of a row."""

    field: str
    message: str
    warning: bool = False


@dataclass
class Incoming:
    """A row to be written: what is stored under its key, and what differs (header, old, new)."""

    row: Row
    stored: Any | None
    changes: list[tuple[str, str, str]]

    @property
    def new(self) -> bool:
        """Whether nothing was stored under its key before."""
        return self.stored is None


class Book:
    """A file being taken in: its rows by sheet and key, and what is stored of what it names."""

    def __init__(self, sheets: Sequence[Sheet], on: date) -> None:
        self.sheets = {sheet.title: sheet for sheet in sheets}
        self.on = on
        self.rows: dict[str, list[Row]] = {}
        self.by_key: dict[str, dict[Key, Row]] = {}
        #: Keys that cannot be read, by sheet: the number of their row.
        self.unreadable: dict[str, dict[str, int]] = {}
        self.stored: dict[str, dict[Key, Any]] = {}
        #: What is done once every sheet is written.
        self.at_end: list[Callable[[], None]] = []
        self._memo: dict[str, Any] = {}

    def row(self, title: str, key: Key) -> Row | None:
        """The file's own row of that key."""
        return self.by_key.get(title, {}).get(key)

    def find(self, title: str, key: Key) -> Any | None:
        """What is stored under that key; once a sheet is written, its new rows too."""
        return self.stored.get(title, {}).get(key)

    def value(self, title: str, key: Key, name: str) -> Any:
        """A field of a row as it will stand: from the file, else as stored, else None."""
        row = self.row(title, key)
        if row is not None and name in row.values:
            return row.values[name]
        stored = self.find(title, key)
        return None if stored is None else self.sheets[title].column(name).get(stored)

    def memo(self, name: str, make: Callable[[], Found]) -> Found:
        """What a check has to look up once for all rows."""
        if name not in self._memo:
            self._memo[name] = make()
        found: Found = self._memo[name]
        return found

    def forget(self) -> None:
        """The database may have changed: look everything up anew."""
        self.stored.clear()
        self._memo.clear()


def _open_to_all(_key: Key, _book: Book) -> str | None:
    return None


def _no_findings(_row: Row, _book: Book) -> Iterable[Finding]:
    return ()


@dataclass(frozen=True)
class Sheet:
    """A sheet of the workbook: its key, its columns in order, the functions behind it."""

    title: str
    #: The kind under which the audit log names a row.
    kind: str
    form: type[Form]
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    #: Who may take it in on the web.
    door: Permission
    #: What is stored under these keys.
    existing: Callable[[Sequence[Any]], Mapping[Key, Any]]
    #: Every record in order, for the export.
    records: Callable[[], Iterable[Any]]
    #: Write the rows; adds what it made to `book.stored`.
    take_over: Callable[..., None]
    check: Callable[[Row, Book], Iterable[Finding]] = _no_findings
    #: An addition to the bureau's own workbook: written only where it holds something.
    own: bool = False
    #: Why nothing more may refer to the row of that key; None where it may.
    closed: Callable[[Key, Book], str | None] = _open_to_all

    def column(self, name: str) -> Column:
        """The column read by that field."""
        return self._by_field[name]

    @cached_property
    def _by_field(self) -> dict[str, Column]:
        return {column.field: column for column in self.columns}

    @cached_property
    def blank_form(self) -> Any:
        """The form without a row, for what it says of its fields."""
        return self.form.from_row([])

    def header(self, name: str) -> str:
        """The column's name in row 1."""
        return str(self.blank_form[name].label.text)

    def required(self, name: str) -> bool:
        """Whether a row must give it."""
        return bool(self.blank_form[name].flags.required)

    def choices(self, name: str) -> Sequence[str]:
        """What may stand in it, where that is a list."""
        field = self.blank_form[name]
        if isinstance(field, EnumField | EnumsField):
            column = self.column(name)
            return column.choices or field.kind.labels()
        if isinstance(field, YesField):
            return ("是", "否")
        return self.column(name).choices

    def several(self, name: str) -> bool:
        """Whether several of the choices may stand in one cell."""
        return isinstance(self.blank_form[name], EnumsField)


def shown(value: Any) -> str:
    """A value in words, as the cell shows it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Labelled):
        return value.label
    if isinstance(value, list | tuple | set | frozenset):
        return "、".join(shown(part) for part in value)
    return str(value)


def same(old: Any, new: Any) -> bool:
    """Whether two values of a field say the same; nothing is nothing, and a list has no order."""
    if isinstance(old, list) or isinstance(new, list):
        return set(map(shown, old or ())) == set(map(shown, new or ()))
    if old in (None, "") and new in (None, ""):
        return True
    return bool(old == new)


def chunks(keys: Iterable[Any], size: int = CHUNK) -> Iterator[list[Any]]:
    """The keys in lists that one query can ask for."""
    wanted = list(keys)
    for start in range(0, len(wanted), size):
        yield wanted[start : start + size]


def put(row: Any, values: Mapping[str, Any], *names: str) -> None:
    """Set those of the fields that the file holds; an empty text is "", not None."""
    for name in names:
        if name in values:
            value = values[name]
            column = row.__mapper__.columns[name]
            row_value = "" if value is None and not column.nullable else value
            setattr(row, name, row_value)
