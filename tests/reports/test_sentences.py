"""Sentences follow the ledgers: what is zero, missing or different is told as it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from assist.lib.figures import Figure, Value
from assist.lib.periods import Period
from assist.reports.catalogue import BY_KEY
from assist.reports.rules import quarterly, yearly
from assist.reports.rules.facts import Case, Facts, Ledger, Names, Task, roughly, together
from assist.reports.rules.marks import MarkKind, marks, plain
from tests.reports.test_consistency import value_of as example

NAMES = Names("某县工业和信息化局", "企业服务年", "县委", "县政府", "局党组书记、局长张三")


def told(kind: Any = yearly, slug: str = "2025", **more: Any) -> str:
    """The whole text of a period, with some values and facts other than the example year's."""
    values: dict[str, Value] = more.pop("values", {})

    def value_of(figure: Figure, period: Period) -> Value:
        return values[figure.key] if figure.key in values else example(figure, period)

    facts = Facts(
        period=Period.parse(slug),
        names=more.pop("names", NAMES),
        figures=BY_KEY,
        value_of=value_of,
        ledger=Ledger(**more.pop("ledger", {})),
        **more,
    )
    return "\n".join(f"{one.title}\n{one.text}" for one in kind.chapters(facts))


def test_the_names_are_those_of_the_settings() -> None:
    text = told()

    assert "在县委、县政府的正确领导下" in text
    assert "局党组书记、局长张三" in text
    assert "“企业服务年”专项行动" in text
    assert "洪江区" not in text
    assert "送解优" not in plain(text)
    assert yearly.title(NAMES, Period.of_year(2026)) == (
        "某县工业和信息化局关于2026年度法治政府建设情况的报告"
    )


@pytest.mark.parametrize(
    "values, there, not_there",
    [
        (
            {"arrears.plan_met_on": None},
            "尚未完成2025年度的既定还款目标（计划累计清偿9500万元）",
            "提前完成",
        ),
        ({"arrears.plan_met_on": date(2025, 12, 31)}, "于2025年12月31日按期完成了", "提前完成"),
        ({"arrears.plan_amount": 0, "arrears.plan_met_on": None}, "还款率62.65%。", "还款目标"),
        (
            {"arrears.small_open_count": 3, "arrears.small_cleared_on": None},
            "50万元以下欠款还有3笔未清零",
            "清零任务",
        ),
        ({"arrears.base_count": 0}, "台账登记的存量欠款为0笔", "累计还款"),
        (
            {"safety.rectified": 14, "safety.rectified_rate": Decimal("0.875")},
            "整改14条，整改率87.5%",
            "整改率100%",
        ),
        ({"safety.hazards": 0}, "排查出隐患0条。", "整改率"),
        ({"power.min_per_month": 1}, "次数最少的月份为1次", "保持每月"),
        ({"power.min_per_month": None}, "全年开展电力执法26次，出动", "每月"),
        ({"power.checks": 0}, "全年开展电力执法0次。", "出动执法人员"),
        ({"enforcement.exam_passed": 0}, "查处隐患47起。", "新增"),
        ({"study.rule_of_law_months": [3]}, "2025年3月，党组理论学习中心组", "9月"),
        (
            {"study.rule_of_law_months": []},
            "台账中没有中心组学习习近平法治思想的记录",
            "集体学习了",
        ),
        ({"petition.other": 2, "petition.received": 16}, "复查事项1件、其他渠道2件", "None"),
        ({"petition.received": 0}, "全年受理信访事项0件。", "均通过"),
        ({"petition.solved_rate": Decimal("0.5")}, "推动化解，化解率50%", "妥善化解"),
        ({"petition.on_time_rate": Decimal("0.9")}, "信访办理有待规范", "按期办结率100%"),
        ({"disclosure.annual_report": 0}, "财政信息2篇。", "信息公开年报"),
        (
            {"disclosure.reviewed_rate": Decimal("0.5")},
            "请写明未经三审或保密审查即发布的原因",
            "均进行了登记归档",
        ),
        ({"outreach.count": 0}, "全年开展普法活动0场次", "定向发放"),
        ({"pairing.covered": 50}, "已结对50家", "None"),
    ],
)  # fmt: skip
def test_the_yearly_report_tells_what_is(
    values: dict[str, Value], there: str, not_there: str
) -> None:
    text = plain(told(values=values))

    assert there in text
    assert not_there not in text


@pytest.mark.parametrize("kind, slug", [(yearly, "2023"), (quarterly, "2024Q1")])
def test_before_debts_were_counted_nothing_is_told_of_their_stock(kind: Any, slug: str) -> None:
    text = plain(told(kind, slug))

    assert "存量欠款的清查基准日在本期之后" in text
    assert "2024年6月30日" not in text
    assert "还款率" not in text
    assert "围绕余额" not in text


def test_a_sentence_does_not_run_into_what_is_asked() -> None:
    text = plain(told(values={"enterprise.key_count": 0}))

    assert "请补充登记。截至2025年12月31日" in text


def test_papers_in_the_ledger_need_no_proof() -> None:
    name = "常态化开展“企业服务年”专项行动实施方案"
    proved = told(ledger={"documents": (name,)})
    claimed = told()

    assert f"制定了《{name}》" in proved
    claims = [mark.words for mark in marks(claimed) if mark.kind is MarkKind.PROOF]
    assert any("专项行动实施方案" in words for words in claims)
    assert not any("专项行动实施方案" in m.words for m in marks(proved))


def test_the_last_chapter_takes_the_tasks_of_the_next_year() -> None:
    task = Task("修订应急预案", "修订4个预案\n并演练", date(2026, 6, 30))

    text = told(ledger={"tasks": (task,)})

    assert "七、2026年工作打算" in text
    assert "（一）修订应急预案。修订4个预案 并演练。于2026年6月30日前完成。" in text
    assert "加大普法宣传力度" not in text
    assert "加大普法宣传力度" in told()


def test_every_shortcoming_asks_for_its_reason() -> None:
    text = told(values={"safety.overdue": 2, "arrears.plan_met_on": None})
    chapter = text[text.index("六、存在的不足") : text.index("七、")]
    lines = [line for line in chapter.splitlines() if line.startswith("（")]

    assert len(lines) == 6
    assert all("〖请写明原因｜待填写〗" in line for line in lines)


@pytest.mark.parametrize(
    "number, words",
    [
        (100, ""), (101, "百余"), (199, "百余"), (200, ""),
        (1000, ""), (1036, "1000余"), (2999, "2000余"),
    ],
)  # fmt: skip
def test_what_may_be_told_roughly(number: int, words: str) -> None:
    assert roughly(Decimal(number)) == words


def test_outside_the_range_the_number_itself_is_told() -> None:
    text = plain(told(approximate=True, values={"visit.count": 250, "outreach.copies": 900}))

    assert "走访250次" in text
    assert "资料900份" in text


def test_names_stand_together_as_a_document_writes_them() -> None:
    assert together(["《甲》", "《乙》", "《丙》"]) == "《甲》《乙》和《丙》"
    assert together(["甲", "乙", "丙"]) == "甲、乙和丙"
    assert (together(["甲"]), together([])) == ("甲", "")


def test_the_brief_without_problems_says_so() -> None:
    values: dict[str, Value] = dict.fromkeys(
        [key for key in BY_KEY if key.startswith("problem.")], 0
    )
    text = plain(told(quarterly, "2025Q4", values=values))

    assert "收集问题0件" in text
    assert "（二）未办结问题。本季度收集的问题截至2025年12月31日均有办理结果。" in text
    assert "化解率" not in text


def test_the_brief_sets_two_quarters_beside() -> None:
    text = told(quarterly, "2025Q1")

    assert "（上季度〖103家次｜上门走访｜2024Q4〗，上年同期〖103家次｜上门走访｜2024Q1〗）" in text


def test_the_brief_proposes_cases_and_asks_the_writer_to_choose() -> None:
    case = Case("办理最快", "融资问题", "某企业反映融资问题，历时2个工作日。")
    text = told(quarterly, "2025Q4", ledger={"cases": (case,)})

    assert "（一）融资问题（办理最快）。某企业反映融资问题" in text
    assert "请选用并补充做法和成效" in text
    assert "没有可供推荐的案例" in told(quarterly, "2025Q4")


def test_the_brief_tells_whom_nobody_contacted_and_whom_too_many_did() -> None:
    text = plain(told(quarterly, "2025Q4", values={"visit.forgotten": 3, "visit.crowded": 2}))

    assert "其中90天以上没有联系的重点企业3家，30天内多次上门的企业2家" in text
    assert "对3家长期未联系的重点企业安排联系" in text
    calm = plain(told(quarterly, "2025Q4", values={"visit.forgotten": 0, "visit.crowded": 0}))
    assert "多次上门" not in calm


CLAIMS: dict[str, Value] = {
    "policy.applied": 5,
    "policy.applied_enterprises": 4,
    "policy.cashed_enterprises": 2,
    "policy.cashed_amount": 1_234_500_00,
}


@pytest.mark.parametrize(
    "values, there",
    [
        (CLAIMS, "4家企业申报政策5家次，2家企业兑现资金123.45万元。"),
        (CLAIMS | {"policy.cashed_amount": 0}, "4家企业申报政策5家次。"),
        (CLAIMS | {"policy.applied": 0}, "2家企业兑现资金123.45万元。"),
        (CLAIMS | {"policy.applied": 0, "policy.cashed_amount": 0}, ""),
    ],
)
def test_the_brief_tells_who_applied_under_policies(values: dict[str, Value], there: str) -> None:
    text = plain(told(quarterly, "2025Q4", values=values))
    line = next(one for one in text.split("\n") if one.startswith("（二）政策推送。"))

    assert line.endswith(f"覆盖企业0家。{there}")
    assert ("申报" in line) is ("申报" in there)
    assert ("兑现" in line) is ("兑现" in there)
