"""Trouble of the machine that no command is to blame for, in a sentence for the person at the terminal."""

from __future__ import annotations

import errno

import psycopg
from django.db import DatabaseError

from kontor.kernel.outages import reason_of

_SEE = "See whose it is and what its rights are."
_WHAT_TO_DO = {
    errno.ENOSPC: "The disk is full: {file}. Make room and try again.",
    errno.EDQUOT: "The account may use no more room on the disk: {file}.",
    errno.EFBIG: "No file may become that large there: {file}.",
    errno.EROFS: "Nothing can be written there, the disk is read-only: {file}.",
    errno.EACCES: f"The account that runs this may not read or write there: {{file}}. {_SEE}",
    errno.EPERM: f"The account that runs this may not change that: {{file}}. {_SEE}",
    errno.EIO: "The disk does not read or write: {file}.",
    errno.EMFILE: "Too many files are open. Allow more of them (ulimit -n).",
}


def sentence_of(error: BaseException) -> str | None:
    """None where it is none of ours to explain: then the whole story is wanted."""
    if isinstance(error, DatabaseError):
        error = error.__cause__ or error
    if isinstance(error, psycopg.OperationalError):
        return f"The database {'refuses' if error.sqlstate else 'does not answer'}: {reason_of(error)}"
    if isinstance(error, OSError) and error.errno in _WHAT_TO_DO:
        return _WHAT_TO_DO[error.errno].format(file=error.filename or "where it was to be written")
    return None
