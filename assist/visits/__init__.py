"""Visits and contacts, promises, the phone form, the cadre's home."""
