"""`kontor doctor --isolation`: whether tenants are kept apart in this very database, for whoever has to vouch for it.

Everything is read from PostgreSQL's catalogue as the application's role, and nothing is written.
"""
