"""Real mail servers for tests, on loopback: Dovecot, a server for sending, and lines that break."""
