"""The database: one session, typed columns that carry their label, and what every row records."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Hashable, Sequence
from contextvars import ContextVar
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Generic, TypeVar

from flask import current_app, has_app_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Enum,
    ForeignKey,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    and_,
    case,
    event,
    func,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import (
    DeclarativeBase,
    InstrumentedAttribute,
    Mapped,
    class_mapper,
    declared_attr,
    make_transient_to_detached,
    mapped_column,
)
from sqlalchemy.sql.functions import GenericFunction

from assist.lib.enums import Labelled
from assist.lib.text import words_of

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

#: True while an unsafe request or a writing command runs: SQLite then takes the writer's lock at
#: BEGIN,
#: so that read-modify-write is never lost and a busy writer is met at the door and not in the
#: middle.
writing: ContextVar[bool] = ContextVar("writing", default=False)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware, UTC in the database, refused when naive."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment must carry its time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Day = Annotated[date, mapped_column(Date)]
Moment = Annotated[datetime, mapped_column(UtcDateTime)]
Fen = Annotated[int, mapped_column(BigInteger)]
Id = Annotated[int, mapped_column(primary_key=True)]


class Base(DeclarativeBase):
    """Every table's base: one naming convention for constraints from the first revision on."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:

    class Model(Base):
        __abstract__ = True
else:
    Model = db.Model


def EnumCode(kind: type[Labelled], name: str | None = None) -> Enum:  # noqa: N802 - reads as a column type
    """A column that holds a member's code as text, guarded by a CHECK; `name` tells two of one kind
    in a table apart."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=32,
        name=name or re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower(),
        values_callable=lambda members: [member.value for member in members],
    )


def labelled(label: str, kind: Any = None, *args: Any, **options: Any) -> Any:
    """A column with the Chinese name that form, table, sheet and audit use; its old value survives
    a commit for the audit.

    `refers` names the relationship by which a foreign key is shown in words.
    """
    options.setdefault("active_history", True)
    info = options.pop("info", {}) | {"label": label}
    if "refers" in options:
        info["refers"] = options.pop("refers")
    positional = [kind, *args] if kind is not None else list(args)
    return mapped_column(*positional, info=info, **options)


def label_of(attribute: InstrumentedAttribute[Any] | Any) -> str:
    """The Chinese name of a labelled column."""
    return str(attribute.property.columns[0].info["label"])


class Origin(Labelled):
    """By which door a row came in."""

    WEB = "web", "网页"
    PHONE = "phone", "手机补传"
    WORKBOOK = "workbook", "工作簿导入"
    ON_BEHALF = "on_behalf", "代录"
    SYSTEM = "system", "系统"


class Recorded:
    """Who wrote a row, when, by which door, and the version that an edit must name."""

    created_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=lambda: datetime.now(UTC), sort_order=90
    )
    updated_at: Mapped[datetime] = mapped_column(
        UtcDateTime,
        default=lambda: datetime.now(UTC),
        onupdate=lambda: datetime.now(UTC),
        sort_order=91,
    )
    version: Mapped[int] = mapped_column(default=1, sort_order=92)
    origin: Mapped[Origin] = mapped_column(EnumCode(Origin), default=Origin.WEB, sort_order=93)

    @declared_attr
    def created_by_id(cls) -> Mapped[int | None]:  # noqa: N805 - declared_attr is given the class
        return mapped_column(ForeignKey("user.id"), sort_order=94)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - declared_attr is given the class
        return {"version_id_col": cls.version}


class Place(GenericFunction[int]):
    """At which character of a text another begins, 0 where nowhere: `func.strpos`."""

    name = "strpos"
    type = Integer()
    inherit_cache = True


@compiles(Place, "sqlite")
def _instr(place: Place, compiler: Any, **options: Any) -> str:
    return f"instr({compiler.process(place.clauses, **options)})"


def holds_words(
    words: ColumnElement[str] | str, first: Any, *more: Any, folded: bool = False
) -> ColumnElement[bool]:
    """The condition that one of these texts, none of them NULL, holds the lower-cased words.

    Signs mean themselves, and a text is read in a third of the time that LIKE takes. `folded`
    texts are in lower case already, or are asked for words that have no case; they are looked
    through one by one, since to join them costs more.
    """
    if folded:
        return or_(*(func.strpos(text, words) > 0 for text in (first, *more)))
    text: ColumnElement[str] = first
    for column in more:
        text = text + "\n" + column
    return func.strpos(func.lower(text), words) > 0


def every_word(typed: str, holds: Callable[[str], ColumnElement[bool]]) -> ColumnElement[bool]:
    """The condition that each of the words typed is held, by whatever text of the row."""
    return and_(true(), *(holds(word) for word in words_of(typed)))


class Counter(Model):
    """The largest running number given or taken over so far under a prefix such as `2026-`."""

    __tablename__ = "counter"

    prefix: Mapped[str] = mapped_column(String(32), primary_key=True)
    largest: Mapped[int] = mapped_column(default=0)


Made = TypeVar("Made")


class Whole(Generic[Made]):
    """Makes objects of a kind from plain rows that hold all its columns, as the mapper would.

    For few objects of what is read often: a statement through the mapper costs a third of a
    millisecond before its first row, though less for each of many. An object that the session has
    already is given as it stands; relationships are read when they are asked for.
    """

    def __init__(self, kind: type[Made], columns: Sequence[ColumnElement[Any]]) -> None:
        where = {column: place for place, column in enumerate(columns)}
        self.mapper = class_mapper(kind)
        self.places = [(one.key, where[one.columns[0]]) for one in self.mapper.column_attrs]
        self.keys = [where[column] for column in self.mapper.primary_key]

    def made(self, row: Sequence[Any]) -> Made:
        """The object of that row."""
        key = self.mapper.identity_key_from_primary_key(tuple(row[place] for place in self.keys))
        known: Made | None = db.session.identity_map.get(key)
        if known is not None:
            return known
        new: Made = self.mapper.class_manager.new_instance()
        new.__dict__.update([(name, row[place]) for name, place in self.places])
        make_transient_to_detached(new)
        db.session.add(new)
        return new

    def maybe(self, row: Sequence[Any]) -> Made | None:
        """The object of that row, or None where an outer join found none."""
        return None if row[self.keys[0]] is None else self.made(row)


def rows(statement: Any, values: dict[str, Any] | None = None) -> Sequence[Any]:
    """The rows of a statement of plain columns, past the mapper, which costs more than the query.

    Nothing that this request has changed is flushed first: for pages that only read.
    """
    return db.session.connection().execute(statement, values).all()


#: Statements built before: to write one down costs more than to run it.
_built: dict[Hashable, Any] = {}
KEPT = 256


def built(key: Hashable, make: Callable[[], Made]) -> Made:
    """The statement under that key, which names everything that it depends on."""
    if key not in _built:
        if len(_built) >= KEPT:
            _built.clear()
        _built[key] = make()
    found: Made = _built[key]
    return found


def _raise_counter(prefix: str, to: ColumnElement[int] | int) -> None:
    """One UPDATE, so that the row's own lock keeps two transactions apart on either engine."""
    row = {"prefix": prefix, "largest": 0}
    dialect = db.session.get_bind().dialect.name
    insert = pg_insert if dialect == "postgresql" else sqlite_insert
    db.session.execute(insert(Counter).values(row).on_conflict_do_nothing())
    db.session.execute(
        update(Counter)
        .where(Counter.prefix == prefix)
        .values(largest=to)
        .execution_options(synchronize_session=False)
    )


def next_number(prefix: str, width: int = 4) -> str:
    """The number after the largest of the form `<prefix><digits>`, for instance 2026-0001; safe
    under concurrency."""
    _raise_counter(prefix, Counter.largest + 1)
    largest = db.session.scalar(select(Counter.largest).where(Counter.prefix == prefix))
    return f"{prefix}{largest:0{width}d}"


def take_number(prefix: str, number: str) -> None:
    """Remember a number that came from outside, so that the next one follows the largest of its
    form."""
    tail = number.removeprefix(prefix)
    if number.startswith(prefix) and tail.isascii() and tail.isdigit() and len(tail) < 9:
        largest = int(tail)
        _raise_counter(prefix, case((Counter.largest < largest, largest), else_=Counter.largest))


def lock(name: str) -> None:
    """Keep every other transaction out of what `name` names until this one ends.

    On SQLite a writing transaction already holds the only writer's lock.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": name})


#: How many seconds a writer waits where no application says otherwise.
PATIENCE = 5


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Durable, referentially intact and patient: an acknowledged write survives a power cut
    (security.md)."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # BEGIN is ours, below; the driver's own begins too late
    wait = current_app.config["ASSIST_DATABASE_BUSY_SECONDS"] if has_app_context() else PATIENCE
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute(f"PRAGMA busy_timeout={int(wait * 1000)}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    if writing.get():
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # which locks nothing and so cannot fail
        connection.connection.cursor().execute("BEGIN")


def append_only(table: str, dialect: str) -> list[str]:
    """What makes a table refuse every change and removal: a wrong row is taken back by another."""
    if dialect == "postgresql":
        return [
            f"CREATE OR REPLACE FUNCTION {table}_refuse() RETURNS trigger AS $$ "
            f"BEGIN RAISE EXCEPTION '{table} is append-only'; END $$ LANGUAGE plpgsql",
            f"CREATE OR REPLACE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        ]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ]
