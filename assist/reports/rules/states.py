"""The life of a report: its states, what people do to it, and who may; pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from assist.lib.enums import Labelled
from assist.lib.errors import Invalid, Refused


class ReportState(Labelled):
    """How far a report has come."""

    DRAFTING = "drafting", "起草中"
    FROZEN = "frozen", "已封账"
    REVIEWING = "reviewing", "待审核"
    APPROVING = "approving", "待签发"
    SIGNED = "signed", "已签发"
    #: A text of an earlier year, kept to be read beside the next.
    ARCHIVED = "archived", "往年存档"


class ReportAct(Labelled):
    """What is done to a report; each leaves a line in its register."""

    FREEZE = "freeze", "封账"
    SEND = "send", "送审"
    SECRECY = "secrecy", "保密审查"
    PASS = "pass", "审核通过"
    SEND_BACK = "send_back", "退回修改"
    WITHDRAW = "withdraw", "撤回修改"
    SIGN = "sign", "签发"
    CORRECT = "correct", "更正"
    SUBMIT = "submit", "报送"
    PUBLISH = "publish", "公开"


class Part(Labelled):
    """Whose part an act is."""

    OFFICE = "office", "送解优办"
    REVIEWER = "reviewer", "审核人"
    SIGNER = "signer", "签发人"


S, A = ReportState, ReportAct

#: What may be done in which state, and where it leads. Nothing unfreezes: whatever leads back to
#: drafting begins a new edition, and the frozen one stays as it was.
TRANSITIONS: Mapping[tuple[ReportState, ReportAct], ReportState] = {
    (S.DRAFTING, A.FREEZE): S.FROZEN,
    (S.FROZEN, A.SEND): S.REVIEWING,
    (S.FROZEN, A.WITHDRAW): S.DRAFTING,
    (S.REVIEWING, A.SECRECY): S.REVIEWING,
    (S.REVIEWING, A.PASS): S.APPROVING,
    (S.REVIEWING, A.SEND_BACK): S.DRAFTING,
    (S.REVIEWING, A.WITHDRAW): S.DRAFTING,
    (S.APPROVING, A.SECRECY): S.APPROVING,
    (S.APPROVING, A.SIGN): S.SIGNED,
    (S.APPROVING, A.SEND_BACK): S.DRAFTING,
    (S.SIGNED, A.SUBMIT): S.SIGNED,
    (S.SIGNED, A.PUBLISH): S.SIGNED,
    (S.SIGNED, A.CORRECT): S.DRAFTING,
}

#: Whose part each act is; what is sent back at the end is sent back by whoever would sign.
PARTS: Mapping[tuple[ReportState, ReportAct], Part] = {
    pair: {
        A.SECRECY: Part.REVIEWER,
        A.PASS: Part.REVIEWER,
        A.SIGN: Part.SIGNER,
        A.SEND_BACK: Part.SIGNER if pair[0] is S.APPROVING else Part.REVIEWER,
    }.get(pair[1], Part.OFFICE)
    for pair in TRANSITIONS
}

#: By which act a report goes on that waits for somebody's judgement.
OWED = {S.REVIEWING: A.PASS, S.APPROVING: A.SIGN}
#: Acts that must say why.
NEED_WORDS = frozenset({A.SEND_BACK, A.WITHDRAW, A.CORRECT})
#: Acts that are no drafter's own: what one has written another reads.
NOT_THE_DRAFTERS = frozenset({A.SECRECY, A.PASS, A.SEND_BACK, A.SIGN})
#: Acts by which somebody becomes the drafter of an edition.
DRAFTS = frozenset({A.FREEZE, A.SEND})
#: Acts that begin a new edition, since the frozen one keeps its text.
NEW_EDITION = frozenset({A.SEND_BACK, A.WITHDRAW, A.CORRECT})


def next_state(state: ReportState, act: ReportAct) -> ReportState:
    """Where the act leads; Refused where it leads nowhere."""
    found = TRANSITIONS.get((state, act))
    if found is None:
        raise Refused(f"报告{state.label}，不能{act.label}。")
    return found


def acts_in(state: ReportState) -> list[ReportAct]:
    """What may be done now, in the order of a report's life; what leads back comes last."""
    found = [act for act in ReportAct if (state, act) in TRANSITIONS]
    return sorted(found, key=lambda act: act in NEW_EDITION)


def why_not(
    state: ReportState,
    act: ReportAct,
    *,
    parts: Collection[Part],
    is_drafter: bool,
    secrecy_done: bool,
) -> str | None:
    """Why somebody may not do that now; None when they may."""
    if (state, act) not in TRANSITIONS:
        return f"报告{state.label}，不能{act.label}。"
    part = PARTS[state, act]
    if part not in parts:
        return f"{act.label}由{part.label}办理。"
    if is_drafter and act in NOT_THE_DRAFTERS:
        return f"您是拟稿人，{act.label}应由其他人办理。"
    if act is A.SIGN and not secrecy_done:
        return "还没有完成保密审查，不能签发。"
    return None


def check_words(act: ReportAct, words: str) -> None:
    """Whoever gives a report back says why."""
    if act in NEED_WORDS and not words:
        raise Invalid("words", f"{act.label}要写明理由。")
