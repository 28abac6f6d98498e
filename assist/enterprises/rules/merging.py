"""What a merger of two enterprises keeps, fills and moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from assist.enterprises.models import Enterprise
from assist.enterprises.rules.facts import EnterpriseFacts, facts_of

#: What the records are called that stand in a table; one that is not named here cannot be merged.
RECORDS: Mapping[str, str] = {
    "key_year": "重点企业年度",
    "contact": "联系人",
    "pairing": "结对",
    "problem": "问题",
    "visit": "走访和联系",
    "promise": "承诺",
    "draft": "未提交的草稿",
    "delivery": "政策告知",
    "policy_application": "政策申报",
    "debt": "欠款",
    "inspection_enterprise": "安全检查",
    "hazard": "安全隐患",
    "event_enterprise": "专场活动",
    "outreach_enterprise": "普法活动",
    "roll_over_line": "年度结转",
    "enterprise": "以前并入的企业",
}
#: Facts that are never taken from the other: what names it stays its own.
OWN = frozenset({"code", "name", "pinyin", "contacts", "key_years", "tags", "aliases"})


@dataclass(frozen=True)
class Moved:
    """How many records of a kind go over, and how many stay because the other has the same."""

    label: str
    moves: int
    stays: int = 0


def merged_facts(winner: Enterprise, loser: Enterprise) -> EnterpriseFacts:
    """The winner's facts, its blanks filled from the loser, whose names become other names."""
    mine, theirs = facts_of(winner), facts_of(loser)
    filled = {
        each.name: getattr(theirs, each.name)
        for each in fields(mine)
        if each.name not in OWN
        and getattr(mine, each.name) in (None, "", ())
        and getattr(theirs, each.name) not in (None, "", ())
    }
    known = {mine.name, filled.get("short_name", mine.short_name), ""}
    names = (*mine.aliases, theirs.name, theirs.short_name, *theirs.aliases)
    aliases = tuple(dict.fromkeys(name for name in names if name not in known))
    tags = tuple(dict.fromkeys((*mine.tags, *theirs.tags)))
    return replace(
        mine,
        **filled,
        aliases=_fitting(aliases),
        tags=_fitting(tags),
        key_years=tuple(sorted({*mine.key_years, *theirs.key_years})),
        contacts=(*mine.contacts, *theirs.contacts),
    )


def _fitting(names: tuple[str, ...], most: int = 300) -> tuple[str, ...]:
    """As many as the column holds."""
    while len("、".join(names)) > most:
        names = names[:-1]
    return names


def why_not_merge(*, same: bool, merged: str, withdrawn: bool) -> str | None:
    """Why these two cannot become one; `merged` names where the loser has gone already."""
    if same:
        return "不能并入自己，请填写另一家企业。"
    if withdrawn:
        return "保留的企业已经撤下，请先恢复。"
    if merged:
        return f"这家企业已经并入“{merged}”。"
    return None
