"""Saving from a form: what the verb refuses becomes the form's error, so that nothing entered is lost."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.forms import BaseForm

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
