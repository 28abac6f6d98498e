"""The yearly report on 法治政府建设: seven chapters, as sentences that follow the ledgers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from assist.lib.days import chinese_day
from assist.lib.periods import Period
from assist.reports.rules.chapters import Chapter
from assist.reports.rules.facts import Facts, Names, blank, proof, together
from assist.reports.rules.yearly_service import disclosures, outreach, service
from assist.reports.rules.yearly_work import enforcement

DIGITS = "一二三四五六七八九十"


def title(names: Names, period: Period) -> str:
    """The report's title, with the bureau's whole name."""
    return f"{names.bureau}关于{period.year}年度法治政府建设情况的报告"


def chapters(facts: Facts) -> list[Chapter]:
    """The lead and the seven chapters."""
    following = f"{facts.year + 1}年工作打算"
    parts: tuple[tuple[str, str, Callable[[Facts], list[str]]], ...] = (
        ("organisation", "加强组织领导，压实法治责任", _organisation),
        ("study", "深化学习教育，提升法治能力", _study),
        ("enforcement", "严格规范执法，强化监督问责", enforcement),
        ("service", "优化营商环境，服务发展大局", _service),
        ("disputes", "化解矛盾纠纷，维护社会稳定", _disputes),
        ("shortcomings", "存在的不足", _shortcomings),
        ("next_year", following, _next_year),
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
        f"{facts.year}年以来，在{names.party}、{names.government}的正确领导下，"
        "我局深入贯彻落实全面推进依法治国重大战略部署，加快法治政府建设，"
        "为优化我区营商环境、推动工业强区建设、促进高质量发展提供坚强法治保障。"
        f"现将截至{facts.cut_off}的有关情况报告如下："
    )


def _organisation(facts: Facts) -> list[str]:
    head = facts.names.head or f"局主要负责人{blank('请填写姓名')}"
    held = facts.any("study.party_meetings")
    met = f"主持召开局党组会{facts.mark('study.party_meetings')}，" if held else ""
    special = (
        f"专题研究法治建设工作{facts.mark('study.special_count')}，"
        if facts.any("study.special_count")
        else f"{proof('研究部署推进法治建设工作')}，"
    )
    made = [f"《{name}》" for name in facts.ledger.documents]
    issued = f"印发了{together(made)}等制度文件，" if made else ""
    return [
        f"（一）坚持党的全面领导。{head}{proof('充分履行推进法治建设第一责任人职责')}，"
        f"严格执行重大事项向党组请示报告制度，{met}{special}"
        "始终坚持将法治建设工作纳入重要议事日程，与其他工作同研究、同部署、同检查、同落实、同考核，"
        "把党的领导贯彻到依法行政建设全过程和各方面。",
        f"（二）建立健全会议制度。{issued}"
        "明确党组会议、全局干部职工会议、专题工作会议等程序和流程。严格落实“三重一大”制度，"
        f"{proof('按程序经局党组会集体讨论通过')}，进行审定后才能决定、呈报上级部门审批或实施。",
    ]


def _study(facts: Facts) -> list[str]:
    return [_thought(facts), _plenary(facts), _branch(facts)]


def _thought(facts: Facts) -> str:
    start = (
        "（一）学深悟透法治思想。局党组坚持把学习习近平法治思想作为“第一议题”"
        "和党组理论学习中心组学习的重点内容。"
    )
    if not facts.any("study.rule_of_law_months"):
        return start + blank("台账中没有中心组学习习近平法治思想的记录，请补充登记或写明情况")
    law = facts.number("study.law_count")
    often = (
        f"，全年学法{facts.mark('study.law_count')}"
        if law > facts.number("study.rule_of_law_months")
        else ""
    )
    return (
        f"{start}{facts.year}年{facts.months('study.rule_of_law_months')}，"
        f"党组理论学习中心组集体学习了习近平法治思想重点内容{often}，"
        "及时跟进学习习近平总书记关于全面依法治国的新论述新要求，切实推动习近平法治思想深入人心。"
        "将习近平法治思想贯穿到工作全过程，提高干部职工依法行政、自觉守法、遇事找法、"
        "解决问题靠法的意识。"
    )


def _plenary(facts: Facts) -> str:
    start = "（二）抓紧抓实学习贯彻工作。"
    if not facts.any("study.plenary_months"):
        return start + blank("台账中没有学习全会精神的记录，请补充登记或写明情况")
    topics = "、".join(f"“{topic}”" for topic in facts.ledger.plenary_topics[:3])
    return (
        f"{start}{facts.months('study.plenary_months')}，局党组围绕{topics}深入学习贯彻党的全会精神，"
        "领会把握全会提出的重大思想观点、重大方针政策、重大工作部署，"
        "切实增强政治自觉、思想自觉、行动自觉。"
        "聚焦全会提出的新目标新任务，找准抓落实的切入点和着力点，"
        "为进一步夯实提升我区经济基础，推动科技和工信事业高质量发展作出谋划部署。"
    )


def _branch(facts: Facts) -> str:
    held = (
        f"全年开展{facts.mark('study.branch_count')}，" if facts.any("study.branch_count") else ""
    )
    return (
        "（三）多措并举推进学习全覆盖。局党支部精心组织、周密安排，结合单位实际，"
        f"综合运用“三会一课”制度，{held}通过传达学习、专题交流、支部书记讲党课等形式，"
        "分层分类组织党员干部开展学习，确保党的二十大及二十届历次全会精神传达贯彻到位，"
        f"{proof('实现学习教育全覆盖、无遗漏')}。"
    )


def _service(facts: Facts) -> list[str]:
    return [*service(facts), *disclosures(facts), outreach(facts)]


def _disputes(facts: Facts) -> list[str]:
    start = (
        f"{facts.year}年我局完善信访事项办理流程，运用法治宣传教育引导群众理性维权，"
        "依法处理社会矛盾，维护社会和谐稳定。"
    )
    other = (
        "其他需要报告的情况：全年行政复议、行政诉讼案件"
        f"{blank('请填写件数及办理情况，没有的写“无”')}。"
    )
    if not facts.any("petition.received"):
        return [f"{start}全年受理信访事项{facts.mark('petition.received')}。", other]
    ways = (
        ("12345热线诉求", "petition.hotline"),
        ("交办事项", "petition.assigned"),
        ("复查事项", "petition.review"),
        ("其他渠道", "petition.other"),
    )
    split = "、".join(words + facts.mark(key) for words, key in ways if facts.any(key))
    fields = facts.ledger.petition_fields
    where = f"主要集中在{'、'.join(fields[:3])}等领域，" if fields else ""
    on_time = (
        f"按期办结率{facts.mark('petition.on_time_rate')}，"
        if facts.value("petition.on_time_rate") is not None
        else ""
    )
    return [
        f"{start}全年共受理信访事项{facts.mark('petition.received')}，{on_time}"
        f"其中{split}，{where}{_settled(facts)}",
        other,
    ]


def _settled(facts: Facts) -> str:
    rate = facts.value("petition.solved_rate")
    if rate is not None and rate == 1:
        return "均通过领导包案、部门联动等机制妥善化解。"
    if rate is None:
        return "正通过领导包案、部门联动等机制推动化解。"
    return f"通过领导包案、部门联动等机制推动化解，化解率{facts.mark('petition.solved_rate')}。"


def _shortcomings(facts: Facts) -> list[str]:
    why = f"主要原因是{blank('请写明原因')}。"
    found = [
        "法治意识有待深化。部分工作人员运用法治思维和法治方式处理行政事务的自觉性尚显不足，"
        f"依法行政作为政府机关核心职能的贯彻力度需进一步强化。{why}",
        "队伍建设有待加强。执法队伍在专业技术能力、法律知识储备及系统性培训机制方面仍需完善，"
        f"法治人才梯队建设与专业化要求存在差距。{why}",
        "普法力度有待提升。面向企业的法治宣传存在范围局限、渗透深度不足的问题，"
        "需推动局领导及各业务股室深入企业一线，精准开展工信、科技领域法律、法规及政策的宣传工作。"
        f"{why}",
        *(f"{words}{why}" for words in _weak(facts)),
    ]
    return [f"（{DIGITS[place]}）{words}" for place, words in enumerate(found)]


def _weak(facts: Facts) -> list[str]:
    """What the ledgers themselves show as unfinished."""
    found = []
    if facts.any("safety.overdue"):
        found.append(f"隐患整改有待加快。超期未整改的隐患还有{facts.mark('safety.overdue')}。")
    if facts.any("arrears.plan_amount") and facts.value("arrears.plan_met_on") is None:
        found.append(
            f"清欠进度有待加快。截至{facts.cut_off}累计还款{facts.mark('arrears.repaid_amount')}，"
            f"尚未达到计划累计清偿的{facts.mark('arrears.plan_amount')}。"
        )
    on_time = facts.value("petition.on_time_rate")
    if on_time is not None and on_time != 1:
        found.append(
            f"信访办理有待规范。信访事项按期办结率为{facts.mark('petition.on_time_rate')}。"
        )
    rate = facts.value("problem.resolution_rate")
    if rate is not None and rate != 1:
        found.append(
            f"企业诉求办理有待深化。全年收集问题的化解率为{facts.mark('problem.resolution_rate')}，"
            "仍有部分问题需持续推动解决。"
        )
    return found


def _next_year(facts: Facts) -> list[str]:
    start = (
        "我局将坚持以习近平新时代中国特色社会主义思想为指导，"
        "全面贯彻落实党的二十大和二十届历次全会精神，"
        "深入贯彻习近平总书记关于法治政府建设的重要指示精神，系统梳理经验教训，固化成功实践，"
        "优化薄弱环节，持续推动法治政府建设纵深发展。"
    )
    tasks = facts.ledger.tasks
    items = [_task(task.title, task.detail, task.due_on) for task in tasks] or list(USUAL)
    return [start, *(f"（{_ordinal(place)}）{words}" for place, words in enumerate(items, 1))]


def _task(name: str, detail: str, due_on: date) -> str:
    more = f"{detail.strip().replace(chr(10), ' ').rstrip('。')}。" if detail.strip() else ""
    return f"{name.strip().rstrip('。')}。{more}于{chinese_day(due_on)}前完成。"


def _ordinal(number: int) -> str:
    """1 to 99 in Chinese."""
    tens, ones = divmod(number, 10)
    start = "" if not tens else "十" if tens == 1 else f"{DIGITS[tens - 1]}十"
    return start + (DIGITS[ones - 1] if ones else "")


#: What is planned where nobody has recorded tasks for the next year.
USUAL = (
    "贯彻落实上级部署要求。全面落实好法治政府建设各项工作任务，进一步深化行政审批制度改革，"
    "不断优化审批服务，努力提高政务效能；加强与上级业务主管部门的沟通，多争取业务指导，"
    "不断提高干部队伍素质和依法行政能力。",
    "加大普法宣传力度。采取多种形式宣传国家法律法规和工信科技领域行业法律法规，"
    "切实保障群众办事依法、干部职工履职守法，维护社会公平公正；"
    "继续加强“送法入企”和机关法律专题讲座，提高企业、干部职工知法、懂法、守法、用法水平。",
    "深化法治营商环境建设。制定法治化营商环境行动计划，建立营商环境法治评估指标体系。"
    "树立政务职能从管理型向服务型转变的行政理念，"
    "实现由注重依靠行政手段管理向注重运用法治手段规范管理的转变。",
)
