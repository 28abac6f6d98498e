"""The leaders' pages: what presses, what changed, decisions in place, the 调度单."""
