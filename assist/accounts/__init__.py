"""Users, roles, sign-in, lock-out, sessions, and which role may do what."""
