"""Plain dated records of the bureau's year: one engine, a file a kind."""
