"""The language of a text, by Google's compact language detector (cld3): 3 MB, some thousand texts a second."""

from __future__ import annotations

import re
import threading
from typing import Any

_ADDRESS = re.compile(r"https?://\S+|\S+@\S+")
_NOISE = re.compile(r"[\d_#*<>=|/\\-]+")
_RUN = re.compile(r"(\w{1,30}?)\1{4,}")
_RUN_OF_ONE = re.compile(r"(.)\1\1\1\1")
_LONGEST = 2_000
_FEWEST_LETTERS = 10
# Of a short text only these are believed: the detector likes to see rare languages in two words.
_COMMON = frozenset(
    "ar bg cs da de el en es et fi fr hr hu it ja ko lt lv nl no pl pt ro ru sk sl sr sv tr uk zh".split()
)
_SHORT_LETTERS = 60
_PROBABLE = 0.7

_local = threading.local()


def detect_language(text: str, *, hint: str = "") -> str:
    """The ISO 639-1 code of the language the text is written in, or "" when it cannot be told.

    Give it the writer's own words without quotes. ``hint`` (Content-Language) decides where the text is too short.
    """
    text = text[: 4 * _LONGEST]
    if "@" in text or "://" in text:
        text = _ADDRESS.sub(" ", text)
    sample = _said_once(" ".join(_NOISE.sub(" ", text).split())[:_LONGEST])
    letters = sum(map(str.isalpha, sample))
    if letters < _FEWEST_LETTERS:
        return hint if hint in _COMMON and letters else ""
    found = _detector().FindLanguage(sample)
    code = str(found.language).partition("-")[0]
    code = {"iw": "he", "nb": "no", "nn": "no", "fil": "tl", "jv": "", "und": ""}.get(code, code)
    believed = found.is_reliable and found.probability >= _PROBABLE
    if believed and (letters >= _SHORT_LETTERS or code in _COMMON or code == hint):
        return code
    return hint if hint in _COMMON else ""


def _said_once(sample: str) -> str:
    """Of a text that only says the same again and again each word once: the detector takes such a text for Japanese."""
    words = sample.split()
    once = dict.fromkeys(words)
    if _RUN_OF_ONE.search(sample) or _RUN.search(" ".join(word for word in once if len(word) >= 10)):
        sample = _RUN.sub(r"\1", sample)
        words = sample.split()
        once = dict.fromkeys(words)
    return " ".join(once) if len(once) * 4 < len(words) else sample


def _detector() -> Any:
    """One detector for each thread; loaded on first use."""
    if not hasattr(_local, "detector"):
        import gcld3

        _local.detector = gcld3.NNetLanguageIdentifier(0, 1_000)
    return _local.detector
