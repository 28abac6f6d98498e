"""What is done with notices: told, read, sent out, and where a person wants them."""

from assist.notices.actions.reading import mark_all_read, mark_read, prefer
from assist.notices.actions.sending import deliver, send_again
from assist.notices.actions.telling import tell

__all__ = ["deliver", "mark_all_read", "mark_read", "prefer", "send_again", "tell"]
