"""The calendar of duties, next year's tasks, indicators of the business environment."""
