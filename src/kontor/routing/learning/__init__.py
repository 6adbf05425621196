"""Learning which category a mail gets, from mails whose category is known. Pure: numbers and values, no database.

``features`` and ``report`` work without numpy; whoever imports the rest loads it.
"""
