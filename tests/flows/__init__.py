"""Whole ways through Kontor, over several packages and processes."""
