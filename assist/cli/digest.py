"""`flask digest`: what happens by itself on a working day, and who is reminded of what."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from typing import Any

import click

from assist.db import lock
from assist.lib.days import chinese_day, parse_day
from assist.notices import actions, queries
from assist.notices.actions.sending import Sent
from assist.notices.rules import Kind, Reminder, Way, is_time
from assist.pairings import actions as pairings
from assist.problems import actions as problems
from assist.settings import current
from assist.web.clock import local, now, today
from assist.web.transaction import writing_transaction

#: What happens by itself.
BY_ITSELF = {"自动恢复办理": "resumed", "自动提级": "escalated", "承诺转给接手人": "passed"}


@click.command()
@click.option("--on", "told", default="", help="哪一天，默认为今天")
@click.option("--json", "as_json", is_flag=True, help="只输出 JSON")
def digest(told: str, as_json: bool) -> None:
    """Remind everybody of the day once, and do what falls due by itself; safe to run twice."""
    try:
        on = parse_day(told) if told else today()
    except ValueError as error:
        click.echo(str(error), err=True)
        raise SystemExit(2) from None
    done = say(on, told_day=bool(told))
    sent = actions.deliver() if done["working_day"] else {}  # days off are quiet, retries too
    if as_json:
        click.echo(json.dumps(_as_json(done, sent), ensure_ascii=False, indent=1))
        return
    for line in _lines(done, sent):
        click.echo(line)


def say(on: date, *, told_day: bool) -> dict[str, Any]:
    """The day's acts and notices in one transaction: all of it or, after a kill, nothing."""
    with writing_transaction():
        lock("digest")
        done: dict[str, Any] = {
            "on": on,
            "working_day": current().calendar.is_workday(on),
            "said": False,
            "before": queries.said(on) is not None,
            "resumed": [],
            "escalated": [],
            "passed": [],
            "reminders": [],
        }
        hour, set_hour = local(now()).hour, int(current().digest_hour)
        if done["before"] or not is_time(
            on, done["working_day"], hour, set_hour, told_day=told_day
        ):
            return done
        done["resumed"] = [problem.number for problem in problems.resume_due(on=on)]
        done["escalated"] = [problem.number for problem in problems.escalate_overdue(on=on)]
        done["passed"] = [promise.number for promise in pairings.pass_due(on=on)]
        done["reminders"] = queries.reminders(on)
        actions.tell(on=on)
        done["said"] = True
        return done


def _things(found: list[Reminder]) -> dict[Kind, list[str]]:
    """What is said, each thing once, whoever is told of it."""
    said: dict[str, Reminder] = {r.key: r for r in found}
    return {kind: [r.words for r in said.values() if r.kind is kind] for kind in Kind}


def _as_json(done: dict[str, Any], sent: dict[Way, Sent]) -> dict[str, Any]:
    found: list[Reminder] = done["reminders"]
    return {
        "on": done["on"].isoformat(),
        "working_day": done["working_day"],
        "said": done["said"],
        "said_before": done["before"],
        "resumed": done["resumed"],
        "escalated": done["escalated"],
        "passed": done["passed"],
        "people": len({r.user_id for r in found}),
        "reminders": {
            kind.value: number for kind, number in Counter(r.kind for r in found).items()
        },
        "things": {kind.value: words for kind, words in _things(found).items() if words},
        "sent": {
            way.value: {"sent": one.sent, "failed": one.failed, "error": one.error}
            for way, one in sent.items()
        },
    }


def _lines(done: dict[str, Any], sent: dict[Way, Sent]) -> list[str]:
    """The same for a person; a failing channel is told and is no failure of the command."""
    day = chinese_day(done["on"])
    lines = []
    if done["before"]:
        lines.append(f"{day}的提醒已经发出，不再重复。")
    elif not done["working_day"]:
        lines.append(f"{day}不是工作日，不提醒。")
    elif not done["said"]:
        lines.append(f"{day}还没到提醒的时间（{current().digest_hour} 点）。")
    else:
        found = done["reminders"]
        lines.append(f"{day}：提醒 {len({r.user_id for r in found})} 人。")
        by_itself = {
            "自动恢复办理": "resumed",
            "自动提级": "escalated",
            "随移交转给接手人": "passed",
        }
        for label, numbers in ((label, done[key]) for label, key in by_itself.items()):
            if numbers:
                lines.append(f"{label}：{'、'.join(numbers)}")
        for kind, words in _things(found).items():
            if words:
                lines += [f"{kind.label}（{len(words)}）", *(f"  {one}" for one in words)]
    for way, one in sent.items():
        if one.sent or one.failed:
            trouble = f"，失败 {one.failed} 条：{one.error}" if one.failed else ""
            lines.append(f"{way.label}：发出 {one.sent} 条{trouble}")
    return lines


COMMANDS = (digest,)
