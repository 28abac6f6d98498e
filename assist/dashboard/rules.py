"""What waits for the reader of the dashboard; pure."""

from __future__ import annotations

from assist.lib.enums import Labelled


class Waiting(Labelled):
    """Why a problem waits for the reader's decision."""

    PRESENTED = "presented", "呈批"
    DISSATISFIED = "dissatisfied", "企业不满意"
    EXTENSION = "extension", "申请延期"
    CLOSE = "close", "待销号"
    ASSIGN = "assign", "待交办"
