"""The leaders' page; reads only."""
