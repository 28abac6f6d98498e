"""Visits and contacts, the phone form, the cadre's home."""
