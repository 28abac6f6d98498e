"""Charts open the records behind each bar, and repeat their numbers in a table."""

import re

import pytest

from tests.web.drawing import LONG, use


def test_bars_open_their_records() -> None:
    rows = [
        ("融资", 12, "/problems?category=1"),
        (LONG, 6, "/problems?category=2"),
        ("清欠", 0, "/problems?category=3"),
    ]
    html = use("chart_bars", "{{ chart_bars('按类别', rows) }}", rows=rows)

    drawing = html[html.index("<svg") : html.index("</svg>")]
    assert re.findall(r'<a href="([^"]+)"', drawing) == [row[2] for row in rows]
    assert f"<title>{LONG}：6</title>" in drawing
    assert f"{LONG[:7]}…</text>" in drawing
    assert 'aria-label="按类别"' in drawing
    widths = [float(w) for w in re.findall(r'<rect class="bar[^>]*width="([\d.]+)"', drawing)]
    assert widths == pytest.approx([widths[0], widths[0] / 2, 2], abs=0.2)


def test_bars_repeat_their_numbers_in_a_table() -> None:
    html = use("chart_bars", "{{ chart_bars('按类别', [('融资', 2, '/p', '2件')]) }}")

    table = html[html.index("<details") :]
    assert "数据表" in table
    assert re.search(r'<a href="/p">融资</a></th><td class="num">2件</td>', table)


def test_columns_open_their_records_in_both_series() -> None:
    series = [("收集", [(3, "/a1"), (0, "/a2")]), ("解决", [(6, "/b1"), (2, "/b2")])]
    html = use(
        "chart_columns", "{{ chart_columns('各月', series, ['1月', '2月']) }}", series=series
    )

    drawing = html[html.index("<svg") : html.index("</svg>")]
    assert re.findall(r'<a href="([^"]+)" aria-label="([^"]+)"', drawing) == [
        ("/a1", "1月收集：3"),
        ("/b1", "1月解决：6"),
        ("/a2", "2月收集：0"),
        ("/b2", "2月解决：2"),
    ]
    heights = [float(h) for h in re.findall(r'class="bar [^>]*height="([\d.]+)"', drawing)]
    assert heights == [75, 150, 1, 50]


@pytest.mark.parametrize(
    "macro, call",
    [
        ("chart_bars", "chart_bars('图', [])"),
        ("chart_columns", "chart_columns('图', [], [])"),
        ("chart_columns", "chart_columns('图', [('收集', [(0, '/')])], ['1月'])"),
        ("chart_progress", "chart_progress('图', 0, 0, '')"),
    ],
)
def test_chart_of_nothing_says_so(macro: str, call: str) -> None:
    assert "暂无数据" in use(macro, "{{ " + call + " }}")


@pytest.mark.parametrize("value, width", [(0, None), (14, "296.5"), (20, "360.0")])
def test_progress_never_leaves_its_track(value: int, width: str | None) -> None:
    html = use("chart_progress", "{{ chart_progress('办结率', v, 17, '说明', '/p') }}", v=value)

    assert re.findall(r'class="bar" width="([\d.]+)"', html) == ([width] if width else [])
    assert '<a class="chart-link" href="/p" aria-label="办结率：说明">' in html
