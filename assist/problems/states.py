"""The words of a problem's life: states, acts, outcomes and the other choices (design 4 and 8)."""

from __future__ import annotations

from assist.lib.enums import Labelled


class State(Labelled):
    """Where a problem stands; every state has one holder and one clock."""

    REGISTERED = "registered", "已登记"
    ASSIGNED = "assigned", "已交办"
    HANDLING = "handling", "办理中"
    ANSWERED = "answered", "已反馈"
    PARKED = "parked", "挂账推进"
    CLOSED = "closed", "已销号"
    REJECTED = "rejected", "不予受理"

    @property
    def is_open(self) -> bool:
        """Whether somebody still holds it."""
        return self not in {State.CLOSED, State.REJECTED}


OPEN = tuple(state for state in State if state.is_open)


class Act(Labelled):
    """What a person does to a problem; the code is the address with - for _."""

    #: The words behind 不能 and in the log, where those on the button are no verb.
    doing: str

    def __init__(self, code: str, label: str, doing: str = "") -> None:
        self.doing = doing or label

    RECORD = "record", "登记"
    SOLVE_ON_SPOT = "solve_on_spot", "现场解决", "登记现场解决"
    ASSIGN = "assign", "交办"
    DISPUTE = "dispute", "异议退回", "提出异议"
    SIGN = "sign", "签收"
    MEASURE = "measure", "办理措施", "填报办理措施"
    CO_ANSWER = "co_answer", "协办反馈", "填报协办反馈"
    ASK_EXTENSION = "ask_extension", "申请延期"
    DECIDE_EXTENSION = "decide_extension", "审批延期", "审批延期申请"
    ANSWER = "answer", "反馈", "反馈办理结果"
    RETURN_FOR_REWORK = "return_for_rework", "退回重办"
    CALL_BACK = "call_back", "回访"
    DECIDE_CALL_BACK = "decide_call_back", "研判不满意", "研判不满意回访"
    PARK = "park", "挂账"
    RESUME = "resume", "恢复办理"
    CLOSE = "close", "销号"
    REJECT = "reject", "不予受理", "作不予受理处理"
    DIVERT = "divert", "转法定途径", "转法定途径办理"
    WITHDRAW = "withdraw", "撤回"
    REOPEN = "reopen", "重新办理"
    ESCALATE = "escalate", "提级"
    PRESENT = "present", "呈批"
    INSTRUCT = "instruct", "批示"
    URGE = "urge", "催办"
    REPLY = "reply", "答复", "答复批示、催办或呈批"
    ASK_BACK = "ask_back", "退回补充"
    SUPPLEMENT = "supplement", "补充说明"
    TAKE_OVER = "take_over", "导入"

    @property
    def slug(self) -> str:
        """The last part of the act's address."""
        return self.value.replace("_", "-")


class Outcome(Labelled):
    """What became of it; not a state."""

    SOLVED_ON_SPOT = "solved_on_spot", "现场解决"
    SOLVED = "solved", "已解决"
    PARTLY_SOLVED = "partly_solved", "部分解决"
    EXPLAINED = "explained", "解释说明"
    PARKED = "parked", "挂账推进"
    NOT_ACCEPTED = "not_accepted", "不予受理"
    DIVERTED = "diverted", "转法定途径"
    WITHDRAWN = "withdrawn", "撤回"


SOLVED = (Outcome.SOLVED_ON_SPOT, Outcome.SOLVED)
#: Out of every rate, shown as a count (domain 2).
NOT_TAKEN = (Outcome.NOT_ACCEPTED, Outcome.DIVERTED, Outcome.WITHDRAWN)
#: What a unit may answer.
ANSWERS = (Outcome.SOLVED, Outcome.PARTLY_SOLVED, Outcome.EXPLAINED)


class Satisfaction(Labelled):
    """What the enterprise said when it was called back."""

    SATISFIED = "satisfied", "满意"
    FAIRLY_SATISFIED = "fairly_satisfied", "基本满意"
    DISSATISFIED = "dissatisfied", "不满意"
    UNREACHABLE = "unreachable", "无法联系"
    NO_RESPONSE = "no_response", "未回应"

    @property
    def reached(self) -> bool:
        """Whether the enterprise said anything at all."""
        return self in {
            Satisfaction.SATISFIED,
            Satisfaction.FAIRLY_SATISFIED,
            Satisfaction.DISSATISFIED,
        }


class Difficulty(Labelled):
    """一般 or 复杂, which sets the working days."""

    ORDINARY = "ordinary", "一般"
    COMPLEX = "complex", "复杂"


class Level(Labelled):
    """办理层级."""

    UNIT = "unit", "部门"
    DISTRICT = "district", "区级"
    CITY = "city", "市级"
    PROVINCE = "province", "省级"


class StuckOn(Labelled):
    """卡点: what a measure is waiting for."""

    NOTHING = "nothing", "无"
    SUPERIOR = "superior", "等上级"
    FUNDS = "funds", "等资金"
    ENTERPRISE = "enterprise", "等企业"


class Source(Labelled):
    """来源."""

    VISIT = "visit", "走访"
    MEETING = "meeting", "座谈"
    PHONE = "phone", "电话"
    ONLINE = "online", "线上"
    ENTERPRISE = "enterprise", "企业自报"
    HOTLINE = "hotline", "12345"
    SUPERIOR = "superior", "上级交办"
    OTHER = "other", "其他"


class ItemKind(Labelled):
    """What waits for an answer."""

    INSTRUCTION = "instruction", "批示"
    URGE = "urge", "催办"
    SUPERVISE = "supervise", "督办"
    PRESENTED = "presented", "呈批"
    EXTENSION = "extension", "延期申请"
    DISSATISFIED = "dissatisfied", "不满意研判"
    SUPPLEMENT = "supplement", "退回补充"


class Decision(Labelled):
    """How an extension or a dissatisfied call-back is decided."""

    GRANT = "grant", "同意延期"
    REFUSE = "refuse", "不同意延期"
    SEND_BACK = "send_back", "退回重办"
    UPHOLD = "uphold", "维持答复"


class Holder(Labelled):
    """Who has it now."""

    OFFICE = "office", "送解优办"
    LEAD = "lead", "主办单位"
    LIAISON = "liaison", "联络员"
    NOBODY = "nobody", "—"


#: Complaints about a unit: not shown to the unit that they are about (design 3).
COMPLAINTS = frozenset({"行政检查与执法", "账款拖欠"})

CATEGORIES = (
    ("融资", Difficulty.COMPLEX),
    ("用工", Difficulty.ORDINARY),
    ("用地与厂房", Difficulty.COMPLEX),
    ("水电气", Difficulty.ORDINARY),
    ("物流运输", Difficulty.ORDINARY),
    ("市场开拓与订单", Difficulty.ORDINARY),
    ("项目审批与建设", Difficulty.COMPLEX),
    ("政策落实与奖补", Difficulty.ORDINARY),
    ("科技创新与技改", Difficulty.ORDINARY),
    ("账款拖欠", Difficulty.COMPLEX),
    ("税费与收费", Difficulty.ORDINARY),
    ("行政检查与执法", Difficulty.ORDINARY),
    ("法律与纠纷", Difficulty.COMPLEX),
    ("安全环保", Difficulty.ORDINARY),
    ("园区配套", Difficulty.ORDINARY),
    ("其他", Difficulty.ORDINARY),
)
