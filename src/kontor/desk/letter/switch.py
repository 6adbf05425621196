"""Whether the desk shows anything of letters."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from kontor.letters.preferences import LETTERS
from kontor.org.domain.access import Access
from kontor.preferences.types import Holder


def letters_are_on(request: HttpRequest) -> bool:
    """The installation works with letters. Asks no database."""
    access = getattr(request, "access", None)
    return isinstance(access, Access) and LETTERS.get(cast(Holder, access.system))
