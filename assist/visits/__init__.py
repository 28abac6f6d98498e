"""Visits and contacts, promises, photos, substitutes, the phone form, the cadre's home."""
