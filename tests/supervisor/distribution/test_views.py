from __future__ import annotations

from collections.abc import Callable

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.domain.availability import states_of
from kontor.people.enums import Module
from kontor.people.models import AgentState, StateChange, User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.routing.domain.distributing.conftest import owners, prefer, ready
from tests.support.client import Browser

ClientFor = Callable[..., Browser]
PAGE = "/supervisor/distribution/"


def test_the_next_twenty_of_a_person_and_why(
    client_for: ClientFor, sven: User, anna: User, bela: User, nordlicht: Tenant, billing: Category
) -> None:
    prefer(anna, capacity=1)
    ready(anna, nordlicht)
    first = make_ticket(billing, subject="Zuerst")
    make_ticket(billing, subject="Danach", tags=["recht"])
    make_ticket(billing, subject="Zuletzt")

    page = client_for(sven, nordlicht).get(PAGE, {"agent": anna.pk}).content.decode()

    assert [word for word in ("Zuerst", "Danach", "Zuletzt") if word in page] == ["Zuerst", "Danach", "Zuletzt"]
    assert page.count("Is given to Anna Arndt now.") == 1
    assert page.count("The person lacks one of its tags.") == 1
    assert "0 of at most 1" in page
    assert ">Due</th>" in page
    assert owners(first) == [None]


def test_a_ticket_that_one_may_read_is_a_link(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, ticket: Ticket
) -> None:
    ready(anna, nordlicht)
    link = f'href="/desk/ticket/{ticket.number}/"'

    assert link in client_for(sven, nordlicht).get(PAGE, {"agent": anna.pk}).content.decode()


def test_whoever_is_not_signed_in_is_given_nothing(
    client_for: ClientFor, sven: User, anna: User, nordlicht: Tenant, ticket: Ticket
) -> None:
    page = client_for(sven, nordlicht).get(PAGE, {"agent": anna.pk}).content.decode()

    assert "Not signed in: nothing is given to this person." in page
    assert ticket.subject not in page


def test_nothing_of_another_tenant_is_seen(
    client_for: ClientFor,
    sven: User,
    bela: User,
    carla: User,
    nordlicht: Tenant,
    alpina: Tenant,
    ticket: Ticket,
    alpina_ticket: Ticket,
) -> None:
    ready(bela, nordlicht, alpina)
    browser = client_for(sven, nordlicht)

    page = browser.get(PAGE, {"agent": bela.pk}).content.decode()

    assert ticket.subject in page
    assert alpina_ticket.subject not in page
    assert "Carla Conrad" not in page
    assert browser.get(PAGE, {"agent": carla.pk}).status_code == 404


def test_what_lies_on_the_desk_for_another_tenant_is_not_counted(
    client_for: ClientFor,
    client_of_both: Callable[..., Browser],
    sven: User,
    bela: User,
    nordlicht: Tenant,
    alpina: Tenant,
    billing: Category,
    claims: Category,
) -> None:
    prefer(bela, capacity=3)
    ready(bela, nordlicht, alpina)
    for category in (billing, claims, claims):
        make_ticket(category, owner=bela)
    make_ticket(billing)
    AgentState.objects.filter(user=bela).update(given_at=clock.now())

    page = client_for(sven, nordlicht).get(PAGE, {"agent": bela.pk}).content.decode()
    of_both = client_of_both("routing.read").get(PAGE, {"agent": bela.pk}).content.decode()

    words = ("1 of at most 3", "3 of at most 3", "also works for other tenants", "Got one last", "no room on the desk")
    assert [word in page for word in words] == [True, False, True, False, True]
    assert [word in of_both for word in words] == [False, True, False, True, True]


def test_a_supervisor_changes_somebodys_state(
    client_for: ClientFor, sven: User, anna: User, carla: User, nordlicht: Tenant
) -> None:
    ready(anna, nordlicht)
    browser = client_for(sven, nordlicht)

    answer = browser.post(f"{PAGE}{anna.pk}/state/", {"state": "busy"})

    assert answer.status_code == 302
    assert states_of(anna)[Module.MAIL].availability == "busy"
    assert StateChange.objects.filter(user=anna, by=sven).exists()
    assert browser.post(f"{PAGE}{carla.pk}/state/", {"state": "busy"}).status_code == 404
    browser.post(f"{PAGE}{anna.pk}/state/", {"state": "asleep"})
    assert states_of(anna)[Module.MAIL].availability == "busy"


def test_an_agent_sees_none_of_it(client_for: ClientFor, anna: User, nordlicht: Tenant) -> None:
    browser = client_for(anna, nordlicht)

    assert browser.get(PAGE).status_code == 403
    assert browser.post(f"{PAGE}{anna.pk}/state/", {"state": "busy"}).status_code == 403
