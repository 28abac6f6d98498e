"""One box for the whole system: what the lists below would find, a few of each."""
