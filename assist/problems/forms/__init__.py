"""One form an act, with the names of the contract (design 8), and the one that registers."""

from assist.problems.forms.acts import BY_SLUG, FORMS, ActForm, PapersForm
from assist.problems.forms.board import BULK, ViewForm
from assist.problems.forms.fields import CategoryField, LeadUnitField
from assist.problems.forms.matters import GatherForm, MatterForm, MembersForm, ReplyToAllForm
from assist.problems.forms.recording import RecordForm

__all__ = [
    "BULK",
    "BY_SLUG",
    "FORMS",
    "ActForm",
    "CategoryField",
    "GatherForm",
    "LeadUnitField",
    "MatterForm",
    "MembersForm",
    "PapersForm",
    "RecordForm",
    "ReplyToAllForm",
    "ViewForm",
]
