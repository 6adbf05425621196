"""Right words that no dictionary has: those of the tenant, and those that every desk needs.

They are asked after the dictionary has said no. Each stands for its forms too: genitive and plural endings, and
compounds with words that the dictionary knows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from kontor.spelling import engine
from kontor.spelling.enums import WordState
from kontor.spelling.models import Word

SERVICE_WORDS = Path(__file__).parent.parent / "words"
_ENDINGS = ("", "s", "es", "n", "en", "e", "'s")
_JOINTS = ("", "s", "-")
SHORTEST_PART = 4


@dataclass(frozen=True)
class Vocabulary:
    """A tenant's accepted words by language, "" for those of every language; in small letters."""

    words: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, tenant_id: int) -> Vocabulary:
        """One statement."""
        rows = Word.objects.filter(tenant_id=tenant_id, state=WordState.ACCEPTED).values_list("language", "word")
        found: dict[str, set[str]] = {}
        for language, word in rows:
            found.setdefault(language, set()).add(word.casefold())
        return cls({language: frozenset(words) for language, words in found.items()})

    def knows(self, word: str, language: str) -> bool:
        """Whether the word, or what it is made of, is among the tenant's or the service words."""
        lists = (self.words.get("", frozenset()), self.words.get(language, frozenset()), service_words(language))
        key = word.casefold()
        return any(words and (_is_form(key, words) or _is_compound(key, words, language)) for words in lists)

    def near(self, language: str) -> frozenset[str]:
        """What may be suggested besides the dictionary's words."""
        return self.words.get("", frozenset()) | self.words.get(language, frozenset()) | service_words(language)


@cache
def service_words(language: str) -> frozenset[str]:
    """The shared list of a language; empty where there is none."""
    path = SERVICE_WORDS / f"{language}.txt"
    lines: Iterable[str] = path.read_text(encoding="utf-8").split("\n") if path.exists() else ()
    return frozenset(line.strip().casefold() for line in lines if line.strip())


def _is_form(key: str, words: frozenset[str]) -> bool:
    return any(key.endswith(ending) and key[: len(key) - len(ending)] in words for ending in _ENDINGS)


def _is_compound(key: str, words: frozenset[str], language: str) -> bool:
    """A known word before or after one of the list. Only of German: other languages write them apart."""
    if language != "de":
        return False
    for at in range(SHORTEST_PART, len(key) - SHORTEST_PART + 1):
        head, rest = key[:at], key[at:]
        if _without_joint(head, words) and engine.is_right(rest.capitalize(), language):
            return True
        if _is_form(rest, words) and _is_head(head, language):
            return True
    return False


def _without_joint(head: str, words: frozenset[str]) -> bool:
    bare = (head[: len(head) - len(joint)] for joint in _JOINTS if head.endswith(joint))
    return any(len(part) >= SHORTEST_PART and part in words for part in bare)


def _is_head(head: str, language: str) -> bool:
    joints = [joint for joint in _JOINTS if head.endswith(joint)]
    bare = {head[: len(head) - len(joint)] for joint in joints}
    return any(len(part) >= SHORTEST_PART and engine.is_right(part.capitalize(), language) for part in bare)
