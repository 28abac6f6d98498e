"""Every debt that a file touches, with all its movements: never more paid than was owed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from assist.arrears import rules
from assist.arrears.models import Debt, Way
from assist.arrears.queries.sums import movements
from assist.db import db
from assist.lib.days import chinese_day
from assist.lib.money import yuan
from assist.web.sheet import Book, Row, chunks

DEBTS, REPAYMENTS, ADJUSTMENTS, PLANS = "欠款", "还款", "清欠调整", "清欠计划"
Fault = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """A movement: its day, what it does to the balance, and its row where the file brings it."""

    on: date
    effect: int
    title: str = ""
    row: int = 0


class Balances:
    """The debts of a file as they will stand, and what is wrong with them."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.lines: dict[str, list[Line]] = defaultdict(list)
        self.faults: dict[tuple[str, int], list[Fault]] = defaultdict(list)
        self._read_file()
        touched = {*self.lines, *book.by_key.get(DEBTS, {})}
        self._read_stored(str(number) for number in touched)
        for number in sorted(map(str, touched)):
            self._check(number)

    def of(self, title: str, row: Row) -> Iterable[Fault]:
        """Field and message of what is wrong with a row."""
        return self.faults.get((title, row.number), ())

    def balance(self, number: str, owed: int) -> int:
        """What is left once the whole file is in."""
        return owed + sum(line.effect for line in self.lines.get(number, ()))

    def _read_file(self) -> None:
        for title in (REPAYMENTS, ADJUSTMENTS):
            for row in self.book.rows.get(title, ()):
                values = row.values
                on, amount, debt = values.get("on"), values.get("amount"), values.get("debt")
                if self.book.find(title, row.key) is not None or not (on and amount and debt):
                    continue
                adds = title == ADJUSTMENTS or values.get("way") is Way.REVERSAL
                line = Line(on, amount if adds else -amount, title, row.number)
                self.lines[debt].append(line)

    def _read_stored(self, numbers: Iterable[str]) -> None:
        every = movements()
        statement = select(Debt.number, every.c.day, every.c.effect).join(
            Debt, Debt.id == every.c.debt_id
        )
        for some in chunks(numbers):
            for number, day, effect in db.session.execute(statement.where(Debt.number.in_(some))):
                self.lines[number].append(Line(day, effect))

    def _check(self, number: str) -> None:
        owed = self.book.value(DEBTS, number, "owed")
        if not owed:
            return
        lines = list(self.lines.get(number, ()))
        if self.book.value(DEBTS, number, "void") and sum(line.effect for line in lines):
            self._blame_void(number)
        while (below := rules.first_below_zero(owed, lines)) is not None:
            over = f"超过余额：{chinese_day(below.on)}将多出 {yuan(-below.balance):f} 元。"
            guilty = max(self._lowering(lines, below.on), key=_last, default=None)
            if guilty is None:
                self._blame_debt(number, "owed", f"还款{over}")
                return
            self.faults[guilty.title, guilty.row].append(("amount", over))
            lines.remove(guilty)

    @staticmethod
    def _lowering(lines: list[Line], until: date) -> Iterator[Line]:
        return (line for line in lines if line.title and line.effect < 0 and line.on <= until)

    def _blame_void(self, number: str) -> None:
        self._blame_debt(number, "void", "已有还款或调整的欠款不能作废，请先冲销。")
        for line in self.lines[number]:
            if line.title:
                self.faults[line.title, line.row].append(("debt", "这笔欠款已作废。"))

    def _blame_debt(self, number: str, name: str, message: str) -> None:
        row = self.book.row(DEBTS, number)
        if row is not None:
            self.faults[DEBTS, row.number].append((name, message))


def _last(line: Line) -> tuple[date, str, int]:
    return line.on, line.title, line.row
