"""Internal names: what exports, rules of other systems and reports call a category, whatever it is renamed to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from kontor.kernel.text import numbered
from kontor.org.models import Category

LONGEST = 80
_SPELLED = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "oe", "å": "aa", "ł": "l", "&": " und "}
)
_OTHER = re.compile(r"[^a-z0-9]+")


def propose_internal_name(tenant_id: int, name: str, *, besides: Collection[str] = ()) -> str:
    """A free internal name made from the display name: small ASCII letters, figures and hyphens.

    Names of deleted categories are not free: they come back with a restored category; nor are those ``besides``.
    """
    stem = spelled_in_ascii(name) or "category"
    rows = Category.objects.filter(tenant_id=tenant_id, internal_name__startswith=stem[: LONGEST - 6])
    taken = {*rows.values_list("internal_name", flat=True), *besides}
    return next(each for each in numbered(stem, longest=LONGEST) if each not in taken)


def spelled_in_ascii(name: str) -> str:
    """``Rückgabe & Umtausch`` becomes ``rueckgabe-und-umtausch``; "" when no letter has a spelling in ASCII."""
    composed = unicodedata.normalize("NFC", name).lower().translate(_SPELLED)
    bare = "".join(char for char in unicodedata.normalize("NFKD", composed) if not unicodedata.combining(char))
    return _OTHER.sub("-", bare).strip("-")[:LONGEST].rstrip("-")
