"""Text for the work group: counts, numbers and units; names only where they were asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

from assist.lib.deadlines import Light


def group_text(what: str, lines: Sequence[Any], on: date, more: bool, named: bool) -> str:
    """What the board's filters found, to be pasted into a chat: no contact, no petition, and no
    enterprise's name unless `named`."""
    late = sum(line.light == Light.RED.value for line in lines)
    soon = sum(line.light == Light.AMBER.value for line in lines)
    count = f"{len(lines)} 件以上" if more else f"{len(lines)} 件"
    said = [
        f"【问题办理情况】{on.year}年{on.month}月{on.day}日",
        f"范围：{what}，共 {count}，其中超期 {late} 件、临期 {soon} 件。",
    ]
    units = Counter(line.holder for line in lines if line.state.is_open)
    if units:
        each = "、".join(f"{name} {number} 件" for name, number in units.most_common())
        said.append(f"现由：{each}。")
    said += [_line(n, line, named) for n, line in enumerate(lines, 1)]
    if more:
        said.append("其余请到系统查看。")
    return "\n".join(said)


def _line(place: int, line: Any, named: bool) -> str:
    who = f"{line.enterprise}，" if named else ""
    stuck = f"，{line.stuck}" if line.stuck else ""
    return (
        f"{place}. {line.number}，{who}{line.category}，{line.state.label}，"
        f"{line.holder}，{line.clock}{stuck}"
    )
