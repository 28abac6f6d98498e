"""Rows kept in a file that vanishes by itself: however many there are, they take no memory."""

from __future__ import annotations

import json
from collections.abc import Iterator
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Any, NamedTuple, Self

#: So many bytes stay in memory; few rows need no file.
IN_MEMORY = 2**18
#: So many bytes are read at once.
PIECE = 2**16

Row = tuple[str | int, ...]


class Spooled:
    """What has a file while it is open and counts what it keeps."""

    _file: SpooledTemporaryFile[Any] | None
    _count: int

    def __len__(self) -> int:
        """How many there are; it can be asked after the file is gone."""
        return self._count

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """The file is gone."""
        if self._file is not None:
            self._file.close()


class Spool(Spooled):
    """Rows in the order in which they came; whoever opens it with `with` closes the file."""

    def __init__(self) -> None:
        """Empty, and without a file."""
        self._file: SpooledTemporaryFile[str] | None = None
        self._count = 0

    def append(self, *row: str | int) -> None:
        """Keep a row behind the others."""
        if self._file is None:
            self._file = SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8")  # noqa: SIM115
        self._file.seek(0, SEEK_END)
        self._file.write(json.dumps(row, ensure_ascii=False) + "\n")
        self._count += 1

    def __iter__(self) -> Iterator[Row]:
        """The rows from the first; nothing may be appended meanwhile."""
        if self._file is None:
            return
        self._file.seek(0)
        for line in self._file:
            yield tuple(json.loads(line))


class Piece(NamedTuple):
    """A part of a zip's directory, asked for as the library asks for one member's."""

    content: bytes

    def _central_directory_header_data(self) -> bytes:
        return self.content


class Directory(Spooled):
    """What a zip says at its end of each member, kept in a file as it will be written.

    It stands where zipstream keeps an object of half a kilobyte for each member it has sent
    (`ZipStream._filelist`), of which at the end it only asks for these bytes.
    """

    _file: SpooledTemporaryFile[bytes]

    def __init__(self) -> None:
        """Without members."""
        self._file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by `with`
        self._count = 0

    def append(self, member: Any) -> None:
        """Keep what is to be said of a member that has been sent."""
        self._file.write(member._central_directory_header_data())
        self._count += 1

    def __iter__(self) -> Iterator[Piece]:
        """The whole directory, in pieces of any size."""
        self._file.seek(0)
        while content := self._file.read(PIECE):
            yield Piece(content)
