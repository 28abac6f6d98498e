"""Drawings as pictures: the SVG of a page as a PNG for a document."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from shutil import which
from xml.sax.saxutils import escape

#: Chinese fonts by the names that systems know them under, the clearest for small words first.
KNOWN = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "PingFang SC",
    "Noto Serif CJK SC",
    "FandolHei",
    "SimSun",
    "FangSong_GB2312",
    "AR PL UMing CN",
)
_PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30" width="40" height="30" '
    'font-size="20"><text x="4" y="22">{}</text></svg>'
)
_VIEW = re.compile(r'viewBox="0 0 (\d+) (\d+)"')


def png(svg: str, width: int, folders: Sequence[Path] = ()) -> bytes | None:
    """The drawing on white, `width` pixels wide; None where no font can write Chinese.

    Fonts are the system's and those in `folders`.
    """
    named = tuple(str(folder) for folder in folders if folder.is_dir())
    family = _family(named)
    if family is None:
        return None
    view = _VIEW.search(svg)
    if view is None:
        raise ValueError("the drawing does not say how large it is")
    height = width * int(view[2]) // int(view[1])
    return _drawn(svg, family, named, width=width, height=height)


def with_legend(svg: str, entries: Sequence[tuple[str, str]]) -> str:
    """The drawing with a line above it that says which colour is what."""
    view = _VIEW.search(svg)
    if view is None or len(entries) < 2:
        return svg
    wide, tall = int(view[1]), int(view[2])
    parts = []
    for place, (words, colour) in enumerate(entries):
        x = 8 + place * 150
        parts.append(
            f'<rect x="{x}" y="8" width="14" height="14" fill="{colour}"/>'
            f'<text x="{x + 20}" y="20" fill="#334155">{escape(words)}</text>'
        )
    inside = svg[svg.index(">", view.end()) + 1 : svg.rindex("</svg>")]
    start = svg[: svg.index(">", view.end()) + 1]
    start = start.replace(view[0], f'viewBox="0 0 {wide} {tall + 30}"')
    return f'{start}{"".join(parts)}<g transform="translate(0 30)">{inside}</g></svg>'


@cache
def _family(folders: tuple[str, ...]) -> str | None:
    """The first font that draws two Chinese characters differently: no empty boxes, no blanks."""
    for family in (*KNOWN, *_in_folders(folders), *_by_fontconfig()):
        one, other = (_drawn(_PROBE.format(sign), family, folders) for sign in "中文")
        if one != other:
            return family
    return None


def _drawn(
    svg: str,
    family: str,
    folders: tuple[str, ...],
    width: int | None = None,
    height: int | None = None,
) -> bytes:
    # The renderer's library takes 30 ms to load, which only documents with pictures need.
    import resvg_py

    drawn: bytes = resvg_py.svg_to_bytes(
        svg_string=svg,
        font_family=family,
        font_dirs=list(folders),
        background="#ffffff",
        width=width,
        height=height,
    )
    return drawn


def _in_folders(folders: tuple[str, ...]) -> Iterator[str]:
    """The families of the font files that somebody has put there."""
    from PIL import ImageFont  # loads its own libraries, only where fonts were added by hand

    for folder in folders:
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix.lower() in {".ttf", ".otf", ".ttc"}:
                name = ImageFont.truetype(str(path)).getname()[0]
                if name:
                    yield name


def _by_fontconfig() -> Iterator[str]:
    """The families that the system says can write Chinese, where it can be asked."""
    command = which("fc-list")
    if command is None:
        return
    asked = subprocess.run(  # noqa: S603 - a fixed question to the system's own program
        [command, ":lang=zh", "family"], capture_output=True, text=True, check=False, timeout=10
    )
    for line in sorted(asked.stdout.splitlines()):
        yield line.split(",")[0].strip()
