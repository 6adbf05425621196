"""A category is created and changed."""

from __future__ import annotations

from kontor.answers.preferences import COPY_INCOMING_CC
from kontor.org.domain.category_queries import assigned_closing_code_ids, assigned_group_ids
from kontor.org.models import AgentGroup, Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.org import make_closing_code
from tests.supervisor.categories.conftest import NEW, ClientFor, saved_row, tab_of
from tests.support.scoping import everywhere, in_scope


def test_create(client_for: ClientFor, ada: User, nordlicht: Tenant, alpina: Tenant) -> None:
    browser = client_for(ada)
    assert browser.get(NEW).status_code == 200

    entered = {"tenant": alpina.pk, "name": "Zählerstände", "main_category": "Technik", "answer_allowed": "on"}
    response = browser.post(NEW, entered)

    with everywhere():
        made = Category.objects.select_related("main_category").get(tenant=alpina)
    assert response["Location"] == tab_of(made, "groups")
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
    assert "Use only lower-case letters" in empty.content.decode()


def test_internal_name_is_proposed(htmx_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    url = f"{NEW}internal-name/"

    page = htmx_for(sven, nordlicht).get(url, {"name": "Billing", "tenant": nordlicht.pk}).content.decode()

    assert 'placeholder="billing-2"' in page
    assert 'id="internal-name"' in page


def test_change_general(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    browser = client_for(sven, nordlicht)
    page = browser.get(tab_of(billing, "general")).content.decode()
    assert 'value="billing" readonly' in page

    response = browser.post(tab_of(billing, "general"), {"version": 1, "name": "Rechnungen", "bundling": "on"})

    assert response.status_code == 302
    saved = saved_row(billing)
    assert (saved.name, saved.internal_name, saved.bundling, saved.version) == ("Rechnungen", "billing", True, 2)


def test_two_people_save(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    browser = client_for(sven, nordlicht)
    browser.post(tab_of(billing, "general"), {"version": 1, "name": "Rechnungen"})

    response = browser.post(tab_of(billing, "general"), {"version": 1, "name": "Fakturen"})

    assert response.status_code == 409
    page = response.content.decode()
    assert "Rechnungen" in page
    assert "Fakturen" in page
    assert saved_row(billing).name == "Rechnungen"


def test_change_groups(
    client_for: ClientFor,
    sven: User,
    nordlicht: Tenant,
    billing: Category,
    nordlicht_service: AgentGroup,
    alpina_service: AgentGroup,
) -> None:
    browser = client_for(sven, nordlicht)
    assert "Alpina" not in browser.get(tab_of(billing, "groups")).content.decode()

    foreign = browser.post(tab_of(billing, "groups"), {"version": 1, "groups": [alpina_service.pk]})
    none = browser.post(tab_of(billing, "groups"), {"version": 1})

    assert (foreign.status_code, none.status_code) == (422, 302)
    with in_scope(nordlicht):
        assert assigned_group_ids(billing) == []
    assert "No agent group works this category." in browser.get(tab_of(billing, "groups")).content.decode()


def test_change_settings(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    with in_scope(nordlicht):
        nordlicht.preferences = {COPY_INCOMING_CC.key: True}
        nordlicht.save(update_fields=["preferences"])
    browser = client_for(sven, nordlicht)
    page = browser.get(tab_of(billing, "settings")).content.decode()
    assert "the tenant" in page

    browser.post(tab_of(billing, "settings"), {"version": 1, "answers-copy_incoming_cc-own": "1"})
    assert saved_row(billing).preferences == {COPY_INCOMING_CC.key: False}

    browser.post(tab_of(billing, "settings"), {"version": 2})
    assert saved_row(billing).preferences == {}


def test_change_closing_codes(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    code = make_closing_code(billing, "A1", "Erledigt")
    browser = client_for(sven, nordlicht)
    assert "A1 Erledigt" in browser.get(tab_of(billing, "closing-codes")).content.decode()

    refused = browser.post(tab_of(billing, "closing-codes"), {"version": 1, "required": "on"})
    saved = browser.post(tab_of(billing, "closing-codes"), {"version": 1, "required": "on", "closing_codes": [code.pk]})

    assert (refused.status_code, saved.status_code) == (422, 302)
    assert "assign at least one" in refused.content.decode()
    assert saved_row(billing).closing_code_required
    with in_scope(nordlicht):
        assert assigned_closing_code_ids(billing) == [code.pk]


def test_rules_tab(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    browser = client_for(sven, nordlicht)

    assert "No rule leads here" in browser.get(tab_of(billing, "rules")).content.decode()
    assert browser.post(tab_of(billing, "rules"), {"version": 1}).status_code == 405
