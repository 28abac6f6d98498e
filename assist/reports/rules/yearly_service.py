"""The yearly report's chapter on service: the campaign, 清欠, 信息公开, 普法."""

from __future__ import annotations

from datetime import date

from assist.lib.days import chinese_day
from assist.reports.rules.facts import NOT_COUNTED, Facts, blank, proof

CHINESE = {1: "一", 2: "两", 3: "三", 4: "四", 5: "五"}


def service(facts: Facts) -> list[str]:
    """送解优 and 清欠, under one heading."""
    return [
        "（一）持续优化法治化营商环境，为企业纾困解难。",
        f"1.开展“{facts.names.campaign}”专项行动。{_scheme(facts)}{_chosen(facts)}{_helped(facts)}",
        f"2.积极完成中小企业欠款清偿工作。{_base(facts)}{_repaid(facts)}",
    ]


def _scheme(facts: Facts) -> str:
    campaign = facts.names.campaign
    known = [name for name in facts.ledger.documents if campaign in name and "方案" in name]
    if known:
        return f"制定了《{known[0].strip('《》')}》，"
    return f"{proof(f'制定了《常态化开展“{campaign}”专项行动实施方案》')}，"


def _chosen(facts: Facts) -> str:
    if not facts.any("enterprise.key_count"):
        return f"{blank('台账中没有本年度重点企业，请补充登记')}。"
    chosen, covered = facts.number("enterprise.key_count"), facts.number("pairing.covered")
    paired = "" if chosen == covered else f"，已结对{facts.mark('pairing.covered')}"
    leaders, liaisons = (
        facts.mark(key) if facts.any(key) else "" for key in ("pairing.leaders", "pairing.liaisons")
    )
    return (
        f"从规上企业、“四上企业”中选{facts.mark('enterprise.key_count')}重点企业，"
        f"由{leaders}区级领导和{liaisons}区直相关部门干部实行具体帮扶{paired}。"
    )


def _helped(facts: Facts) -> str:
    parts = [
        f"联企干部开展入企走访{facts.about('visit.count', '次')}",
        f"走访企业{facts.mark('visit.enterprises')}" if facts.any("visit.enterprises") else "",
        f"开展专项行动专场活动{facts.mark('event.campaign_count')}",
        f"推送政策{facts.mark('policy.deliveries')}" if facts.any("policy.deliveries") else "",
        f"收集问题{facts.mark('problem.collected')}",
        f"解决问题{facts.mark('problem.solved', '条')}",
    ]
    return (
        f"截至{facts.cut_off}，{'，'.join(part for part in parts if part)}，"
        "积极帮助重点企业反映困难，组织开展各项活动，凝聚企业共识，提升服务效能。"
    )


def _base(facts: Facts) -> str:
    if facts.before_base:
        return f"{blank(NOT_COUNTED)}。"
    if not facts.any("arrears.base_count"):
        return f"截至{facts.cut_off}，台账登记的存量欠款为{facts.mark('arrears.base_count')}。"
    years = facts.ledger.plan_years
    name = "清理拖欠企业账款攻坚行动方案"
    if years:
        count = CHINESE.get(len(years), str(len(years)))
        name = f"清理拖欠企业账款{count}年攻坚行动方案（{years[0]}-{years[-1]}年）"
    return (
        f"{proof(f'制定了《{name}》')}，据清查，我区截至{chinese_day(facts.base_date)}的存量欠款共"
        f"{facts.mark('arrears.base_count')}、{facts.mark('arrears.base_amount')}。"
    )


def _repaid(facts: Facts) -> str:
    if facts.before_base or not facts.any("arrears.base_count"):
        return ""
    count = CHINESE.get(len(facts.ledger.plan_years), "")
    plan = f"{count}年还款计划" if count else "还款计划"
    return (
        f"我局紧紧围绕{plan}总体目标，积极筹措调度资金，全力保障清偿支付，{_small(facts)}"
        f"截至{facts.cut_off}累计还款{facts.mark('arrears.repaid_amount')}，"
        f"还款率{facts.mark('arrears.repaid_rate')}{_target(facts)}。"
    )


def _small(facts: Facts) -> str:
    limit = f"{facts.small_debt}万元以下欠款"
    if facts.value("arrears.small_cleared_on") is not None:
        return (
            f"{proof('率先在全市')}完成{limit}清零任务"
            f"（{facts.mark('arrears.small_cleared_on')}全部清零），"
        )
    if facts.any("arrears.small_open_count"):
        return f"{limit}还有{facts.mark('arrears.small_open_count')}未清零，"
    return ""


def _target(facts: Facts) -> str:
    if not facts.any("arrears.plan_amount"):
        return ""
    met = facts.value("arrears.plan_met_on")
    plan = f"{facts.year}年度的既定还款目标"
    if not isinstance(met, date):
        return f"，尚未完成{plan}（计划累计清偿{facts.mark('arrears.plan_amount')}）"
    early = "提前" if met < date(facts.year, 12, 31) else "按期"
    return f"，于{facts.mark('arrears.plan_met_on')}{early}完成了{plan}"


def disclosures(facts: Facts) -> list[str]:
    """信息公开 and its three reviews."""
    return [
        "（二）进一步深化“放管服”改革，加大政务公开力度。",
        f"1.发布政务信息。{_published(facts)}",
        f"2.严格落实信息发布“三审”机制。{_reviewed(facts)}",
    ]


def _published(facts: Facts) -> str:
    where = f"在{facts.names.government}门户网站部门信息公开目录发布"
    columns = (
        ("文件信息", "disclosure.documents"),
        ("人事信息", "disclosure.personnel"),
        ("规划计划", "disclosure.planning"),
        ("财政信息", "disclosure.finance"),
        ("其他信息", "disclosure.other"),
    )
    told = [words + facts.mark(key) for words, key in columns if facts.any(key)]
    annual = (
        f"并制定信息公开年报{facts.mark('disclosure.annual_report')}"
        if facts.any("disclosure.annual_report")
        else ""
    )
    if not told:
        return f"{where}信息{facts.mark('disclosure.published')}{annual and f'，{annual}'}。"
    return f"{where}{'、'.join(told)}{annual and f'，{annual}'}。"


def _reviewed(facts: Facts) -> str:
    start = (
        "在发布、公开政务信息前，办公室会同有关股室，依照《中华人民共和国保守国家秘密法》，"
        "严格审核信息内容，按要求履行信息发布保密审查程序"
    )
    rate = facts.value("disclosure.reviewed_rate")
    if rate is None:
        return f"{start}。"
    words = f"{start}，三审和保密审查率{facts.mark('disclosure.reviewed_rate')}"
    if rate == 1:
        return f"{words}，所有手续流程均进行了登记归档，以便核查。"
    return f"{words}，{blank('请写明未经三审或保密审查即发布的原因')}。"


def outreach(facts: Facts) -> str:
    """普法 among enterprises."""
    start = (
        "（三）深入开展法治文化进企业活动，营造法治氛围。"
        "我局将习近平法治思想作为普法宣传的首要任务，"
        "全面落实国家机关“谁执法谁普法”普法责任制，结合助企纾困专项行动，"
    )
    if not facts.any("outreach.count"):
        return f"{start}全年开展普法活动{facts.mark('outreach.count')}，{blank('请写明情况')}。"
    ledger = facts.ledger
    where = f"通过{'、'.join(ledger.outreach_places[:3])}" if ledger.outreach_places else ""
    screens = "、企业电子屏循环播放法治宣传标语" if "电子屏" in ledger.outreach_forms else ""
    topics = "、".join(ledger.outreach_topics[:5])
    about = f"围绕{topics}等领域开展专题宣讲与咨询服务，" if topics else ""
    parts = [
        f"全年开展普法活动{facts.mark('outreach.count')}",
        f"受众{facts.mark('outreach.people')}" if facts.any("outreach.people") else "",
        f"定向发放法治知识普及宣传资料{facts.about('outreach.copies', '份')}",
    ]
    told = "，".join(part for part in parts if part)
    return (
        f"{start}{where}{screens}{'，' if where else ''}{told}，{about}"
        "切实提升企业依法经营、合规管理能力，增强法治文化在公共生活中的渗透力。"
    )
