"""Reading plans: the calendar with what records show, tasks, indicators and their scores."""
