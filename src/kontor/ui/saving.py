"""Saving from a form: what the verb refuses becomes the form's error, so that nothing entered is lost."""

from __future__ import annotations

from collections.abc import Callable

from django.db import IntegrityError, transaction
from django.forms import BaseForm
from psycopg.errors import UniqueViolation

from kontor.kernel.errors import ReasonNeeded, Refused


def saves(form: BaseForm | None, verb: Callable[[], object]) -> bool:
    """Run the verb; True when it went through. A refusal is rolled back alone and said at the field that it is about,
    else above the form.

    Where a reason is asked the person is led to a form for it (``refusals``), which sends all of this once more.
    """
    assert form is not None
    try:
        _run(verb)
    except ReasonNeeded:
        raise
    except Refused as refusal:
        complain(form, refusal)
        return False
    return True


def _run(verb: Callable[[], object]) -> None:
    """Of two who take the same name at the same moment the database lets one through, once the other has committed.

    Done once more, the verb of the second sees the row of the first, and says so in its own words.
    """
    try:
        with transaction.atomic():
            verb()
    except IntegrityError as error:
        if not isinstance(error.__cause__, UniqueViolation):
            raise
        with transaction.atomic():
            verb()


def complain(form: BaseForm, refusal: Refused) -> None:
    """Say it at the field that it is about, if that is shown and can be changed; else above the form."""
    field = form.fields.get(refusal.about)
    at = refusal.about if field and not field.widget.is_hidden and not field.disabled else None
    form.add_error(at, str(refusal))
