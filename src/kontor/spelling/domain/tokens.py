"""The words of a text, and where they stand. What is no word of a language is left out.

Left out are names after a title, quoted lines, addresses of pages and of mail, placeholders, names of files, whatever
has a digit (order numbers, IBANs, codes), acronyms, and words that change to capitals in the middle (brands).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_LETTER = r"[^\W\d_]"
_WORD = re.compile(rf"{_LETTER}(?:[\u0300-\u036f\u00ad\u200b]|{_LETTER}|['’](?={_LETTER})|-(?={_LETTER}))*['’-]?")
# Each of them begins once in a run of signs, or looks no further than a few: linear, whatever somebody types.
_SKIPPED = re.compile(
    r"""
    ^[ \t]*>.*$                                             # quoted
    | \$\{[^{}\n]*\}                                        # placeholders
    | \b[a-z][a-z0-9+.-]{0,30}://\S+ | \bwww\.\S+           # pages
    | (?<![^\s<>()@,;])[^\s<>()@,;]++@[^\s<>()@,;]+         # mail
    | (?<!\S)[@\#]\w[\w-]*                                  # people and tags
    | (?<![\w-])(?<![\w-]\.)[\w-]++(?:\.[\w-]+)*\.[a-z]{2,6}\b(?:/\S*)?    # domains and files
    | (?<![^\s(\[„"»])[^\s()\[\]\d]{0,80}\d[^\s()\[\]]*     # whatever has a digit
    | \b(?:Herrn?|Frau|Familie|Mrs?\.?|Ms\.?|Dr\.|Prof\.)(?:[ ]+(?:Dr\.|Prof\.|[A-ZÄÖÜ][\w'’-]+)){1,2}   # names
    | (?:\b[A-Z]{2,}\b[ ]?){2,}                             # BIC and the like, in groups
    """,
    re.VERBOSE | re.MULTILINE,
)
_INVISIBLE = re.compile("[\u00ad\u200b]")
MOST_LETTERS = 60


@dataclass(frozen=True)
class Token:
    """``word`` is as a dictionary wants it; ``start`` and ``end`` say where it stands in the text."""

    word: str
    start: int
    end: int


def words_in(text: str) -> Iterator[Token]:
    """The words to look up, in their order."""
    masked = _SKIPPED.sub(lambda found: " " * len(found[0]), text)
    for found in _WORD.finditer(masked):
        word = as_looked_up(found[0])
        if 1 < len(word) <= MOST_LETTERS and not _is_no_word(word):
            yield Token(word, found.start(), found.end() - len(found[0]) + len(found[0].rstrip("'’-")))


def as_looked_up(word: str) -> str:
    """Without soft hyphens, with composed umlauts and the plain apostrophe."""
    plain = _INVISIBLE.sub("", word).replace("’", "'").rstrip("'-")
    return plain if plain.isascii() else unicodedata.normalize("NFC", plain)


def _is_no_word(word: str) -> bool:
    if word.isupper():
        return True
    return any(part[1:] != part[1:].lower() for part in re.split(r"[-']", word))
