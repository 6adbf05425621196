"""Categories are deleted and restored."""

from __future__ import annotations

from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.supervisor.categories.conftest import LIST, ClientFor, saved_row, tab_of


def test_delete_and_restore(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, claims: Category
) -> None:
    browser = client_for(sven, nordlicht)

    browser.post(f"{LIST}delete/", {"selected": [billing.pk, claims.pk]})
    assert saved_row(billing).deleted_at is not None
    assert saved_row(claims).deleted_at is None
    assert browser.get(tab_of(billing, "general")).status_code == 404
    assert "Abrechnung" in browser.get(f"{LIST}deleted/").content.decode()

    browser.post(f"{LIST}restore/", {"selected": [billing.pk]})
    assert saved_row(billing).deleted_at is None


def test_delete_is_refused_with_open_tickets(
    htmx_for: ClientFor, sven: User, nordlicht: Tenant, ticket: Ticket, billing: Category
) -> None:
    response = htmx_for(sven, nordlicht).post(f"{LIST}delete/", {"selected": [billing.pk]})

    assert response.status_code == 409
    assert "1 open ticket lies in the category" in response.content.decode()
    assert saved_row(billing).deleted_at is None


def test_delete_of_what_one_may_not_change_or_does_not_see_is_refused_with_a_sentence(
    htmx_for: ClientFor,
    reader: User,
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
    alpina_service: AgentGroup,
) -> None:
    """Rita may change categories of the second tenant, and look at those of the first."""
    rights = ["supervisor.access", "categories.read", "categories.write"]
    make_grant(reader, make_role("Ändern", rights), alpina_service)
    both, first = htmx_for(reader, nordlicht, alpina), htmx_for(reader, nordlicht)

    mixed = both.post(f"{LIST}delete/", {"selected": [billing.pk, claims.pk]})
    unseen = both.post(f"{LIST}delete/", {"selected": [10**9]})
    alone = first.post(f"{LIST}delete/", {"selected": [billing.pk]})

    assert (mixed.status_code, unseen.status_code, alone.status_code) == (409, 409, 403)
    assert "You may not do this with: Abrechnung. Nothing was changed." in mixed.content.decode()
    assert "choose at least one line" in unseen.content.decode()
    assert (saved_row(billing).deleted_at, saved_row(claims).deleted_at) == (None, None)


def test_what_one_may_not_even_look_at_is_refused_without_its_name(
    htmx_for: ClientFor,
    anna: User,
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
    alpina_service: AgentGroup,
) -> None:
    """Anna works the first tenant's tickets, and changes the categories of the second."""
    make_grant(anna, make_role("Ändern", ["categories.read", "categories.write"]), alpina_service)

    refused = htmx_for(anna, nordlicht, alpina).post(f"{LIST}delete/", {"selected": [billing.pk, claims.pk]})

    assert refused.status_code == 409
    assert "You may not do this with all that is chosen. Nothing was changed." in refused.content.decode()
    assert "Abrechnung" not in refused.content.decode()
    assert (saved_row(billing).deleted_at, saved_row(claims).deleted_at) == (None, None)
