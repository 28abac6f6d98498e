"""The refusals that pure rules raise and every door turns into words."""


class Refused(Exception):
    """An act that the rules do not allow now; the text tells the person why, in Chinese."""


class Invalid(ValueError):
    """A value that cannot be taken; `field` names the form's field, the text is for its writer."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
