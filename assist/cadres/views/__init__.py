"""Pages of people and units: the directory, and the administrator's accounts and units."""

from assist.cadres.views import accounts, people, units
from assist.cadres.views.blueprint import blueprint

__all__ = ["accounts", "blueprint", "people", "units"]
