"""What people do with visits: one keyword-only function an act."""

from assist.visits.actions.amending import amend, void, why_not_amend, why_not_void
from assist.visits.actions.drafts import drop_draft, save_draft
from assist.visits.actions.joining import join, why_not_join
from assist.visits.actions.parts import law_of, law_words, usual_law
from assist.visits.actions.photos import add_photo, checked_photo, withdraw_photo
from assist.visits.actions.promises import (
    amend_promise,
    make_promises,
    move_promises,
    settle_promise,
    void_promise,
    void_promises,
    why_not_settle,
    write_moved,
)
from assist.visits.actions.recording import check_own, record, stored_by
from assist.visits.actions.substitutes import end_substitution, name_substitute
from assist.visits.actions.versions import as_it_stands, keep_version

__all__ = [
    "add_photo",
    "amend",
    "amend_promise",
    "as_it_stands",
    "check_own",
    "checked_photo",
    "drop_draft",
    "end_substitution",
    "join",
    "keep_version",
    "law_of",
    "law_words",
    "make_promises",
    "move_promises",
    "name_substitute",
    "record",
    "save_draft",
    "settle_promise",
    "stored_by",
    "usual_law",
    "void",
    "void_promise",
    "void_promises",
    "why_not_amend",
    "why_not_join",
    "why_not_settle",
    "why_not_void",
    "withdraw_photo",
    "write_moved",
]
