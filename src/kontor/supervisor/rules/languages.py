"""Languages in the words of the person who reads."""

from __future__ import annotations

from babel import Locale
from django.utils.translation import get_language

LANGUAGES = ("cs", "da", "de", "en", "es", "fr", "it", "nl", "pl", "pt", "ru", "sv", "tr", "uk")
"""Those offered for rules; others stay in a rule that has them."""


def language_names(codes: list[str]) -> list[str]:
    """The names of languages in the reader's own; a code that has none stands for itself."""
    names = Locale.parse(get_language() or "en", sep="-").languages
    return [str(names.get(code, code)) for code in codes]
