"""Saving from a form: what the verb refuses becomes the form's error, so that nothing entered is lost.

A small form without a version carries what it showed instead, in a hidden field ``seen``.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest

from kontor.kernel.errors import Refused


def saves(form: BaseForm | None, verb: Callable[[], object]) -> bool:
    """Run the verb; True when it went through. A refusal is rolled back alone and said above the form."""
    assert form is not None
    try:
        with transaction.atomic():
            verb()
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def seen_id(request: HttpRequest) -> int | None:
    """The id that stood in the form when it was drawn, 0 for none; None when the form does not say."""
    seen = request.POST.get("seen")
    if seen is None:
        return None
    return int(seen) if seen.isdecimal() else 0
