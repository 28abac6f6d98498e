"""勾稽: each kind of fault is found with its words and a fix; a clean text has none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from assist.lib.figures import Figure, Value
from assist.lib.periods import Period
from assist.reports.catalogue import BY_KEY, BY_LABEL
from assist.reports.queries.consistency import faults as faults_of
from assist.reports.queries.drafts import draft, title_of
from assist.reports.rules.chapters import Chapter, ReportKind
from assist.reports.rules.consistency import Checked, Fault, faults
from assist.reports.rules.marks import MarkKind, marks
from tests.reports.example import HERE, take_example_year

YEAR = Period.of_year(2025)
BUREAU = "洪江区科技和工业信息化局"
LEAD = "现将截至2025年12月31日的有关情况报告如下："
EXPECTED = json.loads((HERE / "2025-figures.json").read_text(encoding="utf-8"))["figures"]


def value_of(figure: Figure, _period: Period) -> Value:
    """The example year's values as rules see them."""
    value = EXPECTED.get(figure.key, 0)
    if isinstance(value, str):
        return date.fromisoformat(value)
    if figure.money:
        return int(value * 100)
    return Decimal(repr(value)) if isinstance(value, float) else value


def check(text: str, **more: Any) -> list[Fault]:
    known: dict[str, Any] = {
        "chapters": [Chapter("lead", "", LEAD), Chapter("service", "四、服务", text)],
        "kind": ReportKind.YEARLY,
        "period": YEAR,
        "bureau": BUREAU,
        "by_label": BY_LABEL,
        "by_key": BY_KEY,
        "value_of": value_of,
        "counted": lambda _figure, _period: 1,
        "tables": ("按类别",),
        "charts": ("按月份",),
        "secret": ("机密", "秘密"),
    }
    return faults(Checked(**known | more))


def words(found: Sequence[Fault]) -> list[str]:
    return [fault.words for fault in found]


CLEAN = (
    "（一）联企走访。入企走访〖103次｜上门走访〗，依照《中华人民共和国保守国家秘密法》办理。\n"
    "〖表｜按类别〗\n〖图｜按月份〗\n受理信访事项〖14件｜收到信访〗，其中热线〖11件｜12345热线信访〗、"
    "交办〖2件｜交办信访〗、复查〖1件｜复查信访〗。"
)


def test_a_clean_text_has_no_fault() -> None:
    assert check(CLEAN, title=f"{BUREAU}的报告", signer=BUREAU) == []


@pytest.mark.parametrize(
    "text, found, fix, stops",
    [
        ("走访〖103次｜上门走访。", "走访〖103次｜上门走访。", "恢复整个标记", True),
        ("原因是〖请写明原因｜待填写〗。", "请写明原因", "替换这处标记", True),
        ("〖率先在全市｜需人工佐证〗完成。", "率先在全市", "上传佐证材料", True),
        ("走访〖103次｜没有这个〗。", "103次", "改正指标名称", True),
        ("〖表｜没有这个〗", "没有这个", "改正名称", True),
        ("〖图｜没有这个〗", "没有这个", "改正名称", True),
        ("截至目前已完成。", "截至目前", "截至2025年12月31日", True),
        ("截止2025年6月完成。", "截止", "截至", False),
        ("于2025年03月04日完成。", "2025年03月", "2025年3月", False),
        ("参加88人/次。", "人/次", "人次", False),
        ("开展活动十五次。", "十五次", "15次", False),
        ("新增两名同志。", "两名", "2名", False),
        ("共计清理欠款179笔。", "共计清理欠款", "存量欠款共", False),
        ("完成任务,成效明显。", "完成任务,成效明显。", "完成任务，成效明显。", False),
        ("制定了方案（2025年。", "（", "补上", True),
        ("制定了方案》。", "》", "补上", True),
        ("制定了方案(2025年。", "(", "补上", True),
        ("制定了方案2025年)。", ")", "补上", True),
        ('开展"送解优行动。', '"', "补上", True),
        ("化解率120%。", "120%", "核对分子和分母", True),
        ("解决〖25件｜解决问题〗，收集〖24件｜收集问题〗。", "25件", "核对两个数字", True),
        ("清零〖180笔｜清零笔数〗，存量〖179笔｜存量欠款笔数〗。", "180笔", "核对两个数字", True),
        ("联系电话13800001234。", "13800001234", "遮盖", False),
        ("联系电话0745-1234567。", "0745-1234567", "遮盖", False),
        ("身份证号431202199001011234。", "431202199001011234", "遮盖", False),
        ("该件属机密。", "机密", "保密审查", False),
        ("洪江区科技和工业信息化牵头。", "洪江区科技和工业", BUREAU, True),
        ("走访〖104次｜上门走访〗。", "104次", "改为103家次", False),
        ("整改率〖104%｜隐患整改率〗。", "104%", "核对后改为", True),
        ("信访〖14件｜收到信访〗，热线〖12件｜12345热线信访〗。", "14件", "核对总数", True),
        ("排查〖16条｜排查安全隐患〗，整改〖17条｜整改安全隐患〗。", "17条", "核对两个数字", True),
        ("走访〖103次｜上门走访〗，共〖104次｜上门走访〗。", "104次", "改为同一数字", True),
        ("走访〖103次｜上门走访〗，共〖103家次｜上门走访〗。", "103家次", "统一写作", False),
    ],
)
def test_each_fault_is_found_with_its_fix(text: str, found: str, fix: str, stops: bool) -> None:
    matching = [fault for fault in check(text) if fault.words == found and fix in fault.fix]

    assert [fault.stops for fault in matching] == [stops]
    assert matching[0].chapter_key == "service"
    assert matching[0].what.endswith("。")


def test_a_claim_with_an_attachment_is_proved() -> None:
    text = "〖率先在全市｜需人工佐证〗完成。"

    assert check(text, proved={"率先在全市"}) == []


def test_a_figure_without_records_stops() -> None:
    found = check("走访〖103次｜上门走访〗。", counted=lambda _figure, _period: 0)

    assert [(fault.words, fault.stops) for fault in found] == [("103次", True)]


@pytest.mark.parametrize(
    "text, key, value",
    [
        ("提前完成了2025年度的既定还款目标。", "arrears.plan_met_on", None),
        ("提前完成了2025年度的既定还款目标。", "arrears.plan_met_on", date(2025, 12, 31)),
        ("率先完成50万元以下欠款清零任务。", "arrears.small_open_count", 3),
        ("排查的隐患全部整改。", "safety.rectified", 15),
        ("信访事项均已妥善化解。", "petition.solved_rate", Decimal("0.5")),
    ],
)
def test_a_claim_that_the_ledger_refutes_stops(text: str, key: str, value: Value) -> None:
    def refuting(figure: Figure, period: Period) -> Value:
        return value if figure.key == key else value_of(figure, period)

    assert [fault.stops for fault in check(text, value_of=refuting)] == [True]


def test_rough_words_agree_with_the_ledger_and_with_exact_ones() -> None:
    assert check("走访〖百余次｜上门走访〗，共〖103次｜上门走访〗。") == []


@pytest.mark.parametrize(
    "text", ["三会一课、两个维护、四个意识。", "第二次会议，一次性办结。", "百余次。"]
)
def test_numerals_that_count_nothing_are_left_alone(text: str) -> None:
    assert words(check(text)) == []


def test_a_report_without_a_cut_off_day_stops() -> None:
    found = check("正文。", chapters=[Chapter("lead", "", "现将情况报告如下。")])

    assert [fault.fix for fault in found] == ["在导语中写明“截至2025年12月31日”。"]


def test_title_and_signature_need_the_whole_name() -> None:
    found = check("正文。", title="区科工局的报告", signer="洪江区科技和工业信息化")

    assert words(found) == ["区科工局的报告", "洪江区科技和工业信息化"]


def test_the_slips_of_the_real_report_are_found() -> None:
    """domain 4.1: what the published report itself got wrong."""
    text = (
        "制定了洪江区清理拖欠企业账款三年攻坚行动方案（2025-2027年）》，共计清理欠款179笔。\n"
        "截至目前，开展专项行动专场活动十五次，解决问题20条。参加检查人数88人/次。"
    )
    found = check(text, signer="洪江区科技和工业信息化")

    assert {"》", "共计清理欠款", "截至目前", "十五次", "人/次", "洪江区科技和工业信息化"} == set(
        words(found)
    )


def test_the_base_date_is_no_cut_off_day() -> None:
    found = check(
        "截至2024年6月30日的欠款。", chapters=[Chapter("lead", "", "截至2024年6月30日。")]
    )

    assert [fault.fix for fault in found] == ["在导语中写明“截至2025年12月31日”。"]


def test_what_was_collected_before_may_be_solved_now() -> None:
    ledger = {"problem.solved": Decimal(4), "problem.collected": Decimal(3)}

    def quarter(figure: Figure, period: Period) -> Value:
        return ledger.get(figure.key) or value_of(figure, period)

    assert check("解决〖4件｜解决问题〗，收集〖3件｜收集问题〗。", value_of=quarter) == []


@pytest.mark.parametrize(
    "text",
    ["1)加强领导。", "完成率107%。", "增长率120%。", "送“解”优（一)好。", "化解率100%。"],
)
def test_what_only_looks_like_a_fault_stops_nothing(text: str) -> None:
    assert [fault for fault in check(text) if fault.stops] == []


BROKEN = [
    ("〖103次｜上门走访〗", "105次", "105次", "103家次"),
    ("〖16条｜整改安全隐患〗", "15条", "15条", "16条"),
    ("〖10170万元｜累计还款〗", "10710万元", "10710万元", "10170万元"),
    ("〖11件｜12345热线信访〗", "10件", "10件", "11件"),
]


@pytest.mark.parametrize("mark, typed, words, ledger", BROKEN)
def test_a_number_typed_over_its_mark_is_still_held_against_the_ledger(
    app: Flask, mark: str, typed: str, words: str, ledger: str
) -> None:
    take_example_year()
    chapters = draft(ReportKind.YEARLY, YEAR)
    assert any(mark in one.text for one in chapters)
    changed = [replace(one, text=one.text.replace(mark, typed)) for one in chapters]

    found = [fault for fault in faults_of(changed, ReportKind.YEARLY, YEAR) if ledger in fault.fix]

    assert [(fault.words, fault.stops) for fault in found] == [(words, False)]
    assert words in found[0].sentence
    assert found[0].chapter_key == next(one.key for one in chapters if mark in one.text)


@pytest.mark.parametrize(
    "kind, slug",
    [("yearly", "2025"), *(("quarterly", f"2025Q{number}") for number in (1, 2, 3, 4))],
)
def test_a_draft_lacks_only_what_people_have_to_give(app: Flask, kind: str, slug: str) -> None:
    take_example_year()
    report, period = ReportKind(kind), Period.parse(slug)
    chapters = draft(report, period)
    asked = [
        mark.words
        for one in chapters
        for mark in marks(one.text)
        if mark.kind in (MarkKind.PROOF, MarkKind.BLANK)
    ]

    found = faults_of(chapters, report, period, title=title_of(report, period), signer=BUREAU)

    assert sorted(words(found)) == sorted(asked)
    assert all(fault.stops for fault in found)
