"""The pages of policies."""

from assist.policies.views import applications, entering, library
from assist.policies.views.base import blueprint

__all__ = ["applications", "blueprint", "entering", "library"]
