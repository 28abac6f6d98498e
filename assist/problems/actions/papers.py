"""附件: the files that come with an act belong to its step."""

from __future__ import annotations

from collections.abc import Sequence

from assist import audit
from assist.accounts.models import User
from assist.lib.errors import Invalid, Refused
from assist.problems.models import Problem, Step
from assist.problems.queries.case import KIND
from assist.web import uploads
from assist.web.access import Permission as P
from assist.web.uploads import Attachment, Checked


def attach(*, by: User, problem: Problem, papers: Sequence[Checked]) -> list[Attachment]:
    """Keep the files at the step that was just taken; each is named in the log with its hash."""
    if not papers:
        return []
    step = problem.steps[-1]
    return [_keep(by, problem, step, paper) for paper in papers]


def attach_later(
    *, by: User, problem: Problem, step: Step, papers: Sequence[Checked]
) -> list[Attachment]:
    """Add files to a step that was taken before: by whoever took it, or by the office."""
    if step.by_id != by.id and not by.may(P.PROBLEM_HANDLE_ON_BEHALF):
        raise Refused("只有经办人本人和送解优办可以补附件。")
    if not papers:
        raise Invalid("files", "请选择要补的附件。")
    return [_keep(by, problem, step, paper) for paper in papers]


def _keep(by: User, problem: Problem, step: Step, paper: Checked) -> Attachment:
    kept = uploads.keep(kind=KIND, key=str(step.id), checked=paper, by=by)
    audit.record(
        verb="problem.attach",
        kind="problem",
        key=problem.number,
        sentence=f"上传了问题“{problem.title}”的附件“{kept.name}”，SHA-256 {kept.sha256}",
        by=by,
    )
    return kept
