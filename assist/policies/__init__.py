"""The policy library and who was told what."""
