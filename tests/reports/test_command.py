"""`flask report` as an office person runs it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from assist.audit.models import AuditEvent
from assist.db import db
from assist.lib.periods import Period
from assist.reports.models import FilePart
from assist.reports.queries import files
from assist.reports.rules.chapters import ReportKind
from tests.reports.documents import lines, opened
from tests.reports.factories import frozen, logged, report
from tests.visits.factories import VisitFactory


def run(app: Flask, *args: str | Path) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["report", *map(str, args)])
    return result.exit_code, result.output


@pytest.mark.parametrize(
    "words, title",
    [
        (("year", "2025"), "洪江区科技和工业信息化局关于2025年度法治政府建设情况的报告"),
        (
            ("quarter", "2025Q4"),
            "洪江区科技和工业信息化局“送解优”专项行动工作简报（2025年第4季度）",
        ),
    ],
)
def test_it_writes_the_report_and_the_log_keeps_its_hash(
    app: Flask, tmp_path: Path, words: tuple[str, str], title: str
) -> None:
    out = tmp_path / "报告.docx"

    code, said = run(app, *words, "-o", out)

    assert (code, title in said) == (0, True)
    assert title in "".join(lines(opened(out.read_bytes())))
    newest = select(AuditEvent.sentence).order_by(AuditEvent.id.desc())
    sentence = db.session.scalars(newest).first() or ""
    assert f"导出《{title}》（按台账生成的草稿），SHA-256 " in sentence


def test_the_annex_comes_when_it_is_asked_for(app: Flask, tmp_path: Path) -> None:
    without, with_annex = tmp_path / "a.docx", tmp_path / "b.docx"
    run(app, "year", "2025", "-o", without)
    run(app, "year", "2025", "--annex", "-o", with_annex)

    assert "数据来源表" not in lines(opened(without.read_bytes()))
    assert "数据来源表" in lines(opened(with_annex.read_bytes()))


@pytest.mark.parametrize(
    "args, code, words",
    [
        ((), 2, "请写明报告和期间"),
        (("year",), 2, "请写明报告和期间"),
        (("month", "2025"), 2, "请写明报告和期间"),
        (("year", "25", "-o", "x.docx"), 2, "年度应写作2025。"),
        (("quarter", "2025Q5", "-o", "x.docx"), 2, "季度应写作2025Q4。"),
        (("year", "2025"), 2, "请用 -o 指定要写入的文件"),
        (("quarter", "2026Q1", "-o", "x.docx"), 2, "2026年第1季度还没有开始。"),
        (("year", "2025", "-o", "/no/such/folder/x.docx"), 1, "不能写入"),
    ],
)
def test_what_it_does_not_understand_it_says_in_chinese(
    app: Flask, args: tuple[str, ...], code: int, words: str
) -> None:
    found, said = run(app, *args)

    assert found == code
    assert words in said
    assert "Traceback" not in said


def test_it_prints_what_was_written_unless_a_new_draft_is_asked_for(
    app: Flask, tmp_path: Path
) -> None:
    row = report()
    row.chapters[-1].text = "（一）持续优化营商环境。这是写好的文稿。"
    db.session.commit()
    out, anew = tmp_path / "a.docx", tmp_path / "b.docx"

    _code, said = run(app, "year", "2025", "-o", out)
    run(app, "year", "2025", "--draft", "-o", anew)

    assert "已起草的文稿" in said
    assert "（一）持续优化营商环境。这是写好的文稿。" in lines(opened(out.read_bytes()))
    assert "（一）持续优化营商环境。这是写好的文稿。" not in lines(opened(anew.read_bytes()))


def test_it_gives_the_very_bytes_that_were_frozen(app: Flask, tmp_path: Path) -> None:
    frozen()
    out, again, annexed = tmp_path / "a.docx", tmp_path / "b.docx", tmp_path / "c.docx"
    _code, said = run(app, "year", "2025", "-o", out)
    VisitFactory()
    logged()
    run(app, "year", "2025", "-o", again)
    run(app, "year", "2025", "--annex", "-o", annexed)

    kept = files.frozen_bytes(ReportKind.YEARLY, Period.of_year(2025), FilePart.WORD)
    assert "已封账的文稿" in said
    assert out.read_bytes() == again.read_bytes() == kept
    assert "数据来源表" in lines(opened(annexed.read_bytes()))


def test_it_says_what_the_draft_still_lacks(app: Flask, tmp_path: Path) -> None:
    _code, said = run(app, "year", "2025", "-o", tmp_path / "a.docx")

    assert "必须更正" in said
    assert "“请写明原因”：还有待填写的内容。" in said


def test_a_period_that_still_runs_is_told_as_of_today(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "ASSIST_DAY", date(2025, 11, 20))

    run(app, "quarter", "2025Q4", "-o", tmp_path / "a.docx")

    text = "".join(lines(opened((tmp_path / "a.docx").read_bytes())))
    assert "截至2025年11月20日" in text
    assert "2025年12月31日" not in text
