"""Measurements: what a page costs beside a plain one, how it grows, how the server stands."""
