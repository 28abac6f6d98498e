"""Pure building blocks: no Flask, no database, nothing of a feature."""
