"""Rows in a file: as many as one likes, in their order, gone at the end."""

from __future__ import annotations

import tracemalloc
from io import BytesIO
from zipfile import ZipFile

import pytest
from zipstream import ZipStream

from assist.lib.spool import IN_MEMORY, Directory, Spool


def test_rows_come_back_in_order_and_more_may_follow() -> None:
    with Spool() as spool:
        assert (list(spool), len(spool)) == ([], 0)
        spool.append("企业档案/甲\n乙.docx", 3)
        assert list(spool) == [("企业档案/甲\n乙.docx", 3)]
        spool.append("二", 4)
        assert [row[0] for row in spool] == ["企业档案/甲\n乙.docx", "二"]
    assert len(spool) == 2
    with pytest.raises(ValueError, match="closed"):
        list(spool)


def test_many_rows_take_no_memory() -> None:
    tracemalloc.start()
    with Spool() as spool:
        for number in range(20_000):
            spool.append(f"附件/问题/{number}.png", number)
        assert sum(1 for _ in spool) == 20_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * IN_MEMORY


def test_a_zip_of_many_members_is_whole_and_its_directory_takes_no_memory() -> None:
    """The library is asked nothing but what it still does: when it keeps its list elsewhere, this
    grows again."""
    made, target = ZipStream(), BytesIO()
    tracemalloc.start()
    with Directory() as made._filelist:
        for number in range(5_000):
            made.add(b"x", f"{number}.txt")
            for piece in made.all_files():
                target.write(piece)
        for piece in made.finalize():
            target.write(piece)
    peak = tracemalloc.get_traced_memory()[1] - len(target.getvalue())
    tracemalloc.stop()
    with ZipFile(target) as packed:
        assert packed.testzip() is None
        assert packed.namelist() == [f"{number}.txt" for number in range(5_000)]
    assert peak < 2**20
