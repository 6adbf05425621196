"""The switch of the installation for letters."""

from __future__ import annotations

from kontor.letters.preferences import LETTERS
from kontor.preferences.models import SystemValues
from tests.support.scoping import everywhere


def letters_on(on: bool = True) -> None:
    """The installation works with letters, or does not."""
    with everywhere():
        values = SystemValues.get()
        LETTERS.set_on(values, on)
        values.save()
