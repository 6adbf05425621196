"""Expecting a refusal without losing the test's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction

from kontor.kernel.errors import Refused


@contextmanager
def refused(sentence: str = "", *, about: str | None = None) -> Iterator[None]:
    """The block is refused (with a sentence that contains this one, at this field), and what it did is rolled back."""
    with pytest.raises(Refused) as caught, transaction.atomic():
        yield
    assert sentence in str(caught.value)
    assert about is None or caught.value.about == about


@contextmanager
def rolled_back(error: type[Exception]) -> Iterator[None]:
    """The block fails with this error of the database, and what it did is rolled back."""
    with pytest.raises(error), transaction.atomic():
        yield
