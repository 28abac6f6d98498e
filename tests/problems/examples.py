"""What the access test asks the pages of files, kept filters and 一类事 for."""

from __future__ import annotations

from datetime import date
from typing import Any

from assist.db import db
from assist.problems import actions
from assist.problems.models import Problem
from assist.web.access import Permission
from assist.web.uploads import check
from tests.cadres.factories import office
from tests.web.test_uploads import picture

ON = date(2025, 12, 31)
SEES_ALL = frozenset({Permission.PROBLEM_READ_ALL})


def photo_of(problem: Problem) -> dict[str, Any]:
    """A photograph that came with a measure."""
    clerk = office()
    actions.measure(by=clerk, on=ON, problem=problem, words="已到现场")
    papers = [check(picture(), "现场.jpg")]
    (kept,) = actions.attach(by=clerk, problem=problem, papers=papers)
    db.session.commit()
    return {"number": problem.number, "file_id": kept.id}


def view_of(person: Any) -> dict[str, Any]:
    """Filters that somebody keeps."""
    kept = actions.keep_view(by=person, name="超期", query="tab=overdue")
    db.session.commit()
    return {"view_id": kept.id}


def matter_of(problem: Problem) -> dict[str, Any]:
    """A 一类事 with that problem in it."""
    made = problem.matter
    if made is None:
        clerk = office()
        made = actions.gather(by=clerk, on=ON, title="断路器停电")
        actions.join(by=clerk, matter=made, problems=[problem])
        db.session.commit()
    return {"number": made.number}


def member_of(problem: Problem) -> dict[str, Any]:
    """The same, and the problem that is taken out."""
    return matter_of(problem) | {"member": problem.number}


def step_of(problem: Problem) -> dict[str, Any]:
    """The step with which it came."""
    actions.measure(by=office(), on=ON, problem=problem, words="已到现场")
    db.session.commit()
    return {"number": problem.number}


FILE: dict[str, Any] = {
    "own": lambda w: photo_of(w.mine.problem),
    "another": lambda w: photo_of(w.others.problem),
    "absent": {"number": "1999-9999", "file_id": 1},
    "sees_all": SEES_ALL,
}
MATTER: dict[str, Any] = {
    "own": lambda w: matter_of(w.mine.problem),
    "another": lambda w: matter_of(w.others.problem),
    "absent": {"number": "类1999-999"},
    "sees_all": SEES_ALL,
}
EXAMPLES: dict[str, dict[str, Any]] = {
    "file": FILE,
    "thumbnail": FILE,
    "add_files": {
        "own": lambda w: step_of(w.mine.problem),
        "another": lambda w: step_of(w.others.problem),
        "absent": {"number": "1999-9999"},
        "sees_all": SEES_ALL,
    },
    "drop_view": {
        "own": lambda w: view_of(w.me),
        "another": lambda w: view_of(w.others.person),
        "absent": {"view_id": 987654},
    },
    **dict.fromkeys(("matter", "describe", "join", "reply_to_all"), MATTER),
    "split": {
        "own": lambda w: member_of(w.mine.problem),
        "another": lambda w: member_of(w.others.problem),
        "absent": {"number": "类1999-999", "member": "1999-9999"},
        "sees_all": SEES_ALL,
    },
}
