from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.answers.preferences import COPY_INCOMING_CC
from kontor.org.domain.category_queries import assigned_closing_code_ids, assigned_group_ids
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.org import make_category, make_closing_code, make_grant, make_main_category
from tests.factories.people import make_role, make_user
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/categories/"
NEW = f"{LIST}new/"


def _tab(category: Category, tab: str) -> str:
    return reverse("supervisor:categories:tab", args=[category.pk, tab])


def _saved(category: Category) -> Category:
    with everywhere():
        return Category.objects.select_related("main_category").get(pk=category.pk)


@pytest.fixture
def reader(nordlicht_service: AgentGroup) -> User:
    """May look at categories of the first tenant, not change them."""
    user = make_user("Rita Rast", username="rita")
    make_grant(user, make_role("Lesen", ["supervisor.access", "categories.read"]), nordlicht_service)
    return user


def test_list(client_for: ClientFor, ada: User, billing: Category, claims: Category) -> None:
    page = client_for(ada).get(LIST).content.decode()

    assert "Abrechnung" in page
    assert "Schaden" in page
    assert "Nordlicht Kundenservice" in page


def test_list_shows_own_tenants_only(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, claims: Category
) -> None:
    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert "Abrechnung" in page
    assert "Schaden" not in page
    assert "Alpina" not in page


def test_list_is_for_those_who_may(client_for: ClientFor, anna: User, nordlicht: Tenant, billing: Category) -> None:
    assert client_for(anna, nordlicht).get(LIST).status_code == 403


def test_list_needs_as_many_statements_for_three_rows(
    client_for: ClientFor, ada: User, billing: Category, nordlicht_service: AgentGroup, nordlicht: Tenant
) -> None:
    browser = client_for(ada)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    for name in ("Eins", "Zwei"):
        make_category(nordlicht_service, name, main_category=make_main_category(nordlicht, name))
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("filter-name=abr", ["Abrechnung"]),
        ("filter-features=bundling", ["Umzug"]),
        ("filter-groups=kundenservice", ["Abrechnung", "Umzug"]),
        ("filter-main_category=vertrag", ["Umzug"]),
    ],
)
def test_list_is_filtered(
    client_for: ClientFor,
    ada: User,
    billing: Category,
    moving: Category,
    nordlicht: Tenant,
    query: str,
    found: list[str],
) -> None:
    main = make_main_category(nordlicht, "Vertrag")
    with everywhere():
        Category.objects.filter(pk=moving.pk).update(bundling=True, main_category=main)

    page = client_for(ada).get(f"{LIST}?{query}").content.decode()

    assert [name for name in ("Abrechnung", "Umzug") if f">{name}</span>" in page] == found


def test_create(client_for: ClientFor, ada: User, nordlicht: Tenant, alpina: Tenant) -> None:
    browser = client_for(ada)
    assert browser.get(NEW).status_code == 200

    entered = {"tenant": alpina.pk, "name": "Zählerstände", "main_category": "Technik", "answer_allowed": "on"}
    response = browser.post(NEW, entered)

    with everywhere():
        made = Category.objects.select_related("main_category").get(tenant=alpina)
    assert response["Location"] == _tab(made, "groups")
    assert (made.internal_name, str(made.main_category)) == ("zaehlerstaende", "Technik")
    assert (made.answer_allowed, made.auto_routing) == (True, False)


def test_create_says_what_is_wrong_and_loses_nothing(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant, billing: Category
) -> None:
    browser = client_for(sven, nordlicht)

    taken = browser.post(NEW, {"tenant": nordlicht.pk, "name": "Abrechnung", "description": "Schon getippt"})
    foreign = browser.post(NEW, {"tenant": alpina.pk, "name": "Neu"})
    empty = browser.post(NEW, {"tenant": nordlicht.pk, "name": "", "internal_name": "Groß"})

    assert [taken.status_code, foreign.status_code, empty.status_code] == [422, 422, 422]
    assert "This tenant already has a category “Abrechnung”" in taken.content.decode()
    assert "Schon getippt" in taken.content.decode()
    assert "Alpina" not in foreign.content.decode()
    assert "A category needs a display name." in empty.content.decode()
    assert "Use only small letters" in empty.content.decode()


def test_internal_name_is_proposed(htmx_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    url = f"{NEW}internal-name/"

    page = htmx_for(sven, nordlicht).get(url, {"name": "Billing", "tenant": nordlicht.pk}).content.decode()

    assert 'placeholder="billing-2"' in page
    assert 'id="internal-name"' in page


def test_change_general(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    browser = client_for(sven, nordlicht)
    page = browser.get(_tab(billing, "general")).content.decode()
    assert 'value="billing" readonly' in page

    response = browser.post(_tab(billing, "general"), {"version": 1, "name": "Rechnungen", "bundling": "on"})

    assert response.status_code == 302
    saved = _saved(billing)
    assert (saved.name, saved.internal_name, saved.bundling, saved.version) == ("Rechnungen", "billing", True, 2)


def test_two_people_save(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    browser = client_for(sven, nordlicht)
    browser.post(_tab(billing, "general"), {"version": 1, "name": "Rechnungen"})

    response = browser.post(_tab(billing, "general"), {"version": 1, "name": "Fakturen"})

    assert response.status_code == 409
    page = response.content.decode()
    assert "Rechnungen" in page
    assert "Fakturen" in page
    assert _saved(billing).name == "Rechnungen"


def test_change_groups(
    client_for: ClientFor,
    sven: User,
    nordlicht: Tenant,
    billing: Category,
    nordlicht_service: AgentGroup,
    alpina_service: AgentGroup,
) -> None:
    browser = client_for(sven, nordlicht)
    assert "Alpina" not in browser.get(_tab(billing, "groups")).content.decode()

    foreign = browser.post(_tab(billing, "groups"), {"version": 1, "groups": [alpina_service.pk]})
    none = browser.post(_tab(billing, "groups"), {"version": 1})

    assert (foreign.status_code, none.status_code) == (422, 302)
    with in_scope(nordlicht):
        assert assigned_group_ids(billing) == []
    assert "No agent group works this category." in browser.get(_tab(billing, "groups")).content.decode()


def test_change_settings(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    with in_scope(nordlicht):
        nordlicht.preferences = {COPY_INCOMING_CC.key: True}
        nordlicht.save(update_fields=["preferences"])
    browser = client_for(sven, nordlicht)
    page = browser.get(_tab(billing, "settings")).content.decode()
    assert "the tenant" in page

    browser.post(_tab(billing, "settings"), {"version": 1, "answers-copy_incoming_cc-own": "1"})
    assert _saved(billing).preferences == {COPY_INCOMING_CC.key: False}

    browser.post(_tab(billing, "settings"), {"version": 2})
    assert _saved(billing).preferences == {}


def test_change_closing_codes(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    code = make_closing_code(billing, "A1", "Erledigt")
    browser = client_for(sven, nordlicht)
    assert "A1 Erledigt" in browser.get(_tab(billing, "closing-codes")).content.decode()

    refused = browser.post(_tab(billing, "closing-codes"), {"version": 1, "required": "on"})
    saved = browser.post(_tab(billing, "closing-codes"), {"version": 1, "required": "on", "closing_codes": [code.pk]})

    assert (refused.status_code, saved.status_code) == (422, 302)
    assert "assign at least one" in refused.content.decode()
    assert _saved(billing).closing_code_required
    with in_scope(nordlicht):
        assert assigned_closing_code_ids(billing) == [code.pk]


def test_rules_tab(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    browser = client_for(sven, nordlicht)

    assert "No rule leads here" in browser.get(_tab(billing, "rules")).content.decode()
    assert browser.post(_tab(billing, "rules"), {"version": 1}).status_code == 405


def test_who_may_only_look(client_for: ClientFor, reader: User, nordlicht: Tenant, billing: Category) -> None:
    browser = client_for(reader, nordlicht)

    page = browser.get(_tab(billing, "general")).content.decode()
    assert "You may look at this category, not change it." in page
    assert browser.post(_tab(billing, "general"), {"version": 1, "name": "Neu"}).status_code == 403
    assert browser.get(NEW).status_code == 403
    assert browser.post(f"{LIST}delete/", {"selected": [billing.pk]}).status_code == 403
    assert _saved(billing).name == "Abrechnung"


@pytest.mark.parametrize("tab", ["general", "groups", "settings", "closing-codes", "rules"])
def test_other_tenants_category_is_not_there(
    client_for: ClientFor, sven: User, nordlicht: Tenant, claims: Category, tab: str
) -> None:
    browser = client_for(sven, nordlicht)

    assert browser.get(_tab(claims, tab)).status_code == 404
    assert browser.post(_tab(claims, tab), {"version": 1, "name": "Meins"}).status_code == 404


def test_delete_and_restore(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, claims: Category
) -> None:
    browser = client_for(sven, nordlicht)

    browser.post(f"{LIST}delete/", {"selected": [billing.pk, claims.pk]})
    assert _saved(billing).deleted_at is not None
    assert _saved(claims).deleted_at is None
    assert browser.get(_tab(billing, "general")).status_code == 404
    assert "Abrechnung" in browser.get(f"{LIST}deleted/").content.decode()

    browser.post(f"{LIST}restore/", {"selected": [billing.pk]})
    assert _saved(billing).deleted_at is None


def test_delete_is_refused_with_open_tickets(
    htmx_for: ClientFor, sven: User, nordlicht: Tenant, ticket: Ticket, billing: Category
) -> None:
    response = htmx_for(sven, nordlicht).post(f"{LIST}delete/", {"selected": [billing.pk]})

    assert response.status_code == 409
    assert "1 open ticket lies in the category" in response.content.decode()
    assert _saved(billing).deleted_at is None


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
    assert (_saved(billing).deleted_at, _saved(claims).deleted_at) == (None, None)


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

    page = browser.get(_tab(billing, "general"))

    assert (page.status_code, _tab(billing, "acknowledgements") in page.content.decode()) == (200, False)
    assert browser.get(_tab(billing, "acknowledgements")).status_code == 404


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
    assert (_saved(billing).deleted_at, _saved(claims).deleted_at) == (None, None)
