"""Which characters the fonts of this server have: asked of fontconfig, without rendering anything."""

from __future__ import annotations

import subprocess
import unicodedata
from bisect import bisect_right
from functools import lru_cache

PROGRAM = ("fc-list", "--format", "%{charset}\n")
"""Comes with fontconfig, which the renderer needs too. Hexadecimal ranges, a line for each font."""
SECONDS = 5
_SEEN = frozenset("LMNPS")
"""Letters, marks, numbers, punctuation, symbols; blanks and joiners need no glyph."""


def without_font(text: str) -> list[str]:
    """The characters of the text that no font has, each once; a letter shows a box for them.

    Nothing where the server cannot say: the renderer names them once it has tried.
    """
    ranges = known_ranges()
    if not ranges:
        return []
    seen = (each for each in dict.fromkeys(text) if each > "~" and unicodedata.category(each)[0] in _SEEN)
    return [each for each in seen if not (_covered(ord(each), ranges) or _is_composed(each, ranges))]


@lru_cache(maxsize=1)
def known_ranges() -> tuple[tuple[int, int], ...]:
    """First and last of every range of code points that some font has, in order and apart from each other."""
    try:
        said = subprocess.run(PROGRAM, capture_output=True, text=True, timeout=SECONDS, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return ()
    return _joined(sorted(_range(word) for word in set(said.split())))


def _range(word: str) -> tuple[int, int]:
    first, _dash, last = word.partition("-")
    return int(first, 16), int(last or first, 16)


def _joined(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    joined: list[tuple[int, int]] = []
    for first, last in ranges:
        if joined and first <= joined[-1][1] + 1:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    return tuple(joined)


def _covered(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    at = bisect_right(ranges, (code, 0x110000)) - 1
    return at >= 0 and ranges[at][0] <= code <= ranges[at][1]


def _is_composed(character: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    """Letter and accent can stand for it. Variation selectors choose a shape and have none."""
    if "\ufe00" <= character <= "\ufe0f":
        return True
    parts = unicodedata.normalize("NFD", character)
    return len(parts) > 1 and all(_covered(ord(part), ranges) for part in parts)
