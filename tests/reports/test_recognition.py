"""Which figure a number speaks of: by the words around it, in any order and wording."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assist.lib.figures import Figure, Value, display_with_unit
from assist.lib.periods import Period
from assist.reports.catalogue import BY_KEY, FIGURES
from assist.reports.rules.numbers import NumberKind, read
from assist.reports.rules.recognition import CUES, Claim, Names, claims, when

YEAR, QUARTER = Period.of_year(2025), Period.of_quarter(2025, 4)
NAMES = Names(
    frozenset({"区财政局", "融资", "用工"}),
    frozenset({"融资", "用地"}),
    date(2024, 6, 30),
    "某县工业和信息化局",
    frozenset({"县委", "县政府"}),
)


def found(text: str, period: Period = YEAR) -> list[Claim]:
    numbers = [number for number in read(text) if number.kind is not NumberKind.NAME]
    return list(claims(text, numbers, FIGURES, period, NAMES))


def keys(text: str, period: Period = YEAR) -> list[str]:
    """The first figure, or the setting, of each number; a dash where none claims it."""
    return [
        claim.figures[0].key if claim.figures else claim.setting or "—"
        for claim in found(text, period)
    ]


@pytest.mark.parametrize(
    "sentence, others",
    [
        ("市应急管理局检查企业", True),
        ("县工信局检查企业", False),
        ("县工业和信息化局检查企业", False),
        ("县科技局检查企业", True),
        ("县政府办副主任带队检查企业", False),
        ("市领导来某县走访", True),
        ("省厅来我县走访", True),
        ("走访企业", False),
    ],
)
def test_who_else_did_it_is_told_by_the_bureaus_own_name(sentence: str, others: bool) -> None:
    assert NAMES.others(sentence) is others


def test_every_cue_is_a_figures() -> None:
    assert set(CUES) - set(BY_KEY) == set()


def sample(figure: Figure) -> Value:
    if figure.unit == "月":
        return [9, 12]
    return 123 if figure.unit else date(2025, 11, 26)


#: Said otherwise in a sentence: 期间 and 最少的月份 only in tables.
SAID = {
    "arrears.small_cleared_on": "小额欠款于2025年11月26日全部清零",
    "arrears.plan_met_on": "于2025年11月26日提前完成还款目标",
    "problem.assigned_solved": "交办的问题中，已解决123件",
    "study.plenary_months": "2025年9月、12月，局党组学习全会精神",
    "study.rule_of_law_months": "2025年9月、12月，中心组学习习近平法治思想",
    "petition.other": "信访其他渠道123件",
}


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: figure.key)
def test_a_figure_is_known_by_its_own_label(figure: Figure) -> None:
    text = SAID.get(figure.key) or f"{figure.label}{display_with_unit(sample(figure), figure)}。"

    assert figure.key in [one.key for one in found(text)[-1].figures], text


@pytest.mark.parametrize(
    "text,wanted",
    [
        ("上门走访企业一百零三家次，覆盖企业46家。", ["visit.count", "visit.enterprises"]),
        ("全区重点企业56家，均已结对帮扶。", ["enterprise.key_count"]),
        ("共为企业推送惠企政策104家次。", ["policy.deliveries"]),
        (
            "围绕企业诉求，累计摸排各类问题24个，办成20个，其中当场化解5个，化解率达79.17%。",
            [
                "problem.collected",
                "problem.solved",
                "problem.solved_on_spot",
                "problem.resolution_rate",
            ],
        ),
        (
            "我区存量拖欠账款共179笔，金额1.62亿元，已偿还1.017亿元，余额6062万元。",
            [
                "arrears.base_count",
                "arrears.base_amount",
                "arrears.repaid_amount",
                "arrears.balance",
            ],
        ),
        ("发现隐患16处，整改16处。", ["safety.hazards", "safety.rectified"]),
        (
            "全年开展电力行政执法26次，出动67人次，查处隐患47起；安全检查12次，排查隐患16条。",
            [
                "power.checks",
                "power.officers",
                "power.hazards",
                "safety.inspections",
                "safety.hazards",
            ],
        ),
        (
            "接到信访件14件，其中市民热线11件，上级交办2件，复查1件。",
            ["petition.received", "petition.hotline", "petition.assigned", "petition.review"],
        ),
        (
            "公开政府信息12条，其中人事类2条、文件类5条。",
            ["disclosure.published", "disclosure.personnel", "disclosure.documents"],
        ),
        (
            "2人新通过执法资格考试，应急救援队员15名。",
            ["enforcement.exam_passed", "emergency.team"],
        ),
        ("走访103家次（上年98家次）。", ["visit.count", "visit.count"]),
        ("走访103家次，比上年增加5家次。", ["visit.count", "visit.count"]),
        ("截至2024年6月30日的欠款179笔。", ["base_date", "arrears.base_count"]),
        ("完成50万元以下欠款清零。", ["small_debt"]),
    ],
)
def test_other_words_and_orders(text: str, wanted: list[str]) -> None:
    assert keys(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "融资类问题5件，用工类问题3件。",
        "本年收集的问题中融资5件、用工3件。",
        "某某有限公司走访3次。",
        "区财政局牵头解决问题3件，收集问题4件。",
        "全省走访企业5000家次。",
        "对标邻县科技和工业信息化局，其走访企业120家次。",
        "力争走访企业200家次。",
        "七、2026年工作打算\n走访企业200家次，化解率95%。",
        "规上工业企业68家，实现工业总产值12.5亿元。",
        "办理人大建议3件、政协提案5件，满意率98%。",
        "志愿服务8次，参加56人次。",
        "结对帮扶困难群众12户。",
        "巡察反馈问题12个，整改12个。",
        "印制会议资料200份。",
    ],
)
def test_what_is_not_the_whole_or_not_ours_is_left(text: str) -> None:
    assert set(keys(text)) == {"—"}


@pytest.mark.parametrize(
    "own,report,slug",
    [
        ("走访", YEAR, "2025"),
        ("上季度走访", QUARTER, "2025Q3"),
        ("去年同期走访", QUARTER, "2024Q4"),
        ("去年走访", YEAR, "2024"),
        ("今年以来走访", QUARTER, "2025"),
        ("第三季度走访", YEAR, "2025Q3"),
        ("上半年走访", YEAR, "2025-01-01..2025-06-30"),
        ("1至9月走访", YEAR, "2025-01-01..2025-09-30"),
        ("前三季度走访", YEAR, "2025-01-01..2025-09-30"),
        ("前11个月走访", YEAR, "2025-01-01..2025-11-30"),
        ("一至三季度累计走访", QUARTER, "2025-01-01..2025-09-30"),
        ("一、二季度走访", YEAR, "2025-01-01..2025-06-30"),
        ("12月4日走访", YEAR, "2025-12-04..2025-12-04"),
        ("12月走访", YEAR, "2025-12-01..2025-12-31"),
        ("2024年走访", YEAR, "2024"),
        ("截至12月31日累计走访", QUARTER, "2025Q4"),
    ],
)
def test_a_phrase_may_name_another_period(own: str, report: Period, slug: str) -> None:
    moment = when(own, report, date(2024, 6, 30))

    assert moment is not None
    assert moment.period.slug == slug
    assert moment.other is (slug != report.slug)


@pytest.mark.parametrize("own", ["2026年计划还款", "一、二季度分别走访", "力争走访"])
def test_what_is_to_come_or_of_several_is_of_no_period(own: str) -> None:
    assert when(own, YEAR, date(2024, 6, 30)) is None


def test_a_day_before_the_cut_off_is_the_cut_off() -> None:
    moment = when("截至11月30日累计还款", YEAR, date(2024, 6, 30))

    assert moment is not None
    assert moment.period.cut_off == date(2025, 11, 30)


WORDS = st.sampled_from(
    [
        "走访",
        "企业",
        "103家次",
        "问题",
        "20件",
        "隐患",
        "16条",
        "，",
        "、",
        "。",
        "（",
        "）",
        "其中",
        "信访",
        "较上季度增加",
        "12月",
        "截至",
        "2024年6月30日",
        "\n",
        "一、",
        "万元",
        "1.5亿元",
    ]
)


@given(st.lists(WORDS, max_size=40).map("".join))
def test_any_text_is_claimed_number_by_number(text: str) -> None:
    numbers = read(text)

    assert [claim.number for claim in claims(text, numbers, FIGURES, YEAR, NAMES)] == numbers
