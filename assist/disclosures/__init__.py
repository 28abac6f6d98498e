"""信息公开: three reviews and 保密审查 before anything is published."""
