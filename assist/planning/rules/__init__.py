"""What the calendar holds, how a task goes on, how an indicator is scored; pure."""
