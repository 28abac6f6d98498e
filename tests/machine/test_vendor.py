"""What others wrote is here as its table says: version, licence, no map that is missing."""

from __future__ import annotations

import re
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[2] / "static" / "vendor"
ROW = re.compile(r"\| `([^`]+)` \|[^|]*\| ([\d.]+) \| [\w.-]+ \(`([^`]+)`\) \| npm `[^`]+`", re.M)


def table() -> list[tuple[str, str, str]]:
    return ROW.findall((VENDOR / "README.md").read_text(encoding="utf-8"))


def test_table_names_every_file() -> None:
    named = {"README.md"} | {path for file, _, licence in table() for path in (file, licence)}

    found = {str(path.relative_to(VENDOR)) for path in VENDOR.rglob("*") if path.is_file()}
    assert found == named


def test_folder_is_named_after_the_version() -> None:
    assert table()
    assert [file.split("/")[0].rpartition("-")[2] for file, _, _ in table()] == [
        version for _, version, _ in table()
    ]


def test_no_file_asks_for_a_map_that_is_not_here() -> None:
    asking = [
        path.name
        for path in VENDOR.rglob("*")
        if path.suffix in {".js", ".css"} and "sourceMappingURL" in path.read_text("utf-8")
    ]

    assert asking == []
