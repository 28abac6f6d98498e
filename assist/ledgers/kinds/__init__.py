"""Every kind of ledger by name; grep finds where an address comes from."""

from assist.ledgers.kinds import documents, drills, events, meetings, outreach, plans
from assist.ledgers.models import Kind

KINDS: tuple[Kind, ...] = (
    events.KIND,
    outreach.KIND,
    meetings.KIND,
    drills.KIND,
    plans.KIND,
    documents.KIND,
)

BY_WORD = {kind.word: kind for kind in KINDS}
FIGURES = tuple(figure for kind in KINDS for figure in kind.figures)
