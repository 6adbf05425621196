"""What the command says on the terminal: calm lines in plain English."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import NoReturn


class Stop(Exception):
    """The command cannot go on. Carries one or more whole sentences for the person at the terminal."""


def say(line: str = "") -> None:
    """Whoever runs on stops for nobody who does not listen: a full disk behind the output is told by the exit code."""
    with suppress(OSError):
        print(line, flush=True)


def complain(line: str) -> None:
    with suppress(OSError):
        print(line, file=sys.stderr, flush=True)


def give_up(sentence: str) -> NoReturn:
    raise Stop(sentence)
