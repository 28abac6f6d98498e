"""Enterprises, their contacts, and pairings as facts; the enterprise's one page."""
