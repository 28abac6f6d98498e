"""保密审查 finds numbers of phones and cards and listed words, and shows no number whole."""

from __future__ import annotations

import pytest

from assist.reports.rules.secrecy import found

LISTED = ["机密", "内部资料"]


@pytest.mark.parametrize(
    "text,expected",
    [
        ("联系人张三，电话13874512345。", ["手机号码138****2345"]),
        ("电话：１３８７４５１２３４５", ["手机号码138****2345"]),
        ("138 7451 2345", ["手机号码138****2345"]),
        ("值班电话0745-7623456", ["电话号码0745-762****"]),
        ("身份证11010519491231002X", ["身份证号110105********002X"]),
        ("编号110105194912310021", []),
        ("统一社会信用代码91431200MA4L1CAB3X，还款10170万元，12月31日", []),
        ("本件属机密，见内部资料", ["“机密”", "“内部资料”"]),
        ("依照《中华人民共和国保守机密法》审查", []),
        ("", []),
    ],
)
def test_what_is_found(text: str, expected: list[str]) -> None:
    assert found(text, LISTED) == expected
