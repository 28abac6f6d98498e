"""Workbooks for tests: the sheets of a small bureau, of which a test changes what it is about."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from assist.exchange.actions import Import
from assist.exchange.queries import Exported
from assist.exchange.rules import Report
from assist.lib.sheets import Column, Sheet, write_workbook
from tests.enterprises.factories import credit_code

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "2025.xlsx"
TODAY = date(2025, 12, 31)
CODE, OTHER = credit_code(1), credit_code(2)

Rows = dict[str, list[dict[str, Any]]]

SMALL: Rows = {
    "单位": [
        {"单位名称": "区级领导", "类别": "区领导"},
        {"单位名称": "区财政局", "类别": "区直部门"},
        {"单位名称": "区税务局", "类别": "区直部门"},
    ],
    "干部": [
        {"账号": "ld", "姓名": "领导", "单位": "区级领导", "角色": "区领导"},
        {
            "账号": "lx",
            "姓名": "联络",
            "单位": "区财政局",
            "角色": "联企干部、承办人",
            "手机": "13900001000",
        },
        {"账号": "qt", "姓名": "其他", "单位": "区税务局", "角色": "联企干部"},
    ],
    "企业": [
        {
            "统一社会信用代码": CODE,
            "企业名称": "甲公司",
            "联系人": "李四",
            "联系电话": "13600000000",
            "重点企业年度": "2024、2025",
        },
        {"统一社会信用代码": OTHER, "企业名称": "乙公司"},
    ],
    "结对": [
        {
            "统一社会信用代码": CODE,
            "联系领导": "ld",
            "牵头部门": "区财政局",
            "联络员": "lx",
            "开始日期": date(2025, 1, 1),
        }
    ],
    "政策": [{"文号": "政1号", "标题": "措施"}],
    "走访": [
        {
            "走访编号": "ZF-0001",
            "统一社会信用代码": CODE,
            "日期": date(2025, 3, 4),
            "方式": "上门走访",
            "走访人员": "lx",
            "走访情况": "正常生产",
            "推送政策": "政1号",
        }
    ],
    "问题": [
        {
            "问题编号": "WT-0007",
            "统一社会信用代码": CODE,
            "登记日期": date(2025, 3, 4),
            "来源": "走访",
            "来源编号": "ZF-0001",
            "类别": "融资",
            "标题": "续贷",
            "诉求内容": "请协调续贷",
            "主办单位": "区税务局",
            "交办日期": date(2025, 3, 5),
        }
    ],
}


def small() -> Rows:
    """A bureau of its own for each test."""
    return deepcopy(SMALL)


def packed(rows: Rows) -> bytes:
    """The sheets as the bytes of a workbook."""
    stream = BytesIO()
    write_workbook(
        stream,
        [
            Sheet(title, [Column(name) for name in names(lines)], values(lines))
            for title, lines in rows.items()
        ],
    )
    return stream.getvalue()


def names(lines: list[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for line in lines for name in line))


def values(lines: list[dict[str, Any]]) -> list[list[Any]]:
    return [[line.get(name) for name in names(lines)] for line in lines]


def take(rows: Rows | bytes, **options: Any) -> Report:
    """Import what is given."""
    content = rows if isinstance(rows, bytes) else packed(rows)
    return Import(content, on=TODAY, **options).take()


def faults(rows: Rows) -> list[tuple[str, int | None, str, str]]:
    """Sheet, row, column and message of every fault."""
    return [(e.sheet, e.row, e.column, e.message) for e in take(rows).faults]


def exported(**options: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Every cell of an export, by sheet."""
    stream = BytesIO()
    Exported(**options).write(stream)
    book = openpyxl.load_workbook(stream)
    return {sheet.title: list(sheet.values) for sheet in book}
