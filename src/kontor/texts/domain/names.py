"""What is known of a person by their name alone: first and last name, or that it is no person's."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TITLES = set("dr prof professor doktor".split())
_DROPPED = set(
    "herr frau fräulein hr fr mr mrs ms miss mister sir madam dipl.-ing dipl-ing dipl ing mag med phil jur rer nat "
    "h.c hc rer.nat jr sr ba bsc b.sc ma msc m.sc mba phd ph.d md m.d llm ll.m m.a b.a".split()
)
_PARTICLES = set(
    "von vom van vd der den dem de del della di da dos do das du la le ten ter zu zur zum bin ben el".split()
)
_ORGANISATIONS = set(
    "gmbh ag kg ohg ug gbr se eg kgaa mbh ev e.v verein verband stiftung stadt gemeinde landkreis ltd limited inc llc "
    "llp plc corp corporation co company sarl sa srl bv nv oy ab as team service support info kundenservice office "
    "sekretariat buchhaltung vorstand verwaltung firma schule gymnasium universität hochschule amt club society".split()
)
_NO_NAME = re.compile(r"[\d@/\\&+_<>=|{}\[\]:;!?*#]|https?|www\.|[^\W\d_]{2,}\.[^\W\d_]{2,}", re.IGNORECASE)
LONGEST = 120


@dataclass(frozen=True, slots=True)
class PersonName:
    """``title`` is what is said before the last name (Dr.); "" for what is not known."""

    first: str = ""
    last: str = ""
    title: str = ""

    @property
    def is_whole(self) -> bool:
        return bool(self.first and self.last)


def split_name(name: str) -> PersonName:
    """First and last name, carefully: nothing for companies, addresses and whatever is no name of a person.

    ``Müller, Anna`` is Anna Müller; ``Dr. Anna von der Heide`` has the last name von der Heide. A single word is taken
    for a last name.
    """
    name = name.strip().strip("\"'")
    words = name.replace(",", " ").split()
    if not words or len(name) > LONGEST or len(words) > 8 or _NO_NAME.search(_without_titles(name)):
        return PersonName()
    if any(_key(word) in _ORGANISATIONS for word in words):
        return PersonName()
    title = " ".join(word for word in words if _key(word) in _TITLES)
    last, comma, first = (part.strip() for part in name.partition(","))
    if comma and _own_words(first):
        return PersonName(" ".join(_own_words(first)), " ".join(_own_words(last)), title)
    return _in_order(_own_words(name), title)


def _in_order(words: list[str], title: str) -> PersonName:
    if not words:
        return PersonName()
    if len(words) == 1:
        return PersonName("", words[0], title)
    begin = next((at for at, word in enumerate(words[1:-1], 1) if word in _PARTICLES), len(words) - 1)
    return PersonName(" ".join(words[:begin]), " ".join(words[begin:]), title)


def _own_words(text: str) -> list[str]:
    return [word for word in text.replace(",", " ").split() if _key(word) not in _TITLES | _DROPPED]


def _without_titles(name: str) -> str:
    return " ".join(word for word in name.split() if _key(word) not in _TITLES | _DROPPED)


def _key(word: str) -> str:
    return word.strip(".,()").lower()
