"""What the command says on the terminal: calm lines in plain English."""

from __future__ import annotations

import sys
from typing import NoReturn


class Stop(Exception):
    """The command cannot go on. Carries one or more whole sentences for the person at the terminal."""


def say(line: str = "") -> None:
    print(line, flush=True)


def complain(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def give_up(sentence: str) -> NoReturn:
    raise Stop(sentence)
