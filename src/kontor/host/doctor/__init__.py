"""`kontor doctor`: everything that can be checked from here, and what to do about it."""
