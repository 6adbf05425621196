"""Tags and priority by hand: works, invalid, changed meanwhile, who may."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope

ClientFor = Callable[..., Browser]


@pytest.fixture
def mine(billing: Category, anna: User) -> Ticket:
    return make_ticket(billing, owner=anna, tags=["eilig"], priority=3)


@pytest.fixture
def url(mine: Ticket) -> str:
    return reverse("desk:ticket:mark", args=[mine.number])


def marks(ticket: Ticket) -> tuple[list[str], int]:
    with in_scope(ticket.tenant_id):
        ticket.refresh_from_db()
    return ticket.tags, ticket.priority


def test_the_dialog_shows_what_is_set_and_the_head_too(
    client_for: ClientFor, anna: User, mine: Ticket, nordlicht: Tenant, url: str
) -> None:
    browser = client_for(anna, nordlicht)

    dialog = browser.get(url).content.decode()
    head = browser.get(reverse("desk:ticket:show", args=[mine.number])).content.decode()

    assert 'name="priority" value="3"' in dialog
    assert 'name="tags" value="eilig"' in dialog
    assert 'value="3 eilig"' in dialog
    assert "priority 3" in head
    assert '<span class="clip">eilig</span>' in head
    assert f'href="{url}"' in head


def test_both_are_saved(
    htmx_for: Callable[..., HtmxBrowser], anna: User, mine: Ticket, nordlicht: Tenant, url: str
) -> None:
    answer = htmx_for(anna, nordlicht).post(url, {"priority": "0", "seen": "3 eilig"})

    assert answer.headers["HX-Trigger"] == "ticket:refresh"
    assert marks(mine) == ([], 0)


def test_without_tags_too(client_for: ClientFor, anna: User, billing: Category, nordlicht: Tenant) -> None:
    plain = make_ticket(billing, owner=anna)

    answer = client_for(anna, nordlicht).post(
        reverse("desk:ticket:mark", args=[plain.number]), {"priority": "2", "seen": "0 "}
    )

    assert (answer.status_code, marks(plain)) == (302, ([], 2))


@pytest.mark.parametrize(
    ("entered", "said"),
    [
        ({"priority": "10", "seen": "3 eilig"}, "Enter at most 9."),
        ({"priority": "0", "tags": ["vip"], "seen": "3 eilig"}, "What was chosen is not there any more."),
        ({"priority": "0", "seen": "0 "}, "Tags or priority were changed in the meantime."),
    ],
)
def test_what_cannot_be_is_said(
    client_for: ClientFor, anna: User, mine: Ticket, nordlicht: Tenant, url: str, entered: dict[str, object], said: str
) -> None:
    answer = client_for(anna, nordlicht).post(url, entered)

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert marks(mine) == (["eilig"], 3)


def test_it_is_for_whoever_has_the_ticket_and_who_may_assign_it(
    client_for: ClientFor, anna: User, bela: User, sven: User, carla: User, nordlicht: Tenant, alpina: Tenant, url: str
) -> None:
    people = ((anna, nordlicht), (bela, nordlicht), (sven, nordlicht), (carla, alpina))

    assert [client_for(*person).get(url).status_code for person in people] == [200, 403, 200, 404]


def test_a_closed_ticket_stays_as_it_was(
    client_for: ClientFor, anna: User, billing: Category, nordlicht: Tenant
) -> None:
    closed = make_ticket(billing, state="closed")

    assert client_for(anna, nordlicht).get(reverse("desk:ticket:mark", args=[closed.number])).status_code == 403
