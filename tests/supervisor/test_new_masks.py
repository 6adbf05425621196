"""The masks for something new, of every area: whoever may write can save."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.architecture.addresses import every_address
from tests.factories.call_records import connect_calls
from tests.support.client import Browser

ClientFor = Callable[..., Browser]
NEW = sorted(
    address.name
    for address in every_address()
    if address.name.startswith("supervisor:") and address.name.endswith(":new") and not address.places
)


def test_whoever_may_write_may_save_what_is_new(client_for: ClientFor, ada: User, nordlicht: Tenant) -> None:
    connect_calls()
    browser = client_for(ada)

    pages = {name: browser.get(reverse(name)) for name in NEW}

    assert {name: page.status_code for name, page in pages.items() if page.status_code != 200} == {}
    masks = {name: page.context["mask"] for name, page in pages.items() if "mask" in page.context}
    assert len(masks) >= 15
    assert [name for name, mask in masks.items() if any(field.field.disabled for field in mask.form)] == []
