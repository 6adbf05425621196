from __future__ import annotations

from collections.abc import Callable

from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.texts.models import ModuleGroup
from tests.factories.texts import make_module, make_module_group
from tests.support.client import Browser
from tests.support.scoping import everywhere

ClientFor = Callable[..., Browser]
LIST = "/supervisor/modules/groups/"


def _names() -> list[str]:
    with everywhere():
        return list(ModuleGroup.objects.order_by("sort_key").values_list("name", flat=True))


def test_list_counts_the_living_of_own_tenants(
    client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    make_module(nordlicht, group="Versand")
    make_module(alpina, group="Berge")

    page = client_for(sven, nordlicht).get(LIST).content.decode()

    assert "Versand" in page
    assert "Berge" not in page


def test_create_rename_delete(client_for: ClientFor, sven: User, nordlicht: Tenant) -> None:
    browser = client_for(sven, nordlicht)
    assert browser.get(f"{LIST}new/").status_code == 200
    assert browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "name": "Versand"}).status_code == 302
    again = browser.post(f"{LIST}new/", {"tenant": nordlicht.pk, "name": "versand"})
    assert again.status_code == 422
    assert "There is a group “Versand” already." in again.content.decode()
    with everywhere():
        group = ModuleGroup.objects.get()

    assert browser.get(f"{LIST}{group.pk}/").status_code == 200
    assert browser.post(f"{LIST}{group.pk}/", {"name": "Lieferung"}).status_code == 302
    assert _names() == ["Lieferung"]

    browser.post(f"{LIST}delete/", {"selected": [group.pk]})
    assert _names() == []


def test_two_people_who_rename_the_same_group_are_told_both_names(
    client_for: ClientFor, sven: User, nordlicht: Tenant
) -> None:
    group, browser = make_module_group(nordlicht, "Versand"), client_for(sven, nordlicht)
    page = f"{LIST}{group.pk}/"

    first = browser.post(page, {"name": "Lieferung", "seen": "Versand"})
    mistaken = browser.post(page, {"name": "", "seen": "Versand"})
    second = browser.post(page, {"name": "Pakete", "seen": mistaken.context["mask"].form.shown})

    assert [answer.status_code for answer in (first, mistaken, second)] == [302, 422, 409]
    assert [(each.saved, each.entered) for each in second.context["conflict"].differences] == [("Lieferung", "Pakete")]
    assert _names() == ["Lieferung"]
    assert 'name="seen" value="Lieferung"' in second.content.decode()
    assert browser.post(page, {"name": "Pakete", "seen": "Lieferung"}).status_code == 302


def test_other_tenants_group_is_not_there(client_for: ClientFor, sven: User, nordlicht: Tenant, alpina: Tenant) -> None:
    group = make_module_group(alpina, "Berge")
    browser = client_for(sven, nordlicht)

    assert browser.get(f"{LIST}{group.pk}/").status_code == 404
    assert browser.post(f"{LIST}{group.pk}/", {"name": "Tal"}).status_code == 404
    browser.post(f"{LIST}delete/", {"selected": [group.pk]})
    assert _names() == ["Berge"]
