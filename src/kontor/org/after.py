"""An answer that takes its time: made once the request's scope has ended and its connection is free."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse


class AfterScope(HttpResponse):
    """The view has read what is needed; ``make`` gives the real answer from values alone and asks no database.

    For what other processes do for a page, as making a PDF.
    """

    def __init__(self, make: Callable[[], HttpResponse]) -> None:
        super().__init__(status=204)
        self.make = make
