"""What editors show of a field when somebody rests on it. The file is English, and so are they, in every language.

The words stand in ``field_words.txt``, by section. Settings are not there: what they are called is said where they are
declared.
"""

from __future__ import annotations

import re
from pathlib import Path

WORDS = Path(__file__).with_suffix(".txt")


def _read(words: str) -> dict[str, str]:
    found: dict[str, str] = {}
    section = ""
    for line in words.splitlines():
        field, colon, sentence = line.partition(": ")
        if colon:
            found[f"{section}.{field}" if section else field] = sentence
        elif re.fullmatch("[a-z_]+", line):
            section = line
    return found


FIELDS = _read(WORDS.read_text(encoding="utf-8"))
"""By the way to the field, as "rules.conditions.part"; a star stands for all fields of a record."""
