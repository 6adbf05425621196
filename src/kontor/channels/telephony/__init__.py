"""Telephone systems: what they tell and what they can be told, in one form for all of them. No database here."""
