"""Reading an old .xls in a process of its own, because a crafted one ends the process it is in."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from assist.lib.sheets.package import MAX_CELLS, Cell, Damaged, Lines, TooLarge

# Without a packed form there is nothing to unpack: this is more than any ledger of the old kind.
MAX_OLD_FILE = 16 * 2**20
_PATIENCE = 90
_CHILD = Path(__file__).with_name("old_child.py")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def old_sheets(content: bytes) -> Iterator[tuple[str, Lines]]:
    """Give the sheets of an .xls; a file that brings the reader down is a damaged one.

    The reader trusts the sizes that a record declares and aborts where memory does not suffice.
    """
    if _ENCRYPTED in content:
        raise Damaged("工作簿设有打开密码，请去除密码后再上传")
    if len(content) > MAX_OLD_FILE:
        raise TooLarge("工作簿过大，请另存为.xlsx文件后再上传")
    try:
        # Our own interpreter and file, no shell; the content goes in by the pipe.
        child = subprocess.run(  # noqa: S603
            [sys.executable, "-I", str(_CHILD), str(MAX_CELLS)],
            input=content,
            capture_output=True,
            check=True,
            timeout=_PATIENCE,
        )
        found = json.loads(child.stdout)
    except (subprocess.SubprocessError, ValueError):
        raise Damaged("工作簿已损坏或不完整，请用Excel另存为.xlsx文件后再上传") from None
    if found == "too large":
        raise TooLarge("工作表的范围过大，请删去远处多余的单元格后再上传")
    for name, lines in found:
        yield name, [[_decoded(cell) for cell in line] for line in lines]


def _decoded(cell: str | int | float | bool | dict[str, str]) -> Cell:
    if not isinstance(cell, dict):
        return cell
    if "day" in cell:
        return date.fromisoformat(cell["day"])
    return datetime.fromisoformat(cell["moment"])
