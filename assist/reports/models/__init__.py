"""The tables of written reports: their chapters and versions, their way, what was frozen, forms."""

from assist.reports.models.forms import FormCell, SuperiorForm
from assist.reports.models.frozen import (
    FilePart,
    Freeze,
    FrozenChapter,
    FrozenFigure,
    FrozenFile,
    FrozenRecord,
)
from assist.reports.models.written import (
    ChapterVersion,
    Evidence,
    Publication,
    Recipient,
    Report,
    ReportChapter,
    Signature,
    Submission,
    VersionKind,
)

__all__ = [
    "ChapterVersion",
    "Evidence",
    "FilePart",
    "FormCell",
    "Freeze",
    "FrozenChapter",
    "FrozenFigure",
    "FrozenFile",
    "FrozenRecord",
    "Publication",
    "Recipient",
    "Report",
    "ReportChapter",
    "Signature",
    "Submission",
    "SuperiorForm",
    "VersionKind",
]
