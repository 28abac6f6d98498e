"""`flask report` as an office person runs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from assist.audit.models import AuditEvent
from assist.db import db
from tests.reports.documents import lines, opened


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
