"""Roles and the permissions each of them grants: the one table that menu, button and view ask."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from assist.lib.enums import Labelled
from assist.web.access import Permission as P


class Role(Labelled):
    """Who somebody is in the campaign (design 1)."""

    CADRE = "cadre", "联企干部"
    HANDLER = "handler", "承办人"
    LEADER = "leader", "区领导"
    BUREAU_LEADER = "bureau_leader", "局领导"
    OFFICE = "office", "送解优办"
    SPECIALIST = "specialist", "业务专员"
    ADMIN = "admin", "系统管理员"
    AUDITOR = "auditor", "审计员"


#: Roles that stand alone: they exclude every other, and no workbook grants them.
ALONE = frozenset({Role.ADMIN, Role.AUDITOR})
BUSINESS = tuple(role for role in Role if role not in ALONE)

_READS_ALL = frozenset(
    {
        P.ENTERPRISE_READ,
        P.ENTERPRISE_READ_ALL,
        P.PAIRING_READ,
        P.CADRE_READ,
        P.VISIT_READ,
        P.VISIT_READ_ALL,
        P.PROBLEM_READ,
        P.PROBLEM_READ_ALL,
        P.POLICY_READ,
        P.ARREARS_READ,
        P.ARREARS_READ_ALL,
        P.INSPECTION_READ,
        P.LEDGER_READ,
        P.DISCLOSURE_READ,
        P.PLANNING_READ,
        P.FIGURE_READ,
        P.REPORT_READ,
    }
)
#: Which of these rows somebody may write is `duties.duties_of`'s answer.
_WRITES_LEDGERS = frozenset(
    {
        P.ARREARS_WRITE,
        P.INSPECTION_WRITE,
        P.LEDGER_WRITE,
        P.PETITION_READ,
        P.PETITION_WRITE,
        P.DISCLOSURE_WRITE,
        P.PLANNING_WRITE,
        P.REPORT_WRITE,
    }
)

PERMISSIONS: dict[Role, frozenset[P]] = {
    Role.CADRE: frozenset(
        {
            P.ENTERPRISE_READ,
            P.CONTACT_REVEAL,
            P.PAIRING_READ,
            P.VISIT_READ,
            P.VISIT_RECORD,
            P.PROBLEM_READ,
            P.PROBLEM_RECORD,
            P.PROBLEM_CALL_BACK,
            P.POLICY_READ,
            P.ARREARS_READ,
        }
    ),
    Role.HANDLER: frozenset(
        {
            P.ENTERPRISE_READ,
            P.CONTACT_REVEAL,
            P.PROBLEM_READ,
            P.PROBLEM_HANDLE,
            P.POLICY_READ,
            P.PETITION_READ,
        }
    ),
    Role.LEADER: _READS_ALL
    | {
        P.CONTACT_REVEAL,
        P.DASHBOARD_READ,
        P.VISIT_RECORD,
        P.PROBLEM_RECORD,
        P.PROBLEM_ASSIGN,
        P.PROBLEM_CLOSE,
        P.PROBLEM_CLOSE_BUREAU,
        P.PROBLEM_INSTRUCT,
        P.PROBLEM_URGE,
        P.PETITION_READ,
    },
    Role.BUREAU_LEADER: _READS_ALL
    | {
        P.CONTACT_REVEAL,
        P.DASHBOARD_READ,
        P.PROBLEM_CLOSE_BUREAU,
        P.PETITION_READ,
        P.DISCLOSURE_SIGN,
        P.REPORT_SIGN,
    },
    Role.OFFICE: _READS_ALL
    | _WRITES_LEDGERS
    | {
        P.DUTY_ALL,
        P.REPORT_WRITE_ALL,
        P.CONTACT_REVEAL,
        P.DASHBOARD_READ,
        P.ENTERPRISE_WRITE,
        P.PAIRING_WRITE,
        P.VISIT_RECORD,
        P.VISIT_RECORD_ALL,
        P.PROBLEM_RECORD,
        P.PROBLEM_RECORD_ALL,
        P.PROBLEM_ASSIGN,
        P.PROBLEM_HANDLE_ON_BEHALF,
        P.PROBLEM_CALL_BACK,
        P.PROBLEM_CALL_BACK_ALL,
        P.PROBLEM_CLOSE,
        P.PROBLEM_PRESENT,
        P.PROBLEM_URGE,
        P.POLICY_WRITE,
        P.DISCLOSURE_SIGN,
        P.EXCHANGE_USE,
    },
    Role.SPECIALIST: _READS_ALL - {P.PAIRING_READ} | _WRITES_LEDGERS | {P.DUTY_ASSIGNED},
    Role.ADMIN: frozenset({P.ACCOUNT_MANAGE, P.UNIT_MANAGE, P.SETTING_MANAGE}),
    Role.AUDITOR: frozenset({P.AUDIT_READ}),
}


@cache
def granted(roles: frozenset[Role]) -> frozenset[P]:
    """What the roles grant together."""
    return frozenset().union(*(PERMISSIONS[role] for role in roles))


def clash(roles: Iterable[Role]) -> str | None:
    """Why these roles cannot be one person's, or None (separation of duties, GB/T 22239-2019)."""
    chosen = set(roles)
    alone = chosen & ALONE
    if alone and len(chosen) > 1:
        names = "、".join(role.label for role in Role if role in alone)
        return f"{names}不能与其他角色兼任。"
    return None if chosen else "请至少选择一个角色。"


#: Each permission in words, in the order of the table that administrators read.
WORDS: dict[P, str] = {
    P.ENTERPRISE_READ: "查看企业（本人联系或经办的）",
    P.ENTERPRISE_READ_ALL: "查看全部企业",
    P.ENTERPRISE_WRITE: "新增、修改企业",
    P.CONTACT_REVEAL: "查看联系人完整号码（逐次说明理由并留痕）",
    P.PAIRING_READ: "查看结对",
    P.PAIRING_WRITE: "调整结对",
    P.CADRE_READ: "查看干部名录",
    P.VISIT_READ: "查看走访（本人联系企业的）",
    P.VISIT_READ_ALL: "查看全部走访",
    P.VISIT_RECORD: "登记走访（本人联系企业的）",
    P.VISIT_RECORD_ALL: "登记任何企业的走访",
    P.PROBLEM_READ: "查看问题（本人联系或经办的）",
    P.PROBLEM_READ_ALL: "查看全部问题",
    P.PROBLEM_RECORD: "登记问题（本人联系企业的）",
    P.PROBLEM_RECORD_ALL: "登记任何企业的问题",
    P.PROBLEM_ASSIGN: "交办、不予受理，决定延期、异议和挂账",
    P.PROBLEM_HANDLE: "签收、办理、反馈（本单位的）",
    P.PROBLEM_HANDLE_ON_BEHALF: "代承办单位录入",
    P.PROBLEM_CALL_BACK: "回访（本人联系企业的）",
    P.PROBLEM_CALL_BACK_ALL: "回访任何企业",
    P.PROBLEM_CLOSE: "销号",
    P.PROBLEM_CLOSE_BUREAU: "销号（本局主办的）",
    P.PROBLEM_INSTRUCT: "批示",
    P.PROBLEM_PRESENT: "呈批",
    P.PROBLEM_URGE: "催办、督办",
    P.POLICY_READ: "查看政策",
    P.ARREARS_READ: "查看清欠（本人联系企业的）",
    P.ARREARS_READ_ALL: "查看全部清欠",
    P.ARREARS_WRITE: "登记欠款、还款和调整",
    P.INSPECTION_READ: "查看安全检查和电力执法",
    P.INSPECTION_WRITE: "登记安全检查和电力执法",
    P.LEDGER_READ: "查看台账",
    P.LEDGER_WRITE: "登记台账",
    P.PETITION_READ: "查看信访（指定承办、包案或分管的）",
    P.PETITION_WRITE: "登记信访",
    P.DISCLOSURE_READ: "查看信息公开",
    P.DISCLOSURE_WRITE: "登记、审查、发布信息公开",
    P.DISCLOSURE_SIGN: "终审信息公开",
    P.PLANNING_READ: "查看日程和任务",
    P.PLANNING_WRITE: "安排日程和任务",
    P.DUTY_ALL: "办理全部台账",
    P.DUTY_ASSIGNED: "办理分配给本人的台账",
    P.POLICY_WRITE: "维护政策库",
    P.DASHBOARD_READ: "查看调度页",
    P.FIGURE_READ: "查看统计数字",
    P.REPORT_READ: "查看报告",
    P.REPORT_WRITE: "修改报告中本人负责的章节",
    P.REPORT_WRITE_ALL: "起草报告、修改全部章节，封账、送审、报送和公开",
    P.REPORT_SIGN: "审核、签发报告",
    P.EXCHANGE_USE: "导入、导出工作簿",
    P.ACCOUNT_MANAGE: "管理账号",
    P.UNIT_MANAGE: "管理单位",
    P.SETTING_MANAGE: "管理设置和工作日",
    P.AUDIT_READ: "查看、校验、导出审计日志",
}
