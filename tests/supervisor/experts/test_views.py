from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kontor.customers.models import Expert
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.customers import make_expert
from tests.support.client import Browser
from tests.support.scoping import everywhere
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
LIST = "/supervisor/experts/"


def _entered(**more: Any) -> dict[str, Any]:
    values = {"name": "Elke Elektrik", "company": "Zählerwerk", "address": "Elke@Experts.example", "active": "on"}
    return {**values, "purposes": "Messung, Zähler; Messung", "phone": "", "language": "", "remarks": "", **more}


def _saved(**by: Any) -> Expert:
    with everywhere():
        return Expert.objects.get(**by)


def test_list_shows_own_tenants_only(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    make_expert(nordlicht, "Elke Elektrik", purposes=["Messung"])
    make_expert(alpina, "Fremde Fachfrau")

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert "Elke Elektrik" in page and "Messung" in page
    assert "Fremde Fachfrau" not in page


def test_list_is_found_by_purpose(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    make_expert(nordlicht, "Elke Elektrik", purposes=["Messung"])
    make_expert(nordlicht, "Otto Ohm", purposes=["Recht"])

    page = client_for(sven, nordlicht).get(LIST, {"filter": "1", "filter-purposes": "mess"}).content.decode()

    assert "Elke Elektrik" in page and "Otto Ohm" not in page


def test_list_needs_as_many_statements_for_three_rows(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    make_expert(nordlicht)
    browser = client_for(sven, nordlicht)
    browser.get(LIST)
    with statements() as one:
        browser.get(LIST)
    make_expert(nordlicht)
    make_expert(nordlicht)
    with statements() as three:
        browser.get(LIST)

    assert len(three) == len(one)


def test_an_entry_is_created_with_its_purposes(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    client_for(sven, nordlicht).post(f"{LIST}new/", _entered(tenant=nordlicht.pk))

    expert = _saved(name="Elke Elektrik")
    assert (expert.address_key, expert.purposes) == ("elke@experts.example", ["Messung", "Zähler"])


def test_an_address_stands_once_in_the_book_of_a_tenant(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_expert(alpina, address="elke@experts.example")
    browser = client_for(sven, nordlicht)

    first = browser.post(f"{LIST}new/", _entered(tenant=nordlicht.pk))
    second = browser.post(f"{LIST}new/", _entered(tenant=nordlicht.pk, name="Elke E."))

    assert first.status_code == 302
    assert "is in the address book of this tenant already" in second.content.decode()


def test_what_is_no_address_is_refused(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    page = (
        client_for(sven, nordlicht).post(f"{LIST}new/", _entered(tenant=nordlicht.pk, address="elke")).content.decode()
    )

    assert "“elke” is not an e-mail address." in page


def test_an_entry_is_changed_and_nobody_overwrites_another(
    client_for: ClientFor, sven: User, nordlicht: Tenant
) -> None:
    expert = make_expert(nordlicht, "Elke Elektrik")
    browser = client_for(sven, nordlicht)

    browser.post(f"{LIST}{expert.pk}/", _entered(company="Neue Firma", version=1))
    late = browser.post(f"{LIST}{expert.pk}/", _entered(company="Alte Firma", version=1))

    assert late.status_code == 409
    assert (_saved(pk=expert.pk).company, _saved(pk=expert.pk).version) == ("Neue Firma", 2)


def test_deleted_and_restored(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    expert = make_expert(nordlicht)
    browser = client_for(sven, nordlicht)

    browser.post(f"{LIST}delete/", {"selected": [expert.pk]})
    gone = _saved(pk=expert.pk).deleted_at
    browser.post(f"{LIST}restore/", {"selected": [expert.pk]})

    assert gone is not None
    assert _saved(pk=expert.pk).deleted_at is None


def test_agents_use_it_at_the_desk_only(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    expert = make_expert(nordlicht, "Elke Elektrik")
    browser = client_for(anna, nordlicht)

    assert browser.get(LIST).status_code == 403
    assert browser.get(f"{LIST}{expert.pk}/").status_code == 403
    assert browser.post(f"{LIST}{expert.pk}/", _entered(version=1)).status_code == 403


def test_the_entry_of_another_tenant_is_not_found(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    assert client_for(sven, nordlicht).get(f"{LIST}{make_expert(alpina).pk}/").status_code == 404
