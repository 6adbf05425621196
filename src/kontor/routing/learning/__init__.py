"""Learning which category a mail gets, from mails whose category is known. Pure: numbers and values, no database.

Only ``features`` works without numpy; whoever imports the rest loads it.
"""
