"""What stands behind the fixtures: the server, the databases, the client, and ways to look at what happened."""
