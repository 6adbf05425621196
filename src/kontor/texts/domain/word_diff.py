"""What is different between two texts, word by word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from typing import Literal

MOST_WORDS = 4000
"""Beyond so many words in one of the texts the comparison would take seconds: it is made by lines."""
MOST_PAIRS = 20_000_000
"""So many pairs of words are looked at, which takes two seconds. What is left then counts as written anew: texts made
of few words again and again would be compared for hours."""
_WORDS = re.compile(r"\n|[^\S\n]+|[^\s]+")
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, came or went."""

    kind: Literal["same", "added", "removed"]
    text: str


def word_diff(before: str, after: str) -> list[Piece]:
    """From one text to the other: without what was removed it is ``after``, without what was added ``before``."""
    split = _LINES if max(_count(before), _count(after)) > MOST_WORDS else _WORDS
    old, new = split.findall(before), split.findall(after)
    return list(_joined(_steps(old, new)))


def _count(text: str) -> int:
    return len(text.split())


def _steps(old: list[str], new: list[str]) -> Iterator[Piece]:
    matcher = _Bounded(old, new)
    for tag, from_old, to_old, from_new, to_new in matcher.get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(new[from_new:to_new]))
            continue
        if to_old > from_old:
            yield Piece("removed", "".join(old[from_old:to_old]))
        if to_new > from_new:
            yield Piece("added", "".join(new[from_new:to_new]))


class _Bounded(SequenceMatcher[str]):
    """Finds nothing alike any more once it has looked at so many pairs."""

    def __init__(self, old: list[str], new: list[str]) -> None:
        self._old, self._often, self._left = old, Counter(new), MOST_PAIRS
        super().__init__(None, old, new, autojunk=False)

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        self._left -= sum(self._often[word] for word in self._old[alo:ahi])
        return super().find_longest_match(alo, ahi, blo, bhi) if self._left >= 0 else Match(alo, blo, 0)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """A single blank between two changes belongs to them: "two words" replaced by "three other words" is one change."""
    changed: dict[str, list[str]] = {"removed": [], "added": []}
    for piece in pieces:
        if piece.kind != "same":
            changed[piece.kind].append(piece.text)
        elif piece.text == " " and any(changed.values()):
            changed["removed"].append(" ")
            changed["added"].append(" ")
        else:
            yield from _flushed(changed)
            yield piece
    yield from _flushed(changed)


def _flushed(changed: dict[str, list[str]]) -> Iterator[Piece]:
    removed, added = "".join(changed["removed"]), "".join(changed["added"])
    changed["removed"], changed["added"] = [], []
    if removed.endswith(" ") and added.endswith(" ") and (removed != " " or added != " "):
        yield from (Piece("removed", removed[:-1]),) if removed[:-1] else ()
        yield from (Piece("added", added[:-1]),) if added[:-1] else ()
        yield Piece("same", " ")
        return
    if removed:
        yield Piece("removed", removed)
    if added:
        yield Piece("added", added)
