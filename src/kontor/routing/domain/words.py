"""Texts and patterns as words that can be compared. Pure.

Words are compared without regard to case, and so that ä, ö, ü, ß and their spellings ae, oe, ue, ss are the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+")
STEMMED = {"de": "german", "en": "english"}
"""The languages whose words have stems here, and the names of their Snowball stemmers."""
STEMS_KEPT = 50_000


@dataclass(frozen=True)
class WordPattern:
    """A word or several in a row. ``*`` at an end leaves that end open: ``kündig*`` also finds "Kündigung"."""

    written: str
    folded: str
    whole: frozenset[str]
    """The words of the pattern that have no open end; without them there is no need to search."""
    words: tuple[str, ...] = ()

    @classmethod
    def of(cls, written: str) -> WordPattern:
        """The pattern; it never fits when there is neither letter nor figure in it."""
        found, stripped = tokens(written), written.strip().strip('"')
        if not found:
            return cls(written, "", frozenset())
        open_start, open_end = stripped.startswith("*"), stripped.endswith("*")
        folded = f"{'' if open_start else ' '}{' '.join(found)}{'' if open_end else ' '}"
        whole = found[1 if open_start else 0 : len(found) - 1 if open_end else len(found)]
        return cls(written, folded, frozenset(whole), tuple(found) if len(whole) == len(found) else ())

    def fits(self, words: Words) -> bool:
        return bool(self.folded) and self.whole <= words.distinct and self.folded in words.joined

    def fits_stems(self, words: Words, language: str) -> bool:
        """The words fit in any of their forms: "Rechnungen" for "Rechnung". Not for patterns with an open end."""
        if not self.words:
            return False
        found = [words.forms(form, language) for form in self._forms[language]]
        return all(found) and (len(found) == 1 or words.in_a_row(found))

    @cached_property
    def _forms(self) -> dict[str, tuple[Form, ...]]:
        return {language: tuple(Form.of(word, language) for word in self.words) for language in STEMMED}


@dataclass(frozen=True)
class Form:
    """A word of which every form is meant. Stems differ from their words at the end and in umlauts only, so a word
    that begins in another way than ``start`` need not be stemmed."""

    stem: str
    start: str

    @classmethod
    def of(cls, word: str, language: str) -> Form:
        found = stem(word, language)
        return cls(found, _plain(word)[: max(len(_plain(found)) - 1, 1)])


@dataclass(frozen=True)
class Words:
    """A text as its words in a row, folded, with one blank around each."""

    joined: str
    distinct: frozenset[str]

    @classmethod
    def of(cls, text: str) -> Words:
        found = tokens(text)
        return cls(f" {' '.join(found)} ", frozenset(found))

    def forms(self, form: Form, language: str) -> frozenset[str]:
        """The words of the text that are forms of this one."""
        candidates = self._by_start.get(form.start[:2], ()) if len(form.start) > 1 else self._plainly
        return frozenset(
            word for plain, word in candidates if plain.startswith(form.start) and stem(word, language) == form.stem
        )

    def in_a_row(self, alternatives: Sequence[frozenset[str]]) -> bool:
        """One of each stands there, one after the other."""
        text = self._in_order
        return any(
            all(word in words for word, words in zip(text[place:], alternatives, strict=False))
            for place in range(len(text) - len(alternatives) + 1)
            if text[place] in alternatives[0]
        )

    @cached_property
    def _in_order(self) -> list[str]:
        return self.joined.split()

    @cached_property
    def _plainly(self) -> list[tuple[str, str]]:
        return [(_plain(word), word) for word in self.distinct]

    @cached_property
    def _by_start(self) -> dict[str, list[tuple[str, str]]]:
        found: dict[str, list[tuple[str, str]]] = {}
        for plain, word in self._plainly:
            found.setdefault(plain[:2], []).append((plain, word))
        return found


def tokens(text: str) -> list[str]:
    """The words of a text, folded."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return _WORD.findall(folded.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue"))


def _plain(word: str) -> str:
    """Without the second letter of an umlaut's spelling: the same for "haeuser" and "haus"."""
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")


@lru_cache(maxsize=STEMS_KEPT)
def stem(word: str, language: str) -> str:
    """The stem of a folded word; kept, because words come again and the stemmer is slow."""
    return str(_stemmer(language).stemWord(word))


@cache
def _stemmer(language: str) -> snowballstemmer.BaseStemmer:
    return snowballstemmer.stemmer(STEMMED[language])


def primary_language(language: str) -> str:
    """``de`` for ``de-AT`` and ``DE``."""
    return language.replace("_", "-").partition("-")[0].strip().lower()
