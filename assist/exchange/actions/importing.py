"""Taking a workbook in: all or nothing, checked without the writer's lock and again under it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from assist import audit
from assist.accounts.models import User
from assist.db import db, take_number
from assist.exchange.rules import Count, Entry, Report, note, read_sheet, untaken
from assist.lib.sheets import SheetData, read_workbook
from assist.lib.text import is_masked, mask_phones_in
from assist.web.access import Permission
from assist.web.sheet import KEEP, Book, Incoming, Row, Sheet, same
from assist.web.transaction import writing_transaction

#: Filled by the factory: every sheet, in the order in which they are written.
sheets: list[Sheet] = []

_NUMBER = re.compile(r"(.*?)([0-9]{1,8})")
#: How long a value may be in the log's list of changes.
LONGEST = 300


class Import:
    """One file on its way in."""

    def __init__(self, content: bytes, *, on: date, by: User | None = None) -> None:
        """Read it; WorkbookError says why it is no workbook."""
        self.digest = hashlib.sha256(content).hexdigest()
        self.by = by
        self.book = Book(sheets, on)
        self._read = Report()
        self._open(read_workbook(content))

    def _open(self, data: Mapping[str, SheetData]) -> None:
        """Every row's own faults; what nobody takes is named."""
        self._read.warnings.extend(untaken(data, sheets))
        for sheet in sheets:
            if sheet.title not in data:
                continue
            if self.by is not None and not self.by.may(sheet.door):
                self._read.warnings.append(_not_yours(sheet))
                continue
            read_sheet(sheet, data[sheet.title], self.book, self._read)

    @property
    def titles(self) -> list[str]:
        """The sheets that are taken in, in order."""
        return [sheet.title for sheet in sheets if sheet.title in self.book.rows]

    def look(self) -> Report:
        """What would become of it; nothing is written."""
        report, _incoming = self._checked()
        db.session.rollback()
        return report

    def take(self) -> Report:
        """Write it, or say every reason why not.

        It is checked first without the writer's lock, since that is long; and again under it,
        since meanwhile somebody may have written.
        """
        report = self.look()
        if report.faults:
            return report
        with writing_transaction():
            report, incoming = self._checked()
            if not report.faults:
                self._write(report, incoming)
        return report

    def _checked(self) -> tuple[Report, dict[str, list[Incoming]]]:
        report = Report(faults=list(self._read.faults), warnings=list(self._read.warnings))
        self.book.forget()
        _look_up(self.book)
        for title in self.titles:
            sheet = self.book.sheets[title]
            for row in self.book.rows[title]:
                _check(sheet, row, self.book, report)
        incoming: dict[str, list[Incoming]] = {}
        if not report.faults:
            for title in self.titles:
                incoming[title], report.taken[title] = _compared(self.book, title)
            for title, found in incoming.items():
                _check_closed(self.book.sheets[title], found, self.book, report)
        _sort(report)
        return report, incoming

    def _write(self, report: Report, incoming: Mapping[str, list[Incoming]]) -> None:
        for title in self.titles:
            sheet, rows = self.book.sheets[title], incoming[title]
            if rows:
                sheet.take_over(incoming=rows, book=self.book, by=self.by)
                _note_numbers(str(one.row.key) for one in rows)
            for one in rows:
                _record(sheet, one, self.by)
        for call in self.book.at_end:
            call()
        db.session.flush()
        counts = [
            f"{title}新增 {count.added}、更新 {count.changed}、相同 {count.same}"
            for title, count in report.taken.items()
        ]
        if any(count.added or count.changed for count in report.taken.values()):
            audit.record(
                verb="workbook.import",
                kind="workbook",
                key=self.digest,
                sentence=f"导入工作簿：{'；'.join(counts)}",
                by=self.by,
            )


def _not_yours(sheet: Sheet) -> Entry:
    who = "系统管理员" if sheet.door is not Permission.EXCHANGE_USE else "送解优办"
    message = f"工作表“{sheet.title}”由{who}导入，内容没有写入。"
    return Entry(sheet.title, None, "", "", message)


def _sort(report: Report) -> None:
    """By sheet in the order of the workbook, then by row."""
    places = {sheet.title: place for place, sheet in enumerate(sheets)}

    def place(entry: Entry) -> tuple[int, int]:
        return places.get(entry.sheet, len(places)), entry.row or 0

    report.faults.sort(key=place)
    report.warnings.sort(key=place)


def _look_up(book: Book) -> None:
    """One look for everything the file names, a few hundred keys a query."""
    wanted: dict[str, dict[Any, None]] = {
        title: dict.fromkeys(book.by_key.get(title, ())) for title in book.sheets
    }
    for own, rows in book.rows.items():
        for column in book.sheets[own].columns:
            named = [title for title in (column.refers, *column.mentions) if title in wanted]
            for title in named:
                for row in rows:
                    wanted[title].update(dict.fromkeys(_names(row.values.get(column.field))))
    for title, sheet in book.sheets.items():
        book.stored[title] = dict(sheet.existing(list(wanted[title]))) if wanted[title] else {}


def _names(value: Any) -> Sequence[Any]:
    if not value:
        return ()
    return value if isinstance(value, list) else (value,)


def _check(sheet: Sheet, row: Row, book: Book, report: Report) -> None:
    for name, message in _unknown(sheet, row, book):
        note(report.faults, sheet, row, name, message)
    for finding in sheet.check(row, book):
        if finding.field not in row.bad:
            entries = report.warnings if finding.warning else report.faults
            note(entries, sheet, row, finding.field, finding.message)
    if book.find(sheet.title, row.key) is None:
        for column in sheet.columns:
            name = column.field
            if column.phone and name in row.cells and name not in row.bad | set(row.values):
                message = "新增的行里是打码的号码，没有写入。"
                note(report.warnings, sheet, row, name, message)


def _unknown(sheet: Sheet, row: Row, book: Book) -> Iterator[tuple[str, str]]:
    """References to nobody, or to a row of this file whose key cannot be read."""
    for column in sheet.columns:
        if not column.refers:
            continue
        for key in _names(row.values.get(column.field)):
            title = column.refers
            if book.find(title, key) is not None or book.row(title, key) is not None:
                continue
            at_fault = book.unreadable.get(title, {}).get(str(key))
            if at_fault is not None:
                yield column.field, f"引用的{title}所在行有误（工作表“{title}”第 {at_fault} 行）。"
            else:
                yield column.field, f"没有“{str(key)[:40]}”：系统和本文件的“{title}”中都没有。"


def _check_closed(sheet: Sheet, incoming: Iterable[Incoming], book: Book, report: Report) -> None:
    """What is written newly refers to nothing that takes no more; what stands so stays."""
    for one in incoming:
        differ = {header for header, _old, _new in one.changes}
        for column in sheet.columns:
            named = one.row.values.get(column.field) if column.refers else None
            if not one.new and sheet.header(column.field) not in differ:
                continue
            for key in _names(named):
                reason = book.sheets[column.refers].closed(key, book)
                if reason is not None:
                    note(report.faults, sheet, one.row, column.field, reason)


def _compared(book: Book, title: str) -> tuple[list[Incoming], Count]:
    """The rows that are new or differ, and how many of each there are."""
    sheet, count, found = book.sheets[title], Count(), []
    for row in book.rows[title]:
        stored = book.find(title, row.key)
        if stored is None:
            count.added += 1
            found.append(Incoming(row, None, []))
            continue
        changes = list(_changes(sheet, row, stored))
        if changes:
            count.changed += 1
            found.append(Incoming(row, stored, changes))
        else:
            count.same += 1
    return found, count


def _changes(sheet: Sheet, row: Row, stored: Any) -> Iterator[tuple[str, str, str]]:
    for column in sheet.columns:
        if column.field not in row.values or column.field in sheet.key:
            continue
        old, new = column.get(stored), row.values[column.field]
        if isinstance(new, str) and isinstance(old, str) and new != old == _unmasked(new, old):
            del row.values[column.field]  # as a masked export shows it: unchanged
            continue
        if column.blank is not KEEP and column.blank is not None and old is None:
            old = column.blank
        if not same(old, new):
            words = _short(column.words(old)), _short(column.words(new))
            yield sheet.header(column.field), *words


def _unmasked(new: str, old: str) -> str:
    """What is stored, where the cell holds just that with its phone numbers masked."""
    return old if is_masked(new) and mask_phones_in(old) == new else new


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"


def _note_numbers(numbers: Iterable[str]) -> None:
    """Running numbers go on after the largest of their form that came in."""
    largest: dict[str, tuple[int, str]] = {}
    for number in numbers:
        match = _NUMBER.fullmatch(number)
        if match is not None and len(match[1]) <= 32:
            here = (int(match[2]), number)
            largest[match[1]] = max(largest.get(match[1], here), here)
    for prefix, (_value, number) in largest.items():
        take_number(prefix, number)


def _record(sheet: Sheet, one: Incoming, by: User | None) -> None:
    key = one.row.key
    name = " ".join(map(str, key)) if isinstance(key, tuple) else str(key)
    done = "导入" if one.new else "导入时更新"
    audit.record(
        verb=f"{sheet.kind}.take_over",
        kind=sheet.kind,
        key=name,
        sentence=f"{done}了{sheet.title}“{name}”",
        changes=[audit.Change(*change) for change in one.changes],
        by=by,
    )
