"""Every list of the administration, asked for each order and each filter it offers."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.urls import reverse

from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.ui.listing import Column
from kontor.ui.listing_view import ListingView
from tests.architecture.addresses import every_address
from tests.factories.call_records import connect_calls
from tests.support.client import Browser
from tests.support.letter_switch import letters_on
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
FEWEST = 40
"""So many lists there are at least: else this test has lost its way to them."""


def test_every_list_can_be_ordered_and_narrowed_by_each_of_its_columns(
    client_for: ClientFor, ada: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    connect_calls()
    letters_on()
    views = list(_views(client_for(ada)))

    failed = []
    for view in views:
        for column in view.listing.columns:
            with everywhere():
                try:
                    list(view._all.order_by(*column.order)[:1])
                    for value in _entered(column):
                        list(column.filter.apply(view._all, column.key, value)[:1])  # type: ignore[union-attr]
                except Exception as error:
                    failed.append(f"{view.key}, {column.key}: {error}")

    assert failed == []
    assert len(views) >= FEWEST


def _entered(column: Column) -> list[str]:
    """Where it is narrowed: what is chosen first and last; what is a number, and what no database takes."""
    if not column.filter:
        return []
    options = [str(value) for value, _label in column.filter.options()]
    return [options[0], options[-1]] if options else ["7", "a\x00b"]


def _views(browser: Browser) -> Iterator[ListingView]:
    for address in every_address():
        if address.name.startswith("supervisor:") and not address.places and not address.name.endswith(":new"):
            response = browser.get(reverse(address.name))
            listing = response.context["listing"] if response.context and "listing" in response.context else None
            if isinstance(listing, ListingView):
                yield listing
