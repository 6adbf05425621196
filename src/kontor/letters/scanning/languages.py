"""In which languages the words of a scan can be read."""

from __future__ import annotations

LANGUAGES = {
    "cs": "ces",
    "da": "dan",
    "de": "deu",
    "en": "eng",
    "es": "spa",
    "fr": "fra",
    "it": "ita",
    "nl": "nld",
    "pl": "pol",
    "pt": "por",
    "sv": "swe",
    "tr": "tur",
}
"""Of a language its name at Tesseract."""
