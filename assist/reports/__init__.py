"""The catalogue of figures and what is drawn from it."""
