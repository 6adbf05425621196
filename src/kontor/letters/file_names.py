"""What the names of letters' files may be made of."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from kontor.channels.print_storage import checked_directory
from kontor.kernel.errors import Refused

WORDS = ("[date]", "[ticket]", "[letter]", "[tenant]")
"""What is filled in for each letter; ``places.py`` does it."""


def checked_file_names(pattern: str) -> str:
    """The pattern in its plain form. Refused for a word in brackets that is none, and for what leaves the directory."""
    unknown = [word for word in re.findall(r"\[[^\]]*\]?", pattern) if word not in WORDS]
    if unknown:
        words = {"word": unknown[0], "words": ", ".join(WORDS)}
        raise Refused(_("“%(word)s” is not filled in. Use these words: %(words)s.") % words)
    return checked_directory(pattern)
