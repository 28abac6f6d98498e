"""The yearly report's chapter on enforcement: plans, inspections, power checks, officers."""

from __future__ import annotations

from assist.reports.rules.facts import Facts, blank, proof, together


def enforcement(facts: Facts) -> list[str]:
    """应急预案, 隐患排查, 执法."""
    return [_plans(facts), _inspections(facts), _power(facts)]


def _plans(facts: Facts) -> str:
    start = "（一）健全应急预案管理体系。"
    names = [f"《{name.strip('《》')}》" for name in facts.ledger.plans]
    if not names:
        return start + blank("台账中没有现行应急预案，请补充登记或写明情况")
    some = "等" if len(names) > 1 else ""
    return f"{start}先后制定了{together(names)}{some}{facts.mark('emergency.plans')}应急预案。"


def _inspections(facts: Facts) -> str:
    team = (
        f"组建了一支{facts.mark('emergency.team')}的专业应急救援队伍，"
        if facts.any("emergency.team")
        else ""
    )
    start = f"（二）开展风险隐患排查。{team}按照我局职责，认真开展安全生产检查工作。"
    return start + _taught(facts) + _found(facts)


def _taught(facts: Facts) -> str:
    held = (
        ("安全生产培训", "drill.trainings"),
        ("应急演练", "drill.drills"),
        ("安全生产考试", "drill.exams"),
    )
    told = [words + facts.mark(key) for words, key in held if facts.any(key)]
    people = f"，参加{facts.mark('drill.people')}" if told and facts.any("drill.people") else ""
    return f"对工贸企业开展{'、'.join(told)}{people}。" if told else ""


def _found(facts: Facts) -> str:
    checked = facts.mark("safety.inspections")
    if not facts.any("safety.inspections"):
        return f"全年对工贸企业开展检查{checked}，{blank('请写明情况')}。"
    posts = facts.ledger.inspection_leaders
    led = f"由{'、'.join(posts[:3])}带队，" if posts else f"{proof('由分管领导带队')}，"
    words = f"{led}对全区工贸企业开展检查{checked}，参加检查{facts.mark('safety.participants')}"
    if not facts.any("safety.hazards"):
        return f"{words}，排查出隐患{facts.mark('safety.hazards')}。"
    done = f"，排查出隐患{facts.mark('safety.hazards')}，整改{facts.mark('safety.rectified')}"
    return f"{words}{done}，整改率{facts.mark('safety.rectified_rate')}。"


def _power(facts: Facts) -> str:
    start = "（三）依法依规推进执法工作。为进一步提高执法水平，"
    plan = (
        f"制定了年度行政执法检查计划{facts.mark('safety.plan_items')}，"
        if facts.any("safety.plan_items")
        else f"{proof('制定了年度行政执法检查计划')}，"
    )
    return f"{start}{plan}{_checks(facts)}{_officers(facts)}"


def _checks(facts: Facts) -> str:
    if not facts.any("power.checks"):
        return f"全年开展电力执法{facts.mark('power.checks')}。"
    least = facts.value("power.min_per_month")
    kept = least is not None and facts.number("power.min_per_month") >= facts.power_per_month
    if kept:
        often = f"保持每月至少开展电力执法{facts.mark('power.min_per_month')}，"
    elif least is not None:
        often = f"次数最少的月份为{facts.mark('power.min_per_month')}，"
    else:
        often = ""
    return (
        "开展经常性的电力执法检查和监督，对违法行为依法追究责任，"
        f"全年开展电力执法{facts.mark('power.checks')}，{often}"
        f"出动执法人员{facts.mark('power.officers')}，查处隐患{facts.mark('power.hazards')}。"
    )


def _officers(facts: Facts) -> str:
    if not facts.any("enforcement.exam_passed"):
        return ""
    return (
        f"此外，全年我局新增{facts.mark('enforcement.exam_passed')}执法考试合格同志，"
        "进一步壮大执法队伍。"
    )
