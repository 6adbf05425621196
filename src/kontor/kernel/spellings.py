"""One word, typed in one way and written in another: ä, ö, ü, ß stand as ae, oe, ue, ss where a keyboard has none."""

from __future__ import annotations

import re
from itertools import product

MOST = 3
"""So many places of a word may be either; the further ones stay as they were typed."""
_PLACE = re.compile("(ä|ae|ö|oe|ü|ue|ß|ss)")
_PAIRS = (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"))
_BOTH = {way: pair for pair in _PAIRS for way in pair}


def spellings(word: str) -> list[str]:
    """The word in small letters, each such place in both ways: Bauernhaeuser is Bauernhäuser too, and not Baürnhäuser
    alone."""
    parts = _PLACE.split(word.lower())
    ways = [_BOTH[part] if place % 2 and place // 2 < MOST else (part,) for place, part in enumerate(parts)]
    return ["".join(chosen) for chosen in product(*ways)]
