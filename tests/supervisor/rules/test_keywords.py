from __future__ import annotations

from collections.abc import Callable

from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.conditions import text_has
from kontor.routing.domain.keyword_sets import create_keyword_set
from kontor.routing.models import CategoryRule, KeywordSet
from kontor.tenants.models import Tenant
from tests.factories.routing import make_rule
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/rules/keywords/"


def _set(tenant: Tenant, name: str, *lines: str) -> KeywordSet:
    with everywhere():
        return create_keyword_set(tenant.pk, name=name, lines=lines or ("Anwalt",), by=None)


def _sets(tenant: Tenant) -> list[tuple[str, list[str], bool]]:
    with in_scope(tenant):
        return list(KeywordSet.objects.values_list("name", "lines", "stems"))


def test_list_shows_own_tenants_only(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    _set(nordlicht, "Ärger", "Anwalt", "Klage", "Ja, Recht")
    _set(alpina, "Schäden", "Unfall")

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert "Ärger" in page
    assert "Anwalt, Klage, “Ja, Recht”" in page
    assert "Schäden" not in page
    assert "Unfall" not in page


def test_list_needs_as_many_statements_for_three(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    _set(nordlicht, "Eins")
    browser = client_for(sven, nordlicht)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    _set(nordlicht, "Zwei")
    _set(nordlicht, "Drei")
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_create_change_and_conflict(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    browser = client_for(sven, nordlicht)
    assert "No keyword set yet" in browser.get(LIST).content.decode()

    entered = {"tenant": nordlicht.pk, "name": "Ärger", "lines": "Anwalt\r\nKlage AND drohen\r\n"}
    assert browser.post(f"{LIST}new/", entered).status_code == 302
    assert _sets(nordlicht) == [("Ärger", ["Anwalt", "Klage AND drohen"], False)]

    with in_scope(nordlicht):
        url = f"{LIST}{KeywordSet.objects.get().pk}/"
    changed = {"version": 1, "name": "Ärger", "lines": "Anwalt", "stems": "on"}
    assert browser.post(url, changed).status_code == 302
    assert _sets(nordlicht) == [("Ärger", ["Anwalt"], True)]
    assert browser.post(url, {**changed, "lines": "Anders"}).status_code == 409
    assert _sets(nordlicht) == [("Ärger", ["Anwalt"], True)]


def test_what_is_wrong_is_said(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    browser = client_for(sven, nordlicht)

    regex = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "name": "Falsch", "lines": "/(/"})
    foreign = browser.post(f"{LIST}new/", {"tenant": alpina.pk, "name": "Fremd", "lines": "x"})

    assert (regex.status_code, foreign.status_code) == (422, 422)
    assert "is not a regular expression that can be used" in regex.content.decode()
    assert _sets(alpina) == []


def test_a_set_in_use_is_not_deleted(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    row = _set(nordlicht, "Ärger")
    make_rule(billing, conditions=[text_has("x", sets=(row.pk,))], name="Drohungen")
    browser = client_for(sven, nordlicht)
    assert "Drohungen" in browser.get(f"{LIST}{row.pk}/").content.decode()

    browser.post(f"{LIST}{row.pk}/delete/")
    assert _sets(nordlicht) != []
    assert "is used by the rules “Drohungen”" in browser.get(LIST).content.decode()

    with in_scope(nordlicht):
        CategoryRule.objects.all().delete()
    browser.post(f"{LIST}{row.pk}/delete/")
    assert _sets(nordlicht) == []


def test_another_tenants_set_is_not_there(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    row = _set(alpina, "Fremd")
    browser = client_for(sven, nordlicht)

    assert browser.get(f"{LIST}{row.pk}/").status_code == 404
    assert browser.post(f"{LIST}{row.pk}/", {"version": 1, "name": "x", "lines": "y"}).status_code == 404
    assert browser.post(f"{LIST}{row.pk}/delete/").status_code == 404
    assert _sets(alpina) == [("Fremd", ["Anwalt"], False)]


def test_the_editor_offers_own_sets(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    own, _foreign = _set(nordlicht, "Ärger"), _set(alpina, "Fremd")
    browser = client_for(sven, nordlicht)

    page = browser.post("/supervisor/rules/new/", {"add": "1", "add-part": "text"}).content.decode()

    assert f'name="conditions-0-sets" value="{own.pk}"' in page
    assert "Fremd" not in page
