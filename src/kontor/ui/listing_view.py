"""A list as one request asks for it: what the table's template reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import urls
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext

from kontor.ui.listing_parts import Cell, FilterCell, Head, Row

if TYPE_CHECKING:
    from kontor.ui.listing import Action, Column, Listing

MOST_PAGES = 2000
_SOME_KEY = 2**62


class ListingView:
    """Reads ``sort``, ``filter``, ``filter-<key>``, ``page`` and ``columns`` and narrows, orders and cuts the rows."""

    def __init__(self, listing: Listing, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self.listing = listing
        self.key = listing.key
        self.label = listing.label
        self._request = request
        self._all = rows

    # -- columns ---------------------------------------------------------------------------------

    @cached_property
    def shown(self) -> list[Column]:
        """The columns this person chose, remembered for the session; fixed ones always, and those by which the address
        narrows: a figure that leads here counts by them. Whoever chooses now may take those away."""
        memory = f"columns:{self.key}"
        if "columns-set" in self._request.GET:
            self._request.session[memory] = self._request.GET.getlist("columns")
        if "columns-reset" in self._request.GET:
            self._request.session.pop(memory, None)
        chosen = self._request.session.get(memory)
        if chosen is None:
            chosen = [column.key for column in self.listing.columns if column.visible]
        chooses = "columns-set" in self._request.GET
        return [
            column
            for column in self.listing.columns
            if column.fixed or column.key in chosen or (self._entered(column) and not chooses)
        ]

    @property
    def column_choice(self) -> list[tuple[Column, bool]]:
        return [(column, column in self.shown) for column in self.listing.columns]

    # -- sort ------------------------------------------------------------------------------------

    @cached_property
    def sort(self) -> list[tuple[Column, bool]]:
        """At most two levels, each a column and whether it is reversed."""
        return self._levels(self._request.GET.get("sort", "").split(",")) or self._levels(self.listing.default_sort)

    @property
    def heads(self) -> list[Head]:
        return [self._head(column) for column in self.shown]

    @property
    def sort_sentence(self) -> str:
        names = [str(column.label) for column, _ in self.sort]
        if len(names) == 2:
            return gettext("Sorted by %(first)s, then %(second)s") % {"first": names[0], "second": names[1]}
        return gettext("Sorted by %(first)s") % {"first": names[0]} if names else ""

    def _levels(self, wanted: list[str] | tuple[str, ...]) -> list[tuple[Column, bool]]:
        levels: dict[str, tuple[Column, bool]] = {}
        for name in wanted:
            column = self.listing.by_key.get(name.removeprefix("-"))
            if column and column.order:
                levels.setdefault(column.key, (column, name.startswith("-")))
        return list(levels.values())[:2]

    def _head(self, column: Column) -> Head:
        direction, second = "", False
        for level, (sorted_column, reverse) in enumerate(self.sort):
            if sorted_column == column:
                direction, second = ("descending" if reverse else "ascending"), level == 1
        url = self._url(sort=self._after_click(column), page=None) if column.order else ""
        return Head(column, direction, second, url)

    def _after_click(self, column: Column) -> str:
        """A click makes this the first level, a second click reverses it; what was first becomes second."""
        first = self.sort[0] if self.sort else None
        if first and first[0] == column:
            return _written([(column, not first[1]), *self.sort[1:]])
        return _written([(column, False), *([first] if first else [])])

    # -- filter ----------------------------------------------------------------------------------

    @property
    def filter_asked(self) -> bool:
        """Somebody has just opened the filters: the first of them gets the focus."""
        return self.filter_open and self._request.headers.get("HX-Trigger") == "listing-filter-button"

    @property
    def filter_open(self) -> bool:
        return "filter" in self._request.GET or self.is_filtered

    @property
    def is_filtered(self) -> bool:
        return any(self._entered(column) for column in self.shown)

    @property
    def can_filter(self) -> bool:
        return any(column.filter for column in self.shown)

    @property
    def filter_url(self) -> str:
        """Opens the filter row, or closes it and takes every filter away."""
        return self._url_without_filters(filter=None if self.filter_open else "1", page=None)

    @property
    def unfiltered_url(self) -> str:
        return self._url_without_filters(page=None)

    @cached_property
    def filters(self) -> list[FilterCell]:
        """The cells of the filter row. What there is to choose from is asked of the database: only where it is open."""
        return [self._filter_cell(column) for column in self.shown]

    def _filter_cell(self, column: Column) -> FilterCell:
        if column.filter is None:
            return FilterCell(column, "", "", [])
        options = column.filter.options_for(self._request) if self.filter_open else []
        return FilterCell(column, column.filter.kind, self._entered(column), options)

    def _entered(self, column: Column) -> str:
        return self._request.GET.get(f"filter-{column.key}", "").strip() if column.filter else ""

    # -- rows and pages --------------------------------------------------------------------------

    @property
    def page(self) -> int:
        asked = self._request.GET.get("page", "1")
        return min(max(int(asked), 1), MOST_PAGES) if asked.isdecimal() and len(asked) < 9 else 1

    def load(self) -> None:
        """Read the rows of the page and what its filters offer, once."""
        self.rows, self.filters  # noqa: B018

    @cached_property
    def rows(self) -> list[Row]:
        return list(self._rows())

    @property
    def first(self) -> int:
        return (self.page - 1) * self.listing.page_size + 1

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def next_url(self) -> str:
        return self._url(page=self.page + 1) if len(self._fetched) > self.listing.page_size else ""

    @property
    def previous_url(self) -> str:
        return self._url(page=self.page - 1 if self.page > 2 else None) if self.page > 1 else ""

    @cached_property
    def actions(self) -> list[Action]:
        access = getattr(self._request, "access", None)
        return [action for action in self.listing.actions if not action.permission or (access and _may(access, action))]

    @property
    def narrowed(self) -> QuerySet[Any]:
        """All the rows that the filters leave, in no order: for sums and exports."""
        rows = self._all
        for column in self.shown:
            if column.filter and (entered := self._entered(column)):
                rows = column.filter.apply(rows, column.key, entered)
        return rows

    @cached_property
    def _fetched(self) -> list[Any]:
        order = [_turned(name, reverse) for column, reverse in self.sort for name in column.order]
        start = self.first - 1
        return list(self.narrowed.order_by(*order, "pk")[start : start + self.listing.page_size + 1])

    def _rows(self) -> Iterator[Row]:
        link, colour, called = _leading(self.listing.link), self.listing.colour, self.listing.called
        for item in self._fetched[: self.listing.page_size]:
            cells = [Cell(column, column.value_of(item)) for column in self.shown]
            url, shade = link(item) if link else "", colour(item) if colour else None
            yield Row(item, cells, url, shade, called(item) if self.actions else "")

    # -- addresses -------------------------------------------------------------------------------

    @property
    def kept(self) -> list[tuple[str, str]]:
        """What a form in this list has to send along: everything except columns, their filters when they were taken
        away, and page."""
        gone = {f"filter-{column.key}" for column in self.listing.columns if column not in self.shown}
        return [
            (name, value)
            for name, values in self._request.GET.lists()
            for value in values
            if name not in ("page", "columns", "columns-set", "columns-reset", *gone)
        ]

    @property
    def kept_without_filters(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in self.kept if not name.startswith("filter")]

    @property
    def url(self) -> str:
        return self._request.path

    def _url(self, **changes: object) -> str:
        return self._address(self.kept, changes)

    def _url_without_filters(self, **changes: object) -> str:
        return self._address(self.kept_without_filters, changes)

    def _address(self, pairs: list[tuple[str, str]], changes: dict[str, object]) -> str:
        query = self._request.GET.copy()
        query.clear()
        for name, value in pairs:
            query.appendlist(name, value)
        for name, changed in changes.items():
            query.pop(name, None)
            if changed is not None:
                query[name] = str(changed)
        return f"{self.url}?{query.urlencode(safe=',')}" if query else self.url


def _leading(link: str | Callable[[Any], str] | None) -> Callable[[Any], str] | None:
    """What says the address of a row's page. By name it is looked up once for all rows."""
    if not isinstance(link, str):
        return link
    before, _key, after = urls.reverse(link, args=[_SOME_KEY]).rpartition(str(_SOME_KEY))
    return lambda row: f"{before}{row.pk}{after}"


def _may(access: Any, action: Action) -> bool:
    if action.of_installation:
        return bool(access.may(action.permission, tenant_id=0))
    return bool(access.may_anywhere(action.permission))


def _written(levels: list[tuple[Column, bool]]) -> str:
    return ",".join(f"-{column.key}" if reverse else column.key for column, reverse in levels)


def _turned(name: str, reverse: bool) -> str:
    bare = name.removeprefix("-")
    return f"-{bare}" if reverse != name.startswith("-") else bare
