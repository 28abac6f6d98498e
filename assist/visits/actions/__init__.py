"""What people do with visits: one keyword-only function an act."""

from assist.visits.actions.amending import amend, void, why_not_amend, why_not_void
from assist.visits.actions.drafts import drop_draft, save_draft
from assist.visits.actions.recording import check_own, record, stored_by

__all__ = [
    "amend",
    "check_own",
    "drop_draft",
    "record",
    "save_draft",
    "stored_by",
    "void",
    "why_not_amend",
    "why_not_void",
]
