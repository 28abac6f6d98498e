"""Safety inspections, hazards and power enforcement: apart from visits, by law (domain 1.8)."""
