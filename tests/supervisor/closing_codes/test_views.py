from __future__ import annotations

from collections.abc import Callable

from kontor.org.models import Category, ClosingCode
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.org import make_closing_code
from tests.support.client import Browser
from tests.support.scoping import everywhere
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/closing-codes/"


def _saved(code: ClosingCode) -> ClosingCode:
    with everywhere():
        return ClosingCode.objects.get(pk=code.pk)


def test_list_shows_own_tenants_only(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, claims: Category
) -> None:
    make_closing_code(billing, "A1", "Erledigt")
    make_closing_code(claims, "A1", "Reguliert")

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert "Erledigt" in page
    assert "Abrechnung" in page
    assert "Reguliert" not in page


def test_list_is_for_those_who_may(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    assert client_for(anna, nordlicht).get(LIST).status_code == 403


def test_list_needs_as_many_statements_for_three_rows(client_for: ClientFor, ada: User, billing: Category) -> None:
    make_closing_code(billing, "A1", "Eins")
    browser = client_for(ada)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    make_closing_code(billing, "A2", "Zwei")
    make_closing_code(billing, "A3", "Drei")
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_create(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    browser = client_for(sven, nordlicht)
    assert browser.get(f"{LIST}new/").status_code == 200

    made = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "code": "A1", "name": "Erledigt"})
    again = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "code": "A1", "name": "Anders"})

    assert (made.status_code, again.status_code) == (302, 422)
    assert "The code “A1” belongs to the closing code “Erledigt”" in again.content.decode()
    assert 'value="Anders"' in again.content.decode()


def test_create_in_another_tenant(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    entered = {"tenant": alpina.pk, "code": "A1", "name": "Erledigt"}

    assert client_for(sven, nordlicht).post(f"{LIST}new/", entered).status_code == 422


def test_change_and_conflict(client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category) -> None:
    code = make_closing_code(billing, "A1", "Erledigt")
    browser = client_for(sven, nordlicht)
    url = f"{LIST}{code.pk}/"
    assert browser.get(url).status_code == 200

    assert browser.post(url, {"version": 1, "code": "A1", "name": "Gelöst"}).status_code == 302
    conflict = browser.post(url, {"version": 1, "code": "A1", "name": "Fertig"})

    assert conflict.status_code == 409
    assert _saved(code).name == "Gelöst"


def test_other_tenants_code_is_not_there(
    client_for: ClientFor, sven: User, nordlicht: Tenant, claims: Category
) -> None:
    code = make_closing_code(claims, "A1", "Reguliert")
    browser = client_for(sven, nordlicht)

    assert browser.get(f"{LIST}{code.pk}/").status_code == 404
    assert browser.post(f"{LIST}{code.pk}/", {"version": 1, "code": "X", "name": "X"}).status_code == 404


def test_delete_and_restore(
    client_for: ClientFor, sven: User, nordlicht: Tenant, billing: Category, claims: Category
) -> None:
    code, foreign = make_closing_code(billing, "A1", "Erledigt"), make_closing_code(claims, "A1", "Reguliert")
    browser = client_for(sven, nordlicht)

    browser.post(f"{LIST}delete/", {"selected": [code.pk, foreign.pk]})
    assert _saved(code).deleted_at is not None
    assert _saved(foreign).deleted_at is None
    assert "Erledigt" in browser.get(f"{LIST}deleted/").content.decode()

    browser.post(f"{LIST}restore/", {"selected": [code.pk]})
    assert _saved(code).deleted_at is None
