"""A child that ends when the process that started it is gone, however hard that one was killed."""

from __future__ import annotations

import os
import signal
import threading
import time

PARENT = "KONTOR_SUPERVISOR"
WEB_SERVER = "KONTOR_WEB_SERVER"
"""The main process of `kontor web`, told to those that it starts: who asks for its parent may ask too late."""
LOOK_EVERY = 0.5
GRACE = 10.0


def end_with_supervisor() -> None:
    """If a supervisor started us (it says so in the environment), stop as soon as it is not our parent any more."""
    parent = os.environ.pop(PARENT, "")
    if parent:
        end_with(int(parent))


def end_with(parent: int) -> None:
    """Stop this process, gently first, as soon as ``parent`` is not its parent any more."""
    threading.Thread(target=_watch, args=(parent,), name="parent", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(LOOK_EVERY)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(1)
