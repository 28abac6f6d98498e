"""有效 or 作废: what every record that is never deleted has."""

from assist.lib.enums import Labelled


class Standing(Labelled):
    """状态 of a record: a void one stays and never counts."""

    VALID = "valid", "有效"
    VOID = "void", "作废"
