"""Makers of rows, one file a package. Each enters the scope it needs, so that a test can call it from anywhere.

Whatever is not said gets a value that does not matter; names and addresses count up, so that nothing collides.
"""

from __future__ import annotations

from itertools import count

_numbers = count(1)


def next_number() -> int:
    return next(_numbers)
