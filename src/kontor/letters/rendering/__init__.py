"""A sheet of values becomes a letter: PDF, pictures of pages, problems of a stylesheet.

Pure: no database, no settings, no network. WeasyPrint and PDFium run in a child process with limits (``process.py``).
"""
