"""Kontor: a customer-service desk for many companies that never see each other."""

__version__ = "0.9.0"
