"""How well an enterprise is looked after: what a month's cell says and what stands out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assist.lib.enums import Labelled

#: From how many 上门走访 within the window on it is too much for an enterprise.
OFTEN = 2
#: The darkest shade of a cell.
DARKEST = 4


class Mark(Labelled):
    """What stands out of an enterprise's year."""

    UNPAIRED = "unpaired", "未结对"
    NEVER = "never", "本年没有联系"
    SILENT = "silent", "很久没联系"
    QUIET = "quiet", "近期没联系"
    OFTEN = "often", "上门偏多"

    @property
    def tone(self) -> str:
        """The colour of its word."""
        return {"unpaired": "danger", "never": "danger", "silent": "danger"}.get(
            self.value, "warning"
        )


@dataclass(frozen=True)
class Cell:
    """One month of one enterprise: 上门走访 apart from every other contact."""

    month: int
    visits: int = 0
    others: int = 0
    coming: bool = False
    href: str = ""

    @property
    def words(self) -> str:
        """For who cannot see the picture."""
        if self.coming:
            return f"{self.month}月：未到"
        said = [f"上门 {self.visits} 次"] if self.visits else []
        said += [f"其他联系 {self.others} 次"] if self.others else []
        return f"{self.month}月：" + ("，".join(said) or "没有联系")


def shade(cell: Cell) -> int:
    """How dark a month is drawn; the numbers say the same."""
    return min(2 * cell.visits + cell.others, DARKEST)


def each(visits: int, enterprises: int) -> str:
    """How many that is for each enterprise, to one place."""
    return f"{visits / enterprises:.1f}" if enterprises else "—"


def marks_of(
    *, paired: bool, last: date | None, recent: int, ref: date, short: int, long: int
) -> list[tuple[Mark, str]]:
    """What stands out, with its words; `last` is the last contact up to the day `ref`."""
    found = [] if paired else [(Mark.UNPAIRED, Mark.UNPAIRED.label)]
    days = (ref - last).days if last else None
    if days is None:
        found.append((Mark.SILENT, "还没有联系记录"))
    elif days >= long:
        found.append((Mark.SILENT, f"{days} 天没有联系"))
    elif days >= short:
        found.append((Mark.QUIET, f"{days} 天没有联系"))
    if recent >= OFTEN:
        found.append((Mark.OFTEN, f"近 {short} 天上门 {recent} 次"))
    return found
