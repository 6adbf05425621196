from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.urls import reverse

from kontor.kernel import clock
from kontor.people.models import User
from kontor.readiness.models import Canary
from kontor.tenants.models import Tenant
from tests.factories.channels import make_account
from tests.factories.org import make_grant
from tests.factories.people import make_role
from tests.support.client import Browser
from tests.support.scoping import in_scope
from tests.support.statements import statements

Clients = Callable[..., Browser]


def flown(tenant: Tenant, name: str, **values: object) -> Canary:
    account = make_account(tenant, name=name)
    with in_scope(tenant):
        return Canary.objects.create(
            tenant=tenant,
            account=account,
            account_owner=account.owner,
            begun_at=clock.now() - timedelta(hours=1),
            **values,
        )


def test_the_board_shows_the_age_of_canaries_the_oldest_first(
    client_for: Clients, sven: User, nordlicht: Tenant, alpina: Tenant
) -> None:
    flown(nordlicht, "Service", came_at=clock.now(), seconds=4)
    flown(nordlicht, "Vertrieb", failing_since=clock.now(), error="Kein <b>Anschluss</b>.")
    flown(alpina, "Fremd", came_at=clock.now())

    for name in ("show", "wall"):
        page = client_for(sven, nordlicht).get(reverse(f"supervisor:board:{name}"))

        assert [line.canary.account.name for line in page.context["canaries"]] == ["Vertrieb", "Service"]
        assert "Kein &lt;b&gt;Anschluss&lt;/b&gt;." in page.content.decode()


def flown_general(name: str) -> Canary:
    general = make_account(None, name=name)
    with in_scope(0):
        return Canary.objects.create(account=general, account_owner=0, begun_at=clock.now(), failing_since=clock.now())


def test_canaries_of_general_accounts_are_on_the_board_of_all_tenants(
    client_for: Clients, ada: User, nordlicht: Tenant
) -> None:
    make_grant(ada, make_role("Leitstand", {"board.read"}))
    flown(nordlicht, "Service", came_at=clock.now())
    flown_general("Zentrale")
    browser = client_for(ada, nordlicht)

    for name in ("show", "wall"):
        board = browser.get(reverse(f"supervisor:board:{name}"))

        assert {line.canary.account.name for line in board.context["canaries"]} == {"Service", "Zentrale"}
    one = browser.get(reverse("supervisor:board:show"), {"tenant": nordlicht.pk})
    assert [line.canary.account.name for line in one.context["canaries"]] == ["Service"]


def test_canaries_of_general_accounts_are_the_installations_and_on_no_tenants_board(
    client_for: Clients, sven: User, nordlicht: Tenant
) -> None:
    flown(nordlicht, "Service", came_at=clock.now())
    flown_general("Zentrale")

    page = client_for(sven, nordlicht).get(reverse("supervisor:board:show"))

    assert [line.canary.account.name for line in page.context["canaries"]] == ["Service"]
    assert "Zentrale" not in page.content.decode()


def test_a_board_without_canaries_has_no_part_for_them(client_for: Clients, sven: User, nordlicht: Tenant) -> None:
    assert (
        'id="board-canaries"' not in client_for(sven, nordlicht).get(reverse("supervisor:board:show")).content.decode()
    )


def test_the_board_needs_as_many_statements_with_many_canaries(
    client_for: Clients, sven: User, nordlicht: Tenant
) -> None:
    browser, url = client_for(sven, nordlicht), reverse("supervisor:board:show")
    flown(nordlicht, "Service")
    browser.get(url)
    with statements() as one:
        browser.get(url)
    for number in range(3):
        flown(nordlicht, f"Konto {number}")

    with statements() as four:
        browser.get(url)

    assert len(four) == len(one)
