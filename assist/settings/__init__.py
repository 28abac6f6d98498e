"""Names of the bodies, limits, days, working-day overrides."""

from assist.settings.queries import current

__all__ = ["current"]
