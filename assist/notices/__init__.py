"""In-app notices, the digest of a working day, and the mail and robot that carry it."""
