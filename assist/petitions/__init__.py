"""信访事项 with the clocks of the 信访工作条例 and of 12345."""
