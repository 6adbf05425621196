"""The dictionaries of the system: Enchant with Hunspell, by pyenchant. Without them the spell check is off.

One lock for all of them: Hunspell's objects serve one thread at a time. Answers are kept for the life of the process.
"""

from __future__ import annotations

import threading
from functools import cache, lru_cache
from typing import Any

try:
    import enchant
except ImportError:  # the library is a package of the system, not of Python
    enchant = None  # type: ignore[assignment]

INSTALL = "apt install libenchant-2-2 hunspell-de-de hunspell-en-us"
"""The one command that installs what is missing."""

PREFERRED = ("de_DE", "en_US", "en_GB", "fr_FR", "es_ES", "it_IT", "nl_NL", "pl_PL")
EXPECTED = ("de", "en")
MOST_SUGGESTIONS = 7

_lock = threading.Lock()


@cache
def languages() -> dict[str, str]:
    """The languages that can be checked, with the dictionary of each; more by installing a package."""
    if enchant is None:
        return {}
    tags = sorted(enchant.list_languages(), key=_place, reverse=True)
    return {tag.partition("_")[0]: tag for tag in tags}


def missing() -> list[str]:
    """Which of the expected languages cannot be checked."""
    return [language for language in EXPECTED if language not in languages()]


@lru_cache(maxsize=100_000)
def is_right(word: str, language: str) -> bool:
    """The dictionary of the language knows the word. A language without a dictionary knows every word."""
    tag = languages().get(language)
    if tag is None or not word:
        return True
    with _lock:
        return bool(_dictionary(tag).check(word))


@lru_cache(maxsize=5_000)
def suggestions(word: str, language: str) -> tuple[str, ...]:
    """What the dictionary would write instead; takes up to a fifth of a second, so only when a person asks."""
    tag = languages().get(language)
    if tag is None or not word:
        return ()
    with _lock:
        return tuple(_dictionary(tag).suggest(word)[:MOST_SUGGESTIONS])


def _place(tag: str) -> tuple[int, str]:
    return (PREFERRED.index(tag) if tag in PREFERRED else len(PREFERRED), tag)


@cache
def _dictionary(tag: str) -> Any:
    return enchant.Dict(tag)
