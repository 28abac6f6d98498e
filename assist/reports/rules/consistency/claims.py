"""What the text claims in words that a ledger can refute."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from assist.reports.rules.consistency.checked import Checked, Fault, sentences


@dataclass(frozen=True)
class Claim:
    """Words, whether they hold, and what is wrong where they do not."""

    words: re.Pattern[str]
    holds: Callable[[Checked], bool]
    what: str
    fix: str


def _met_early(checked: Checked) -> bool:
    met = checked.value("arrears.plan_met_on")
    return isinstance(met, date) and met < date(checked.period.year, 12, 31)


CLAIMS = (
    Claim(
        re.compile("提前完成[^。；]*还款|还款[^。；]*提前完成"),
        _met_early,
        "台账上年度还款计划没有提前完成。",
        "改为实际进度。",
    ),
    Claim(
        re.compile("(?:完成|实现)[^。；]*欠款[^。；]*清零"),
        lambda checked: checked.value("arrears.small_open_count") == 0,
        "台账上小额欠款还没有全部清零。",
        "写明还有多少笔未清零。",
    ),
    Claim(
        re.compile("隐患[^。；]*(?:全部整改|均已整改)"),
        lambda checked: checked.value("safety.rectified") == checked.value("safety.hazards"),
        "台账上还有隐患没有整改。",
        "写明已整改的条数。",
    ),
    Claim(
        re.compile("信访[^。；]*均[^。；]*化解"),
        lambda checked: checked.value("petition.solved_rate") in (None, 1),
        "台账上还有信访事项没有化解。",
        "写明化解率。",
    ),
)


def complaints(checked: Checked) -> Iterator[Fault]:
    """Every claim that its ledger refutes."""
    for sentence in sentences(checked):
        for claim in CLAIMS:
            found = claim.words.search(sentence.text)
            if found and not claim.holds(checked):
                yield sentence.fault(found[0], claim.what, claim.fix, stops=True)
