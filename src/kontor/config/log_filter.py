"""What is never written to the log: addresses that are keys."""

from __future__ import annotations

import logging
import re

TOKEN = re.compile(r"(?<![^\s:'\"])(/calls|/sign-in/password)/[^\s'\"]+")
"""Where a telephone system posts its events (``entrance/views/calls.py``), and where a new password is chosen."""


class WithoutTokens(logging.Filter):
    """Leaves the token out of the message, and lets every record through."""

    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        if TOKEN.search(message):
            record.msg, record.args = TOKEN.sub(r"\1/…", message), ()
        return True
