"""What is done to plans: ticking a duty, setting and reporting tasks, scoring indicators."""
