from __future__ import annotations

from collections.abc import Callable

from kontor.kernel import clock
from kontor.org.domain.tenant_choice import offered_tenants, still_valid
from kontor.org.models import SystemGroup
from kontor.people.models import User
from kontor.tenants.models import Tenant
from tests.factories.org import make_system_group
from tests.factories.tenants import make_tenant
from tests.support.client import Browser
from tests.support.scoping import everywhere, in_scope

ClientFor = Callable[..., Browser]


def _still(user: User) -> list[int]:
    with everywhere():
        return [tenant.id for tenant in still_valid(user)]


def test_a_tenant_without_a_system_group_is_not_offered_to_an_administrator(
    ada: User, nordlicht: Tenant, nordlicht_system: SystemGroup, alpina: Tenant
) -> None:
    assert offered_tenants(ada) == [nordlicht]
    assert _still(ada) == [nordlicht.pk]

    make_system_group(alpina, "Alpina")

    assert offered_tenants(ada) == [alpina, nordlicht]
    assert _still(ada) == [alpina.pk, nordlicht.pk]


def test_a_tenant_whose_system_group_is_deleted_is_offered_no_more(
    ada: User, bela: User, alpina_system: SystemGroup, nordlicht: Tenant, nordlicht_system: SystemGroup, alpina: Tenant
) -> None:
    """Neither to who administers the installation nor to a member of its agent groups."""
    assert offered_tenants(bela) == [alpina, nordlicht]

    with in_scope(nordlicht):
        SystemGroup.objects.filter(pk=nordlicht_system.pk).update(deleted_at=clock.now())

    for user in (ada, bela):
        assert offered_tenants(user) == [alpina]
        assert _still(user) == [alpina.pk]


def test_the_sign_in_shows_and_takes_no_tenant_without_a_system_group(
    client_for: ClientFor, ada: User, nordlicht_system: SystemGroup, alpina_system: SystemGroup
) -> None:
    bare = make_tenant("Ohne Gruppe")
    browser = client_for(ada)

    page = browser.get("/sign-in/tenant/").content.decode()
    response = browser.post("/sign-in/tenant/", {"tenant": bare.pk})

    assert [name in page for name in ("Nordlicht Energie", "Alpina Versicherung", bare.name)] == [True, True, False]
    assert response.status_code == 422
