"""The chain: what an event's hash covers; and the groups in which a reader looks for events."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from enum import Enum

GENESIS = "0" * 64


def link(previous: str, at: datetime, *parts: str) -> str:
    """SHA-256 over the previous hash and all the event says, in a form that reads only one way."""
    text = json.dumps(
        [previous, at.astimezone(UTC).isoformat(), *parts],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return hashlib.sha256(text.encode()).hexdigest()


class Group(Enum):
    """Verbs that belong together: the word in the address, the name, the patterns of LIKE."""

    DOOR = "door", "登录和退出", ("account.sign%",)
    FAILED = "failed", "登录失败", ("account.sign_in_failed",)
    REFUSED = "refused", "被拒绝的操作", ("refused",)
    EXPORT = "export", "导出", ("%export%",)
    REVEAL = "reveal", "查看完整号码", ("%reveal%",)
    ACCOUNTS = "accounts", "账号、干部和单位", ("account.%", "cadre.%", "unit.%")
    SETTINGS = "settings", "设置和工作日", ("setting.%", "workday.%")
    ENTERPRISES = "enterprises", "企业和结对", ("enterprise.%", "contact.%", "pairing.%")
    VISITS = "visits", "走访", ("visit.%",)
    PROBLEMS = "problems", "问题", ("problem.%",)
    POLICIES = "policies", "政策", ("policy.%", "delivery.%")
    ARREARS = "arrears", "清欠", ("debt.%", "repayment.%", "adjustment.%", "plan.%")
    PETITIONS = "petitions", "信访", ("petition.%",)
    DISCLOSURES = "disclosures", "信息公开", ("disclosure.%",)
    NOTICES = "notices", "每日提醒", ("notice.%",)
    WORKBOOK = "workbook", "导入工作簿", ("workbook.%", "import%")
    REPORTS = "reports", "报告", ("report.%",)
    AUDIT = "audit", "审计日志", ("audit.%",)

    def __init__(self, code: str, label: str, patterns: tuple[str, ...]) -> None:
        self.code = code
        self.label = label
        self.patterns = patterns


GROUPS = {group.code: group for group in Group}

#: What an event is about, in words.
KINDS = {
    "account": "账号",
    "unit": "单位",
    "setting": "设置",
    "workday": "工作日",
    "enterprise": "企业",
    "pairing": "结对",
    "policy": "政策",
    "visit": "走访",
    "problem": "问题",
    "debt": "欠款",
    "plan": "清欠计划",
    "petition": "信访",
    "disclosure": "信息公开",
    "report": "报告",
    "workbook": "工作簿",
    "cadre": "干部名录",
    "notice": "提醒",
    "audit": "审计日志",
    "archive": "年度档案",
    "form": "上级表格",
    "page": "页面",
}
