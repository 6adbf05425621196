"""Saving from a form: what the verb refuses becomes the form's error, so that nothing entered is lost.

A small form without a version carries what it showed instead, in a hidden field ``seen``.
"""

from __future__ import annotations

from django.http import HttpRequest

from kontor.kernel.text import whole_number
from kontor.ui.saving import saves

__all__ = ["saves", "seen_id"]


def seen_id(request: HttpRequest) -> int | None:
    """The id (or place) that stood in the form when it was drawn, 0 for none; None when the form does not say."""
    seen = request.POST.get("seen")
    if seen is None:
        return None
    return whole_number(seen) or 0
