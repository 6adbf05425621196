"""The three ways a column can be narrowed: a text it contains, one of several values, a number at least."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Choices = Iterable[tuple[object, "StrOrPromise"]]


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter over one field (empty: the column's key). ``lookup`` is Django's."""

    field: str = ""
    lookup: str = "exact"
    kind = "text"

    def apply(self, rows: QuerySet[Any], key: str, entered: str) -> QuerySet[Any]:
        """The rows that fit; an entry that makes no sense narrows nothing."""
        return rows.filter(**{f"{self.field or key}__{self.lookup}": entered})

    def options(self) -> list[tuple[str, StrOrPromise]]:
        return []

    def options_for(self, request: HttpRequest) -> list[tuple[str, StrOrPromise]]:
        """What this person can choose from."""
        return self.options()


@dataclass(frozen=True, slots=True)
class Text(Filter):
    """The field contains the entered text, whatever its case."""

    lookup: str = "icontains"

    def apply(self, rows: QuerySet[Any], key: str, entered: str) -> QuerySet[Any]:
        return Filter.apply(self, rows, key, entered.replace("\x00", ""))


@dataclass(frozen=True, slots=True)
class Choice(Filter):
    """One of the choices: pairs, or a function that returns them. ``apply_with`` narrows where a lookup cannot.

    ``choices_for`` takes the request and returns those of the choices that this person may be shown.
    """

    choices: Choices | Callable[[], Choices] = ()
    apply_with: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    choices_for: Callable[[Any], Choices] | None = None
    kind = "choice"

    def options(self) -> list[tuple[str, StrOrPromise]]:
        choices = self.choices() if callable(self.choices) else self.choices
        return [(str(value), label) for value, label in choices]

    def options_for(self, request: HttpRequest) -> list[tuple[str, StrOrPromise]]:
        if self.choices_for is None:
            return self.options()
        return [(str(value), label) for value, label in self.choices_for(request)]

    def apply(self, rows: QuerySet[Any], key: str, entered: str) -> QuerySet[Any]:
        if entered not in dict(self.options()):
            return rows
        if self.apply_with:
            return self.apply_with(rows, entered)
        return Filter.apply(self, rows, key, entered)


@dataclass(frozen=True, slots=True)
class Number(Filter):
    """The field is at least the entered number."""

    lookup: str = "gte"
    kind = "number"

    def apply(self, rows: QuerySet[Any], key: str, entered: str) -> QuerySet[Any]:
        digits = entered.strip()
        if not digits.isdecimal() or len(digits) > 9:
            return rows
        return rows.filter(**{f"{self.field or key}__{self.lookup}": int(digits)})
