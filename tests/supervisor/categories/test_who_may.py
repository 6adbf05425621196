"""Who may only look, and what is not shown."""

from __future__ import annotations

import pytest

from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.supervisor.categories.conftest import LIST, NEW, ClientFor, saved_row, tab_of


def test_who_may_only_look(client_for: ClientFor, reader: User, nordlicht: Tenant, billing: Category) -> None:
    browser = client_for(reader, nordlicht)

    page = browser.get(tab_of(billing, "general")).content.decode()
    assert "You may look at this category, not change it." in page
    assert browser.post(tab_of(billing, "general"), {"version": 1, "name": "Neu"}).status_code == 403
    assert browser.get(NEW).status_code == 403
    assert browser.post(f"{LIST}delete/", {"selected": [billing.pk]}).status_code == 403
    assert saved_row(billing).name == "Abrechnung"


@pytest.mark.parametrize("tab", ["general", "groups", "settings", "closing-codes", "rules"])
def test_other_tenants_category_is_not_there(
    client_for: ClientFor, sven: User, nordlicht: Tenant, claims: Category, tab: str
) -> None:
    browser = client_for(sven, nordlicht)

    assert browser.get(tab_of(claims, tab)).status_code == 404
    assert browser.post(tab_of(claims, tab), {"version": 1, "name": "Meins"}).status_code == 404


def test_acknowledgements_are_shown_where_one_may_look_at_the_tenants_templates(
    client_for: ClientFor,
    reader: User,
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    alpina_service: AgentGroup,
) -> None:
    """The right in the second tenant says nothing of the first one's templates."""
    make_grant(reader, make_role("Vorlagen", ["supervisor.access", "templates.read"]), alpina_service)
    browser = client_for(reader, nordlicht, alpina)

    page = browser.get(tab_of(billing, "general"))

    assert (page.status_code, tab_of(billing, "acknowledgements") in page.content.decode()) == (200, False)
    assert browser.get(tab_of(billing, "acknowledgements")).status_code == 404
