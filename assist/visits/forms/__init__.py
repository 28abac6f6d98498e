"""The forms of visits and promises; the field names of a visit's are a contract (design 8)."""

from assist.visits.forms.promises import SettleForm
from assist.visits.forms.substitutes import SubstituteForm
from assist.visits.forms.visit import (
    CLIENT_ID,
    AmendForm,
    FactsForm,
    OpeningForm,
    VisitForm,
    VoidForm,
)

__all__ = [
    "CLIENT_ID",
    "AmendForm",
    "FactsForm",
    "OpeningForm",
    "SettleForm",
    "SubstituteForm",
    "VisitForm",
    "VoidForm",
]
