"""The administration's list: two-level sort, filter row, chosen columns, pages without counting.

A screen declares a ``Listing`` once and answers with it. Nothing here knows what is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString

from kontor.kernel.text import whole_number
from kontor.ui.filters import Choice, Filter, Number, Text
from kontor.ui.htmx import fragment
from kontor.ui.listing_parts import Shown
from kontor.ui.listing_view import ListingView

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

__all__ = ["Action", "Choice", "Column", "Filter", "Listing", "Number", "Shown", "Text", "selected"]


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column. ``value`` is an attribute path or a function of the row; ``sort`` one or several fields.

    What shows more than the value is written by ``cell``, or by a ``template`` where it has markup of its own.
    """

    key: str
    label: StrOrPromise
    value: str | Callable[[Any], object] = ""
    sort: str | tuple[str, ...] = ()
    filter: Filter | None = None
    template: str = ""
    cell: Callable[[Shown], SafeString] | None = None
    visible: bool = True
    fixed: bool = False
    figure: bool = False
    wide: bool = False
    labelled: bool = False
    """On narrow screens, where the head is away, the value says nothing without its label."""

    def value_of(self, row: Any) -> object:
        if callable(self.value):
            return self.value(row)
        found = row
        for part in (self.value or self.key).split("."):
            found = found.get(part) if isinstance(found, Mapping) else getattr(found, part, None)
        return found() if callable(found) else found

    @property
    def is_plain(self) -> bool:
        """Its value is all that it shows."""
        return not self.template and self.cell is None

    @property
    def order(self) -> tuple[str, ...]:
        return (self.sort,) if isinstance(self.sort, str) else self.sort


@dataclass(frozen=True, slots=True)
class Action:
    """A verb for the chosen rows: a POST to this URL, with the ids as ``selected``."""

    label: StrOrPromise
    url_name: str
    icon: str = ""
    permission: str = ""
    confirm: StrOrPromise = ""
    deed: str = ""
    """For which a reason may be asked: then by the same dialog as ``confirm``."""
    of_installation: bool = False
    """The permission counts for the installation only, not in some tenant."""


@dataclass(frozen=True, slots=True)
class Listing:
    """A list as it is declared. ``answer`` is the whole view for most screens.

    ``link`` is the page of a row: the name of an address that takes its key, or a function of the row. ``called`` is
    what a row is called where it is chosen; without it the row's own name.
    """

    key: str
    label: StrOrPromise
    columns: tuple[Column, ...]
    default_sort: tuple[str, ...] = ("name",)
    link: str | Callable[[Any], str] | None = None
    colour: Callable[[Any], int | None] | None = None
    called: Callable[[Any], object] = str
    actions: tuple[Action, ...] = ()
    page_size: int = 50
    by_key: dict[str, Column] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_key", {column.key: column for column in self.columns})

    def view(self, request: HttpRequest, rows: QuerySet[Any]) -> ListingView:
        """What the GET parameters ask for, applied to these rows. They are read here: a template hides errors."""
        view = ListingView(self, request, rows)
        view.load()
        return view

    def answer(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        template: str = "ui/listing.html",
        context: Mapping[str, Any] | None = None,
    ) -> HttpResponse:
        """The page, or only the table when htmx asks for it."""
        values = {**(context or {}), "listing": self.view(request, rows)}
        return fragment(request, template, values, partial="ui/table.html")


def selected(request: HttpRequest) -> list[int]:
    """The ids of the chosen rows, each once, in their order; what is not a number is left out."""
    chosen: Sequence[str] = request.POST.getlist("selected")
    return list(dict.fromkeys(number for value in chosen if (number := whole_number(value)) is not None))
