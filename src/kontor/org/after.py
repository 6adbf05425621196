"""An answer that takes its time: made once the request's scope has ended and its connection is free."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse


class AfterScope(HttpResponse):
    """The view has read what is needed; ``make`` gives the real answer from values alone and asks no database.

    For what other processes do for a page, as making a PDF.
    """

    def __init__(self, make: Callable[[], HttpResponse]) -> None:
        super().__init__(status=204)
        self.make = make


class LookThenAnswer(HttpResponse):
    """Something that takes its time stands between asking and saving: a letter is made to see whether one comes out.

    ``look`` is called once the request's scope has ended, and asks no database. ``answer`` makes the real answer of
    what it gave, in a scope of its own: the rows are read and the rights looked up anew.
    """

    def __init__(self, look: Callable[[], Any], answer: Callable[[Any], HttpResponse]) -> None:
        super().__init__(status=204)
        self.look, self.answer = look, answer
