"""Many rows in one statement."""

BATCH = 1000
"""At most this many rows: PostgreSQL takes 65,535 values with a statement, and the widest tables have some thirty."""
