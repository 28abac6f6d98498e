"""What can be set: key, Chinese name, default, and how a value is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from assist.lib import money
from assist.lib.days import chinese_day, parse_day
from assist.lib.text import clean, split_list


class Group(StrEnum):
    """The parts of the settings page."""

    NAMES = "机构与行动名称"
    PROBLEMS = "问题办理时限（工作日）"
    VISITS = "走访"
    ARREARS = "清欠"
    INSPECTIONS = "检查与执法"
    PETITIONS = "信访与信息公开"
    REMINDERS = "提醒"
    REPORTS = "报告"
    SECURITY = "登录与会话"


@dataclass(frozen=True)
class Option:
    """One setting; `sheet` is its name in the workbook where it has one."""

    key: str
    label: str
    default: Any
    group: Group
    read: Callable[[str], Any]
    show: Callable[[Any], str] = str
    sheet: str | None = None
    hint: str = ""


def _name(text: str) -> str:
    text = clean(text)
    if not 1 <= len(text) <= 100:
        raise ValueError("请填写 1 到 100 个字。")
    return text


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        text = clean(text)
        if not (text.isascii() and text.isdigit() and len(text) < 7 and low <= int(text) <= high):
            raise ValueError(f"请填写 {low} 到 {high} 之间的整数。")
        return int(text)

    return read


def _yes(text: str) -> bool:
    if clean(text) not in {"是", "否"}:
        raise ValueError("请填写“是”或“否”。")
    return clean(text) == "是"


def _list(text: str) -> list[str]:
    parts = split_list(text)
    if any(len(part) > 20 for part in parts) or len(parts) > 100:
        raise ValueError("最多 100 个词，每个词最多 20 个字，用“、”隔开。")
    return parts


def _show_yes(value: bool) -> str:
    return "是" if value else "否"


_DAYS = _whole(1, 250)


def _days(key: str, label: str, default: int, hint: str = "") -> Option:
    return Option(key, label, default, Group.PROBLEMS, _DAYS, hint=hint)


OPTIONS = (
    Option(
        "bureau_name", "单位全称", "洪江区科技和工业信息化局", Group.NAMES, _name, sheet="单位全称"
    ),
    Option("campaign_name", "专项行动名称", "送解优", Group.NAMES, _name, sheet="专项行动名称"),
    Option("party_name", "党委名称", "区工委", Group.NAMES, _name, sheet="党委名称"),
    Option("government_name", "政府名称", "区管委", Group.NAMES, _name, sheet="政府名称"),
    _days("registered_days", "交办时限", 3, "登记后由送解优办交办"),
    _days("assigned_days", "签收与异议时限", 1),
    _days("ordinary_days", "一般问题办理时限", 7),
    _days("complex_days", "复杂问题办理时限", 15),
    _days("co_days", "协办单位反馈时限", 3),
    _days("rework_days", "退回重办时限", 5),
    _days("call_back_days", "回访时限", 3),
    _days("close_days", "销号时限", 3),
    _days("decision_days", "研判不满意时限", 1),
    _days("instruct_days", "批示答复时限", 5, "批示时可另定"),
    _days("amber_days", "临期提醒天数", 2, "剩余工作日不多于此数为黄灯"),
    _days("stuck_days", "多少个工作日没有措施算没人动", 5),
    _days("escalate_days", "超期多少个工作日自动提到区级", 10),
    Option("partly_counts", "部分解决计入化解率", False, Group.PROBLEMS, _yes, _show_yes),
    Option("visit_window_days", "上门走访频次窗口（天）", 30, Group.VISITS, _whole(1, 365)),
    Option("no_contact_days", "多少天没有联系要提醒", 90, Group.VISITS, _whole(1, 730)),
    Option("amend_days", "走访记录可修改天数", 7, Group.VISITS, _whole(0, 60)),
    Option(
        "base_date",
        "欠款基准日",
        date(2024, 6, 30),
        Group.ARREARS,
        parse_day,
        chinese_day,
        sheet="欠款基准日",
    ),
    Option(
        "small_debt",
        "小额欠款上限（元）",
        50_000_000,
        Group.ARREARS,
        money.parse_yuan,
        lambda fen: f"{money.yuan(fen):f}",
        sheet="小额欠款上限(元)",
    ),
    Option(
        "base_locked",
        "存量欠款名单已锁定",
        True,
        Group.ARREARS,
        _yes,
        _show_yes,
        hint="锁定后网页上不能增减存量欠款，也不能改其金额；名单本身由工作簿导入",
    ),
    Option(
        "inspection_cap",
        "同一企业每年检查次数上限",
        2,
        Group.INSPECTIONS,
        _whole(1, 100),
        hint="超过时提示，不阻止登记",
    ),
    Option("power_per_month", "每月电力执法最少次数", 2, Group.INSPECTIONS, _whole(1, 31)),
    Option("hotline_days", "12345工单办结时限（工作日）", 5, Group.PETITIONS, _DAYS),
    Option("told_days", "信访告知时限（天）", 15, Group.PETITIONS, _DAYS),
    Option("petition_days", "信访办结时限（天）", 60, Group.PETITIONS, _DAYS),
    Option("extension_days", "信访延期最长天数", 30, Group.PETITIONS, _DAYS),
    Option("review_days", "信访复查时限（天）", 30, Group.PETITIONS, _DAYS),
    Option("petition_amber_days", "信访临期提醒天数", 3, Group.PETITIONS, _whole(0, 60)),
    Option("disclosure_days", "信息公开时限（工作日）", 20, Group.PETITIONS, _DAYS),
    Option(
        "digest_hour",
        "每日提醒从几点起发出",
        8,
        Group.REMINDERS,
        _whole(0, 23),
        hint="每个工作日一次，周末和节假日不发",
    ),
    Option(
        "supervise_days",
        "超期多少个工作日以上报联系领导督办",
        3,
        Group.REMINDERS,
        _whole(0, 250),
    ),
    Option(
        "secrecy_words",
        "保密审查词",
        ["绝密", "机密", "秘密", "内部资料", "不宜公开", "不予公开"],
        Group.REPORTS,
        _list,
        "、".join,
        hint="报告含有这些词的，签发前逐项核对；用“、”隔开",
    ),
    Option("lock_failures", "连续输错多少次锁定账号", 5, Group.SECURITY, _whole(3, 10)),
    Option("lock_minutes", "锁定多少分钟", 30, Group.SECURITY, _whole(5, 1440)),
    Option("idle_minutes", "电脑上多少分钟不操作自动退出", 30, Group.SECURITY, _whole(5, 720)),
    Option(
        "own_phone_idle_hours",
        "本人手机上多少小时不操作自动退出",
        12,
        Group.SECURITY,
        _whole(1, 24),
    ),
    Option("session_hours", "一次登录最长多少小时", 12, Group.SECURITY, _whole(1, 24)),
    Option("password_days", "密码多少天必须更换（0 为不强制）", 90, Group.SECURITY, _whole(0, 730)),
    Option("password_history", "新密码不得与最近几次相同", 5, Group.SECURITY, _whole(0, 24)),
    Option("one_time_hours", "一次性密码多少小时内有效", 72, Group.SECURITY, _whole(1, 720)),
)

BY_KEY: Mapping[str, Option] = {option.key: option for option in OPTIONS}
BY_SHEET: Mapping[str, Option] = {option.sheet: option for option in OPTIONS if option.sheet}
