"""What a check says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    GOOD = "ok"
    WARNING = "look"
    BAD = "BAD"


@dataclass(frozen=True)
class Finding:
    """One line: what was found, and what to do when it is not good."""

    level: Level
    sentence: str
    advice: str = ""


Check = Callable[[], Iterator[Finding]]


def good(sentence: str) -> Finding:
    return Finding(Level.GOOD, sentence)


def warning(sentence: str, advice: str) -> Finding:
    return Finding(Level.WARNING, sentence, advice)


def bad(sentence: str, advice: str) -> Finding:
    return Finding(Level.BAD, sentence, advice)
