from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.org.models import Category, SystemGroup
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail, Storm
from kontor.people.models import User
from kontor.people.permissions import PERMISSIONS
from kontor.tenants.models import Tenant
from tests.factories.org import make_grant
from tests.factories.people import make_role, make_user
from tests.factories.tickets import make_message, make_ticket
from tests.support.client import Browser
from tests.support.jobs import run_jobs
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]


@pytest.fixture
def storm(nordlicht: Tenant, billing: Category, nordlicht_account: MailAccount) -> Storm:
    """Two mails are held."""
    for _mail in range(2):
        message = make_message(make_ticket(billing), direction="out")
        with in_scope(nordlicht):
            OutgoingMail.objects.create(
                tenant=nordlicht,
                message=message,
                account=nordlicht_account,
                account_owner=nordlicht_account.owner,
                state=DeliveryState.HELD,
                next_attempt_at=clock.now(),
            )
    return _storm(nordlicht)


def _storm(tenant: Tenant, **values: object) -> Storm:
    with in_scope(tenant):
        kept = {"automatic_only": False, "mails": 5000, "minutes": 60, "began_at": clock.now(), **values}
        return Storm.objects.create(tenant=tenant, **kept)


def _states() -> set[str]:
    with everywhere():
        return set(OutgoingMail.objects.values_list("state", flat=True))


def _list(browser: Browser) -> str:
    return " ".join(browser.get(reverse("supervisor:outgoing:list")).content.decode().split())


def test_what_is_held_is_shown(sven: User, nordlicht: Tenant, storm: Storm, client_for: ClientFor) -> None:
    page = _list(client_for(sven, nordlicht))

    assert "5000 mails were queued within 60 minutes. 2 mails are held." in page


def test_a_supervisor_releases(sven: User, nordlicht: Tenant, storm: Storm, client_for: ClientFor) -> None:
    browser = client_for(sven, nordlicht)

    answer = browser.post(reverse("supervisor:outgoing:release", args=[storm.pk]))

    assert (answer.status_code, _states()) == (302, {DeliveryState.QUEUED})
    assert f"Released: {sven.name}" in _list(browser)


def test_a_supervisor_discards(sven: User, nordlicht: Tenant, storm: Storm, client_for: ClientFor) -> None:
    client_for(sven, nordlicht).post(reverse("supervisor:outgoing:discard", args=[storm.pk]))
    run_jobs("discard_held")

    assert _states() == {DeliveryState.CANCELLED}


def test_what_is_decided_stays_decided(sven: User, nordlicht: Tenant, storm: Storm, client_for: ClientFor) -> None:
    browser = client_for(sven, nordlicht)
    browser.post(reverse("supervisor:outgoing:release", args=[storm.pk]))

    answer = browser.post(reverse("supervisor:outgoing:discard", args=[storm.pk]))

    assert (answer.status_code >= 300, _states()) == (True, {DeliveryState.QUEUED})


def test_an_agent_sees_nothing(anna: User, nordlicht: Tenant, storm: Storm, client_for: ClientFor) -> None:
    browser = client_for(anna, nordlicht)

    assert browser.get(reverse("supervisor:outgoing:list")).status_code == 403
    assert browser.post(reverse("supervisor:outgoing:release", args=[storm.pk])).status_code == 403
    assert _states() == {DeliveryState.HELD}


def test_another_tenants_storm_is_not_there(
    sven: User, nordlicht: Tenant, alpina: Tenant, client_for: ClientFor
) -> None:
    theirs = _storm(alpina)
    browser = client_for(sven, nordlicht)

    assert "5000" not in _list(browser)
    assert browser.post(reverse("supervisor:outgoing:release", args=[theirs.pk])).status_code == 404


def test_the_list_needs_few_statements(sven: User, nordlicht: Tenant, storm: Storm, client_for: ClientFor) -> None:
    browser = client_for(sven, nordlicht)
    _list(browser)
    with statements() as one:
        _list(browser)
    for _number in range(3):
        _storm(nordlicht, ended_at=clock.now(), ended_by=sven)
    with statements() as more:
        _list(browser)

    assert len(more) == len(one)


def test_storms_are_shown_of_tenants_in_which_one_may_see_them(
    client_for: ClientFor, nordlicht: Tenant, alpina: Tenant, nordlicht_system: SystemGroup, alpina_system: SystemGroup
) -> None:
    person = make_user("Uwe Unruh")
    make_grant(person, make_role("All", PERMISSIONS), nordlicht_system)
    make_grant(person, make_role("Reader", ["desk.access", "tickets.read"]), alpina_system)
    ours, theirs = _storm(nordlicht), _storm(alpina)
    _storm(alpina, ended_at=clock.now())

    page = client_for(person, nordlicht, alpina).get(reverse("supervisor:outgoing:list"))

    assert ([line["storm"] for line in page.context["present"]], page.context["past"]) == ([ours], [])
    assert theirs != ours
