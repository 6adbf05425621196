"""Whether a scan is a letter of ours that the post could not deliver: by the words that posts put on it. Pure."""

from __future__ import annotations

import re

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
