"""The policy library, whom each policy fits, and who was told what."""
