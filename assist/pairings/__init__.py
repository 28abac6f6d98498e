"""Who helps whom: periods, coverage."""
