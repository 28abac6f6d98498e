"""The quarterly 简报 (domain C2): what was done, what is unsolved, what comes next."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from assist.lib.days import chinese_day
from assist.lib.periods import Period
from assist.reports.rules.chapters import Chapter
from assist.reports.rules.facts import NOT_COUNTED, Facts, Names, blank, chart, table
from assist.reports.rules.periods import comparable, whole, year_ago
from assist.reports.rules.yearly import DIGITS


def title(names: Names, period: Period) -> str:
    """The brief's title, with the campaign, the quarter and the bureau's whole name."""
    return f"{names.bureau}“{names.campaign}”专项行动工作简报（{period.label}）"


def chapters(facts: Facts) -> list[Chapter]:
    """The lead and six chapters."""
    parts: tuple[tuple[str, str, Callable[[Facts], list[str]]], ...] = (
        ("work", "工作开展情况", _work),
        ("problems", "问题办理情况", _problems),
        ("cases", "典型案例", _cases),
        ("arrears", "清欠工作情况", _arrears),
        ("outreach", "普法宣传情况", _outreach),
        ("next_quarter", "下季度工作打算", _next_quarter),
    )
    return [
        Chapter("lead", "", _lead(facts)),
        *(
            Chapter(key, f"{DIGITS[place]}、{words}", "\n".join(make(facts)))
            for place, (key, words, make) in enumerate(parts)
        ),
    ]


def _lead(facts: Facts) -> str:
    names = facts.names
    return (
        f"{facts.period.label}，在{names.party}、{names.government}的正确领导下，"
        f"“{names.campaign}”专项行动持续推进。截至{facts.cut_off}，"
        f"{facts.mark('enterprise.key_count')}重点企业中"
        f"已结对{facts.mark('pairing.covered')}{_helpers(facts)}，本季度联企干部入企走访"
        f"{facts.about('visit.count', '家次')}，收集问题{facts.mark('problem.collected')}，"
        f"解决问题{facts.mark('problem.solved')}。现将有关情况通报如下："
    )


def _helpers(facts: Facts) -> str:
    if not facts.any("pairing.leaders"):
        return ""
    leaders, liaisons = facts.mark("pairing.leaders"), facts.mark("pairing.liaisons")
    return f"，由{leaders}区级领导联系、{liaisons}联络员帮扶"


def _beside(facts: Facts, key: str) -> str:
    """The quarter before and the same one of last year, in brackets."""
    before, ago = comparable(facts.period), year_ago(facts.period)
    told = [
        f"{words}{facts.mark(key, period=whole(period))}"
        for words, period in (("上季度", before), ("上年同期", ago))
        if period is not None
    ]
    return f"（{'，'.join(told)}）" if told else ""


def _work(facts: Facts) -> list[str]:
    lines = [
        f"（一）走访联系。本季度上门走访{facts.mark('visit.count')}"
        f"{_beside(facts, 'visit.count')}，"
        f"走访企业{facts.mark('visit.enterprises')}，"
        f"其他方式联系{facts.mark('visit.other_contacts')}。{_load(facts)}",
        f"（二）政策推送。推送政策{facts.mark('policy.policies')}、"
        f"{facts.mark('policy.deliveries')}{_beside(facts, 'policy.deliveries')}，"
        f"覆盖企业{facts.mark('policy.enterprises')}。{_claims(facts)}",
        f"（三）专场活动。{_events(facts)}",
    ]
    compared = "（四）对比情况。本季度与上季度、上年同期的主要指标对比如下。"
    return [*lines, compared, table("与上季度和上年同期比较"), chart("按月份")]


def _load(facts: Facts) -> str:
    """Whom nobody contacted, and whom too many visited (domain 1.8)."""
    parts = []
    if facts.any("visit.forgotten"):
        parts.append(
            f"{facts.no_contact_days}天以上没有联系的重点企业{facts.mark('visit.forgotten')}"
        )
    if facts.any("visit.crowded"):
        parts.append(f"{facts.window_days}天内多次上门的企业{facts.mark('visit.crowded')}")
    return f"其中{'，'.join(parts)}，请有关单位合理安排联系频次。" if parts else ""


def _claims(facts: Facts) -> str:
    """Who applied under policies and what came of it, where there are records."""
    parts = []
    if facts.any("policy.applied"):
        parts.append(
            f"{facts.mark('policy.applied_enterprises')}企业申报政策{facts.mark('policy.applied')}"
        )
    if facts.any("policy.cashed_amount"):
        parts.append(
            f"{facts.mark('policy.cashed_enterprises')}企业兑现资金"
            f"{facts.mark('policy.cashed_amount')}"
        )
    return f"{'，'.join(parts)}。" if parts else ""


def _events(facts: Facts) -> str:
    count = facts.mark("event.campaign_count")
    words = f"开展专项行动专场活动{count}{_beside(facts, 'event.campaign_count')}"
    kinds = "、".join(
        kind + facts.part("event.campaign_count", "类型", kind, "次")
        for kind in facts.ledger.event_types
    )
    return f"{words}{f'，其中{kinds}' if kinds else ''}。"


def _problems(facts: Facts) -> list[str]:
    lines = [f"（一）收集和解决。{_collected(facts)}"]
    if facts.any("problem.collected"):
        lines += [
            f"（二）办理质效。{_rates(facts)}",
            f"（三）按类别和主办单位。{_rule(facts)}",
            table("按类别"),
            chart("按类别"),
            table("按主办单位"),
        ]
    lines.append(f"（{DIGITS[len(_headed(lines))]}）未办结问题。{_unsolved(facts)}")
    return [*lines, table("未办结问题")] if facts.any("problem.unsolved") else lines


def _headed(lines: list[str]) -> list[str]:
    return [line for line in lines if line.startswith("（")]


def _collected(facts: Facts) -> str:
    collected = (
        f"本季度收集问题{facts.mark('problem.collected')}{_beside(facts, 'problem.collected')}"
    )
    solved = f"本季度解决问题{facts.mark('problem.solved')}{_beside(facts, 'problem.solved')}"
    if not facts.any("problem.collected"):
        return f"{collected}，{solved}。"
    split = (
        f"其中现场解决{facts.mark('problem.collected_on_spot')}、"
        f"交办{facts.mark('problem.assigned')}、待交办{facts.mark('problem.unassigned')}"
    )
    parts = [
        f"{words}{facts.mark(f'problem.assigned_{key}')}"
        for words, key in (
            ("已解决", "solved"),
            ("部分解决", "partly"),
            ("解释说明", "explained"),
            ("办理中", "handling"),
            ("挂账推进", "parked"),
        )
        if facts.any(f"problem.assigned_{key}")
    ]
    assigned = f"交办的问题中，{'、'.join(parts)}。" if parts else ""
    refused = (
        f"另有不予受理、转法定途径或撤回{facts.mark('problem.not_taken')}，不计入比率。"
        if facts.any("problem.not_taken")
        else ""
    )
    return f"{collected}，{split}。{assigned}{solved}，含以前登记、本季度解决的。{refused}"


def _rates(facts: Facts) -> str:
    rates = (
        ("化解率", "problem.resolution_rate"),
        ("办结率", "problem.closure_rate"),
        ("按期办结率", "problem.on_time_rate"),
        ("响应率", "problem.response_rate"),
        ("企业满意率", "problem.satisfaction_rate"),
    )
    told = [words + facts.mark(key) for words, key in rates if facts.value(key) is not None]
    if facts.value("problem.satisfaction_rate") is not None:
        told[-1] += f"（已评价{facts.mark('problem.rated')}）"
    average = (
        f"，平均办理{facts.mark('problem.average_days')}"
        if facts.value("problem.average_days") is not None
        else ""
    )
    acts = [
        words + facts.mark(key)
        for words, key in (("催办督办", "problem.urged"), ("提级办理", "problem.escalated"))
        if facts.any(key)
    ]
    more = f"，{'、'.join(acts)}" if acts else ""
    return f"截至{facts.cut_off}，{'、'.join(told)}{average}{more}。"


def _rule(facts: Facts) -> str:
    counted = "部分解决的计入" if facts.partly_counts else "部分解决的不计入"
    return f"化解率为现场解决和已解决的件数与收集件数之比，{counted}。"


def _unsolved(facts: Facts) -> str:
    if not facts.any("problem.unsolved"):
        return f"本季度收集的问题截至{facts.cut_off}均有办理结果。"
    late = (
        f"；超期未反馈{facts.mark('problem.overdue')}，请主办单位抓紧办理"
        if facts.any("problem.overdue")
        else ""
    )
    return f"截至{facts.cut_off}，未办结问题{facts.mark('problem.unsolved')}，清单如下{late}。"


def _cases(facts: Facts) -> list[str]:
    found = facts.ledger.cases
    if not found:
        return [blank("本季度没有可供推荐的案例，请补充典型案例或删去本部分")]
    lines = [
        f"（{DIGITS[place]}）{case.title}（{case.why}）。{case.words}"
        for place, case in enumerate(found)
    ]
    return [*lines, blank("以上案例按规则推荐，请选用并补充做法和成效，用毕删去本句")]


def _arrears(facts: Facts) -> list[str]:
    if facts.before_base:
        return [blank(NOT_COUNTED)]
    if not facts.any("arrears.base_count"):
        return [f"截至{facts.cut_off}，台账登记的存量欠款为{facts.mark('arrears.base_count')}。"]
    words = (
        f"截至{chinese_day(facts.base_date)}的存量欠款{facts.mark('arrears.base_count')}、"
        f"{facts.mark('arrears.base_amount')}。本季度还款{facts.mark('arrears.repaid_in_period')}"
        f"{_beside(facts, 'arrears.repaid_in_period')}，清零{facts.mark('arrears.cleared_count')}。"
        f"截至{facts.cut_off}，累计还款{facts.mark('arrears.repaid_amount')}，"
        f"其中实质性清偿{facts.mark('arrears.substantive_amount')}，"
        f"还款率{facts.mark('arrears.repaid_rate')}，余额{facts.mark('arrears.balance')}"
        f"{_plan(facts)}。{_open(facts)}"
    )
    return [words, table("清欠情况"), chart("还款与计划")]


def _plan(facts: Facts) -> str:
    if not facts.any("arrears.plan_amount"):
        return ""
    plan = f"截至{facts.year}年底计划累计清偿{facts.mark('arrears.plan_amount')}"
    if isinstance(facts.value("arrears.plan_met_on"), date):
        return f"；{plan}，已于{facts.mark('arrears.plan_met_on')}完成"
    return f"；{plan}，尚未完成"


def _open(facts: Facts) -> str:
    parts = [
        words + facts.mark(key)
        for words, key in (
            (f"{facts.small_debt}万元以下未清零", "arrears.small_open_count"),
            ("有分歧的欠款", "arrears.disputed_count"),
            ("新增拖欠未清", "arrears.new_overdue_count"),
        )
        if facts.any(key)
    ]
    return f"其中{'、'.join(parts)}，需重点推进。" if parts else ""


def _outreach(facts: Facts) -> list[str]:
    words = f"本季度开展普法活动{facts.mark('outreach.count')}{_beside(facts, 'outreach.count')}"
    if not facts.any("outreach.count"):
        return [f"{words}。"]
    topics = "、".join(facts.ledger.outreach_topics[:5])
    about = f"围绕{topics}等内容，" if topics else ""
    return [
        f"{about}{words}，受众{facts.mark('outreach.people')}，"
        f"发放宣传资料{facts.about('outreach.copies', '份')}{_beside(facts, 'outreach.copies')}。"
    ]


def _next_quarter(facts: Facts) -> list[str]:
    items = []
    if facts.any("problem.unsolved"):
        items.append(
            f"推动问题销号。对未办结的{facts.mark('problem.unsolved')}问题逐件明确措施和时限，"
            "挂账的按期研判。"
        )
    if facts.any("visit.forgotten"):
        items.append(
            f"补齐联系短板。对{facts.mark('visit.forgotten')}长期未联系的重点企业安排联系，"
            "少上门、多沟通。"
        )
    if facts.any("arrears.balance") and not facts.before_base:
        items.append(
            f"持续推进清欠。围绕余额{facts.mark('arrears.balance')}落实清偿计划，坚决遏制新增拖欠。"
        )
    items += [
        f"{task.title.strip().rstrip('。')}。于{chinese_day(task.due_on)}前完成。"
        for task in facts.ledger.tasks
    ]
    if not items:
        return [blank("请填写下季度工作打算")]
    return [f"（{DIGITS[place]}）{words}" for place, words in enumerate(items[:10])]
