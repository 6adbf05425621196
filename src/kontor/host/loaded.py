"""What a process has loaded at its start stays until its end, and is not looked through again and again."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


def keep_loaded() -> None:
    """Take everything that is there now out of the garbage collector's full collections.

    There are half a million objects, and looking through them takes longer than making most pages: about 90 ms, in the
    middle of whichever request happens to be served.
    """
    gc.collect()
    gc.freeze()


@contextmanager
def loading() -> Iterator[None]:
    """Load without looking for garbage, and keep all of it: hardly anything is let go meanwhile, and looking through
    what grows, again and again, is a fifth of what a process does until it is there."""
    was_looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_looking:
            gc.enable()
