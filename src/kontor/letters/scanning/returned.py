"""Whether a scan is a letter of ours that the post could not deliver: by the words that posts put on it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise

_WORD = re.compile(r"[^\W\d_]+")
_BESIDE = frozenset(
    "absender annahme dest deutsche empfaenger empfanger empfänger firma post return retour to sender verzogen zuruck "
    "zurueck zurück".split()
)
"""What stands around the phrase on labels and stamps."""
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:empf(?:ä|ae|a)nger\s+)?unbekannt\s+verzogen",
        r"empf(?:ä|ae|a)nger\s+(?:ist\s+)?(?:unbekannt|verzogen|verstorben)",
        r"(?:empf(?:ä|ae|a)nger|firma|adressat)\s+(?:\S+\s+){0,5}?nicht\s+zu\s+ermitteln",
        r"annahme\s+verweigert",
        r"anschrift\s+(?:ungen(?:ü|ue|u)gend|unvollst(?:ä|ae|a)ndig|unbekannt)",
        r"lagerfrist\s+abgelaufen",
        r"unzustellbar",
        r"zur(?:ü|ue|u)ck\s+an\s+(?:den\s+)?absender",
        r"return(?:ed)?\s+to\s+sender",
        r"undeliverable\s+as\s+addressed",
        r"addressee\s+unknown",
        r"attempted[\s–-]+not\s+known",
        r"moved[,\s]+left\s+no\s+address",
        r"insufficient\s+address",
        r"no\s+such\s+(?:number|street)",
        r"retour\s+[àa]\s+l.exp[ée]diteur",
        r"destinataire\s+inconnu",
    )
)


def returned_because(text: str, ours: str = "") -> str:
    """The words that say so, as they stand there; "" when none do.

    ``ours`` is the text of our letter: what stands in it was not put on it by the post. Only whole phrases of stamps
    and stickers count: a customer who writes that they have moved has got the letter.
    """
    words, written = " ".join(text.split()), " ".join(ours.split())
    for pattern in _PATTERNS:
        found = pattern.search(words)
        if found and not pattern.search(written):
            return found[0]
    return ""


def is_nothing_else(text: str, ours: Iterable[str]) -> bool:
    """Apart from phrases of the post, each on a line of its own, nothing stands there but parts of ``ours``.

    What a customer wrote, with the same phrases or by hand on our letter, has words between them that are not ours.
    """
    blocks = [_words(block) for block in ours]
    known = {word for block in blocks for word in block}
    pairs = {pair for block in blocks for pair in pairwise(block)}
    return all(_is_of_post(line) or _is_of(_words(line), known, pairs) for line in text.splitlines())


def _is_of_post(line: str) -> bool:
    """Only the phrase and what labels say beside it."""
    rest = " ".join(line.split())
    for pattern in _PATTERNS:
        rest = pattern.sub(" ", rest)
    return _BESIDE.issuperset(_words(rest))


def _is_of(words: list[str], known: set[str], pairs: set[tuple[str, str]]) -> bool:
    """Every word stands in ours beside one that is its neighbour here too."""
    if len(words) < 2:
        return known.issuperset(words)
    found = [pair in pairs for pair in pairwise(words)]
    return all(left or right for left, right in zip([False, *found], [*found, False], strict=True))


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
