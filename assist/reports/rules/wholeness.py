"""What a written text still lacks: gaps, marks cut through, claims without proof; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from assist.reports.rules.chapters import Chapter
from assist.reports.rules.marks import MarkKind, loose, marks, plain


@dataclass(frozen=True)
class Lack:
    """Something to set right: where it stands, what is wrong, what to do."""

    chapter_key: str
    sentence: str
    words: str
    what: str
    fix: str
    stops: bool


def lacks(chapters: Iterable[Chapter], proved: Collection[str]) -> Iterator[Lack]:
    """Everything that the text lacks, in its order."""
    for chapter in chapters:
        for line in chapter.text.split("\n"):
            yield from _in_line(chapter.key, line, proved)


def _in_line(key: str, line: str, proved: Collection[str]) -> Iterator[Lack]:
    said = plain(line)
    for mark in marks(line):
        if mark.kind is MarkKind.BLANK:
            yield Lack(key, said, mark.words, "还有待填写的内容", "写上内容并去掉标记", True)
        elif mark.kind is MarkKind.PROOF and mark.words not in proved:
            fix = "上传佐证材料，或者改写这句话"
            yield Lack(key, said, mark.words, "没有台账，需要人工佐证", fix, True)
    if loose(line):
        yield Lack(key, said, "〖〗", "数字标记被截断", "补全标记，或者删去多余的括号", True)
