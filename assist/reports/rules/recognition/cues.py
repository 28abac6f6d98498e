"""By which words near it a number is known as a figure's; one line a figure, others by label."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from assist.lib.figures import Figure

#: What a passage speaks of; the nearest such word decides between alike figures.
TOPICS: Mapping[str, str] = {
    "visit": "走访|入企|上门|进企|联系企业",
    "policy": "政策",
    "problem": "问题(?!办)|困难|难题",
    "arrears": "欠款|账款|清欠|拖欠|还款|清偿|清零任务|偿还(?!贷款|银行)",
    "event": "专场",
    "outreach": "普法|法治宣传|法律宣传|法治文化|法治知识|宣传资料",
    "study": "中心组|学习会|学法|党组会|第一议题",
    "drill": "培训|演练|(?<!执法|资格)(?:考试)",
    "safety": "安全生产|安全检查|安全隐患|工贸|应急预案",
    "power": "电力",
    "petition": "信访|投诉举报|热线",
    "disclosure": "信息公开|政务公开|公开目录|政务信息|政府信息|主动公开"
    "|公开信息|公开文件|文件信息|人事信息|财政信息|文件类信息|人事类信息|财政类信息|规划计划(?=$|类|[0-9一二两三四五六七八九十]+[篇条份])",
    "pairing": "结对|包联|挂联",
    "hazard": "隐患|安全生产|安全检查",
    "taught": "(?:安全|应急|消防|防汛)[^,，。]{0,10}(?:培训|演练|考试)",
    "firm": "企业",
    "branch": "三会一课",
    "assigned": "交办的问题|交办问题|交办后|已交办的",
    "plan": "(?:还款|清偿|清欠|清理)[^,，。]{0,4}(?:计划|目标|任务)|计划(?:累计)?(?:清偿|还款)",
    "small": "小额|万以下|万元以下|万元及以下|万及以下",
}
#: A topic that stands inside another one and never ends it.
INNER = frozenset({"small", "assigned", "branch", "plan", "hazard", "taught", "firm"})


@dataclass(frozen=True)
class Cue:
    """`near` stands in the number's own phrase, `topic` there or before it, `never` not there."""

    near: str
    topic: str = ""
    never: str = ""
    #: Only where no other topic stands between; without it the topic has to be named.
    loose: bool = False
    #: The figure counts everything, so a phrase about a part (其中, 融资类) does not mean it.
    whole: bool = True
    #: Units other than those of its kin.
    units: str = ""
    #: Not where the sentence has said this before: what follows is a part of that.
    unless: str = ""

    #: Where the phrase says this, no topic has to be named.
    sure: str = ""
    #: How things stand, which is told among the work to come too.
    stands: bool = False
    #: Only behind the number: 8名区级领导和28名联络员.
    behind: bool = False

    @cached_property
    def sure_words(self) -> re.Pattern[str] | None:
        """What is enough without a topic."""
        return re.compile(self.sure) if self.sure else None

    @cached_property
    def near_words(self) -> re.Pattern[str]:
        """What makes the phrase this figure's."""
        return re.compile(self.near)

    @cached_property
    def never_words(self) -> re.Pattern[str] | None:
        """What makes it another thing."""
        return re.compile(self.never) if self.never else None

    @cached_property
    def unless_words(self) -> re.Pattern[str] | None:
        """What the sentence may not have said."""
        return re.compile(self.unless) if self.unless else None

    @cached_property
    def allowed(self) -> frozenset[str]:
        """The units of its own."""
        return frozenset(self.units.split())


def _disclosed(near: str, never: str = "") -> Cue:
    return Cue(near, "disclosure", never, whole=False, units="篇 条 份 件 个 项")


_NOT_PAID = "还款|偿还|清偿|已还|归还|兑付|余额|剩余|尚欠|未还|计划|目标|任务"

#: What is handled by deadlines too, and is no problem of an enterprise.
_ELSEWHERE = "人大|政协|建议|提案|热线|12345|政务服务|审批|办件"
#: Visits to others than the enterprises of the ledger, or by a few of those who go.
_NO_FIRM = "群众|职工|困难|慰问|居民|农户|入户|社区|党员|商户|班子成员|调研|考察|招商"
#: Hazards and checks that are other bodies' or only some of them.
_OTHER_SAFETY = "特种设备|交通|自建房|燃气|消防|森林|校园|食品|自查|重大|一般隐患|督查"
CUES: Mapping[str, Cue] = {
    "pairing.leaders": Cue(
        "区级领导|联系领导",
        never="走访|带队|调研|批示|会议",
        whole=False,
        units="名 位 个 人",
        behind=True,
    ),
    "pairing.liaisons": Cue(
        "联络员|部门干部|联企干部", never="走访|培训|会议|微信|群", whole=False, units="名 位 个 人"
    ),
    "enterprise.key_count": Cue(
        "重点企业|帮扶企业|联系企业|联企对象", never="走访|结对|覆盖|检查|推送|没有联系|上门"
    ),
    "pairing.covered": Cue(
        "结对|包联|挂联|一对一", "firm", never="走访|未结对|尚未|群众|困难|脱贫|学生", units="家"
    ),
    "visit.count": Cue(
        "走访|入企|上门|进企|深入企业",
        never=f"电话|微信|线上|来访|座谈|覆盖|天内|检查|{_NO_FIRM}",
        units="家次 户次 次 趟 场次",
    ),
    "visit.enterprises": Cue(
        "走访|上门|覆盖|入企|走遍",
        "visit",
        never=f"检查|专场|推送|普法|天内|家次|多次|联系|{_NO_FIRM}",
        units="家 户 个",
    ),
    "policy.deliveries": Cue(
        "推送|送达|宣讲|送政策", "policy", never="覆盖", units="家次 次 条次 户次 人次 份次"
    ),
    "policy.policies": Cue("推送|送达|宣讲", "policy", never="企业", units="条 项 个 份"),
    "policy.applied": Cue("申报", "policy", units="家次 次 户次"),
    "policy.cashed_amount": Cue("兑现", "policy", never="承诺"),
    "policy.enterprises": Cue("覆盖|惠及|推送|送达", "policy", never="走访", units="家 户 个"),
    "visit.other_contacts": Cue(
        "其他方式|(?:电话|微信|线上)(?:联系|走访|回访|沟通)", units="次 家次 户次 人次", whole=False
    ),
    "visit.forgotten": Cue("没有联系|[未无]联系", units="家 户 个", whole=False, stands=True),
    "visit.crowded": Cue("多次上门", units="家 户 个", whole=False),
    "problem.collected": Cue(
        "收集|登记|摸排|征集|受理|梳理|反映|汇总|收到",
        "problem",
        never="信访|隐患|解决|化解|办结|销号|热线|中[,，]|交办|巡察|检视|历史遗留",
    ),
    "problem.solved": Cue(
        "解决|化解|办成",
        "problem",
        never="现场|当场|就地|信访|部分|未解决|未能|难以|正在|隐患|矛盾|解决率|交办|历史遗留|巡察|检视",
        unless="交办的问题中|交办问题中|交办后",
    ),
    "problem.collected_on_spot": Cue(
        "(?:现场|当场|就地)[^,，]{0,6}(?:解决|化解|办结|处理)", "problem", whole=False
    ),
    "problem.assigned": Cue(
        "交办",
        "problem",
        never="待交办|未交办|信访|问题中|交办后|交办事项|市级|省级|上级",
        whole=False,
    ),
    "problem.unassigned": Cue("[待未]交办", "problem", whole=False),
    "problem.assigned_solved": Cue("解决", "assigned", never="部分|现场|未|率"),
    "problem.assigned_partly": Cue("部分解决", "assigned", whole=False),
    "problem.assigned_explained": Cue("解释", "assigned", whole=False),
    "problem.assigned_parked": Cue("挂账", "assigned", whole=False),
    "problem.assigned_handling": Cue("办理中|正在办理|在办", "assigned", whole=False),
    "problem.unsolved": Cue("未办结|未解决|尚未办结", "problem", never="信访", stands=True),
    "problem.not_taken": Cue("不予受理", whole=False),
    "problem.overdue": Cue("超期|逾期", "problem", never="隐患|信访|整改|未付", whole=False),
    "problem.on_time_rate": Cue(
        "(?:按期|按时|及时|如期)(?:办结率)",
        "problem",
        never="信访",
        loose=True,
        unless=f"{_ELSEWHERE}|公文",
    ),
    "problem.response_rate": Cue("响应率|签收率", "problem", loose=True),
    "problem.average_days": Cue(
        "平均(?:办理|用时|办结)", whole=False, units="个工作日 工作日 天 日"
    ),
    "problem.urged": Cue("催办|督办", "problem", units="次 件 件次"),
    "problem.escalated": Cue("提级", "problem", units="次 件 个"),
    "problem.solved_on_spot": Cue(
        "(?:现场|当场|就地)[^,，]{0,6}(?:解决|化解|办结|处理)", "problem", whole=False
    ),
    "problem.rated": Cue("评价", "problem", never="未评价", whole=False, loose=True),
    "problem.resolution_rate": Cue(
        "化解率|解决率", "problem", never="信访|纠纷", loose=True, unless="矛盾|纠纷"
    ),
    "problem.closure_rate": Cue(
        "(?<![按时期])办结率|销号率",
        "problem",
        never="信访",
        loose=True,
        unless=f"{_ELSEWHERE}|公文",
    ),
    "problem.satisfaction_rate": Cue(
        "满意率|满意度",
        "problem",
        never="信访|群众",
        loose=True,
        unless=f"{_ELSEWHERE}|群众|测评",
    ),
    "arrears.base_count": Cue(
        "欠款|拖欠|账款|存量|清查|清理",
        "arrears",
        never="新增|补录|分歧|清零|结清|还清|已还|逾期|未付|小额|万以下|万元以下|清偿完毕|未清|偿还",
    ),
    "arrears.base_amount": Cue(
        "欠款|拖欠|账款|存量|清查|清理|总额",
        "arrears",
        never=f"{_NOT_PAID}|新增|补录|逾期|未付|分歧|累计清理|已清理|期间|万以下|万元以下|还(?=$)",
    ),
    "arrears.repaid_amount": Cue(
        "还款|偿还|清偿|已还|归还|兑付|累计清理|已清理|累计支付|化解",
        "arrears",
        never="计划|目标|任务|实质性|期间|本季度|当季|季度内|本期|当年|今年|本年|余额|其中|转账|现金|票据|以物|贷款",
    ),
    "arrears.substantive_amount": Cue("实质性", "arrears", whole=False),
    "arrears.repaid_in_period": Cue(
        "还款|偿还|清偿|归还|兑付|支付",
        "arrears",
        never="计划|目标|任务|实质性|累计|余额|其中|转账|现金|票据|以物|贷款",
    ),
    "arrears.balance": Cue(
        "余额|剩余|尚欠|未还|尚未清偿|尚有",
        "arrears",
        never="补录|新增|逾期|小额|分歧",
        stands=True,
    ),
    "arrears.repaid_rate": Cue(
        "还款率|清偿率|清欠率|偿还率|清理率|清偿比例", "arrears", loose=True
    ),
    "arrears.cleared_count": Cue(
        "清零|结清|还清|清偿完毕|清结", "arrears", never="未|小额|万以下|万元以下|剩余|还有"
    ),
    "arrears.small_open_count": Cue(
        "(?:小额|万以下|万元以下|万元及以下).*(?:未|剩|余|还有|尚)|未清零", "arrears", whole=False
    ),
    "arrears.small_cleared_on": Cue("清零", "small", whole=False),
    "arrears.plan_amount": Cue("计划|目标|任务", "arrears", never="余额|已还|完成还款|上级|下达"),
    "arrears.plan_met_on": Cue(
        "(?:完成|达到|实现).*(?:目标|计划|任务)|提前完成|□(?:提前|按期|如期)?(?:完成|达到)|提前了?□",
        "plan",
        never="清零|力争",
        whole=False,
    ),
    "arrears.disputed_count": Cue("(?<!无)(?:分歧)", "arrears", whole=False),
    "arrears.added_count": Cue("补录", "arrears", whole=False),
    "arrears.added_balance": Cue("补录", "arrears", whole=False),
    "arrears.new_open_count": Cue(
        "新增(?:的)?(?:欠款|账款)|新增未清", "arrears", never="逾期|拖欠", whole=False
    ),
    "arrears.new_overdue_count": Cue("新增(?:的)?(?:拖欠|逾期)", "arrears", whole=False),
    "arrears.disclosed_count": Cue(
        "逾期未(?:付|支付|还)|逾期尚未", "arrears", whole=False, units="笔 份 个 件"
    ),
    "arrears.disclosed_amount": Cue("逾期未(?:付|支付|还)|逾期尚未", "arrears", whole=False),
    "event.campaign_count": Cue(
        "专场|送解优", never="培训|走访|推送|招聘|文艺|演出|(?:对接|宣讲)(?!.*等)"
    ),
    "event.count": Cue("专场活动", never="送解优|专项行动|其中", units="次 场 场次"),
    "outreach.count": Cue(
        "普法|法治宣传|法律宣传|宣讲|法治文化", "outreach", never="资料|受众|学法|政策", loose=True
    ),
    "outreach.copies": Cue(
        "资料|宣传品|读本|折页|传单|宣传册|宣传单",
        "outreach",
        never="政策|会议|慰问|问卷|宣传周|宣传日|活动现场",
        sure="发放(?:各类|普法|法治|法律|宣传)*(?:资料|宣传册|宣传单)",
    ),
    "outreach.people": Cue("受众|受教育|惠及|参与|覆盖|受益", "outreach", units="人次 人/次 人"),
    "study.rule_of_law_months": Cue("中心组.*法治思想|法治思想.*中心组", whole=False),
    "study.count": Cue("学习会议", never="学法|法治思想"),
    "study.law_count": Cue("学法|法治学习|法律学习", units="次 场 场次 期"),
    "study.party_meetings": Cue("党组会", units="次 场 场次"),
    "study.special_count": Cue("专题研究", units="次 场 场次"),
    "study.branch_count": Cue("三会一课|开展$", "branch", units="次 场 场次"),
    "study.plenary_months": Cue("全会精神", whole=False),
    "drill.trainings": Cue(
        "(?:安全|应急|消防)[^,，]{0,8}培训", never="演练|受众|普法", units="次 场 期 场次"
    ),
    "drill.drills": Cue(
        "(?:应急|消防|防汛|安全|疏散)[^,，]{0,6}演练", never="培训", units="次 场 场次"
    ),
    "drill.exams": Cue("安全[^,，]{0,8}考试", never="执法|资格", units="次 场 场次"),
    "drill.count": Cue("培训演练|培训[、和及与](?:应急)?演练"),
    "drill.people": Cue(
        "参加|参训|参与|培训|演练",
        "taught",
        units="人次 人/次 人",
        never="检查|隐患",
        unless="检查",
    ),
    "emergency.plans": Cue(
        "预案", never="演练|培训|企业编制|督促|修订(?!完善|并|、|和)", whole=False
    ),
    "document.count": Cue(
        "(?:印发|出台|制定|修订|建立).*(?:文件|制度|办法|规定)", never="公开|发布|政策|信息"
    ),
    "safety.inspections": Cue(
        "检查|巡查",
        "safety",
        never=f"电力|隐患|执法|督查|人数|计划|{_OTHER_SAFETY}",
        units="次 场 场次 批次",
        sure="带队[^。;]*检查",
    ),
    "safety.participants": Cue(
        "参加|参与|出动|检查人|人员|人数|安全检查$|安全生产检查$",
        "safety",
        never="电力|执法人员|培训|演练|受众|专家",
        sure="参加(?:安全)?检查|检查人[数员]",
    ),
    "safety.enterprises": Cue(
        "受检|检查|覆盖", "safety", never="走访|推送|普法|结对|电力", units="家 户 个"
    ),
    "safety.hazards": Cue(
        "隐患",
        "safety",
        never=f"电力|整改|整治|消除|治理|超期|逾期|查处|信访|矛盾|{_OTHER_SAFETY}",
        loose=True,
        unless=f"{_OTHER_SAFETY}",
    ),
    "safety.rectified": Cue(
        "整改|整治|消除|治理",
        "hazard",
        never="未|超期|逾期|率|尚|电力|查处",
        unless=f"电力|{_OTHER_SAFETY}",
    ),
    "safety.rectified_rate": Cue("整改率|整治率|整改完成率", "hazard", unless="电力"),
    "safety.overdue": Cue(
        "(?:超期|逾期).{0,4}(?:未整改|隐患|整改)|未整改", "safety", loose=True, whole=False
    ),
    "safety.plan_items": Cue("检查计划", units="项 个 条"),
    "power.checks": Cue(
        "执法|检查", "power", never="每月|月均|出动|人员|人次|隐患|月份", units="次 场 场次 批次"
    ),
    "power.officers": Cue(
        "出动|执法人员|人员|参加",
        "power",
        never="现有|持证|新增|共有",
        sure="出动(?:行政)?执法人员",
    ),
    "power.hazards": Cue("隐患|查处|违法", "power", sure="查处(?:用电|各类|安全)*隐患"),
    "power.min_per_month": Cue(
        "每月|月均|每个月|最少的月份", "power", whole=False, units="次 场 场次"
    ),
    "petition.received": Cue(
        "信访|受理|收到|接到|登记",
        "petition",
        never="热线|交办|复查|12345|来信|来访|网上|办结|化解|其他|问题|积案|重复",
    ),
    "petition.hotline": Cue(
        "热线|12345", "petition", never="接听|拨打|电话$|满意", loose=True, whole=False
    ),
    "petition.assigned": Cue("交办|转办", "petition", never="问题", whole=False),
    "petition.review": Cue("复查|复核", "petition", never="检查", whole=False),
    "petition.other": Cue("其他", "petition", whole=False),
    "petition.on_time_rate": Cue("(?:按期|按时|及时|如期)(?:办结率)", "petition"),
    "petition.solved_rate": Cue("化解率|解决率|办结化解率", "petition", never="问题"),
    "disclosure.published": Cue(
        "公开(?!目录)|发布",
        "disclosure",
        never="文件信息|人事|规划|财政|年报|年度报告|率|其他|预算|决算|微信|公众号|抖音|视频|简报|媒体",
        units="篇 条 份 件 个 项",
    ),
    "disclosure.documents": _disclosed("文件信息|文件类|政策文件|文件", never="制度|印发|出台"),
    "disclosure.personnel": _disclosed("人事"),
    "disclosure.planning": _disclosed("规划"),
    "disclosure.finance": _disclosed(
        "财政信息|财政类|财政资金信息|预决算|财政预|财务信息|财政", never="财政局"
    ),
    "disclosure.annual_report": _disclosed("年报|年度报告"),
    "disclosure.other": _disclosed("其他(?:信息)?"),
    "disclosure.reviewed_rate": Cue("三审|保密审查", whole=False),
    "disclosure.on_time_rate": Cue(
        "(?:公开|发布)[按及][期时]率|[按及][期时](?:公开|发布)(?:率)|公开.*及时率"
    ),
    "enforcement.exam_passed": Cue(
        "执法.*考试|考试合格|资格考试|新增.*(?:持证|执法人员|执法资格)|执法证",
        never="安全|现有|共有|累计|(?:参加|报名|报考|参考)(?!.*(?:合格|通过|取得))",
        units="名 人 位 个",
    ),
    "emergency.team": Cue("救援队|应急队伍|救援人员|抢险队", units="人 名 位"),
}


def cue_of(figure: Figure) -> Cue:
    """The figure's own line, or its label as it stands."""
    return CUES.get(figure.key) or Cue(re.escape(figure.label), whole=False)
