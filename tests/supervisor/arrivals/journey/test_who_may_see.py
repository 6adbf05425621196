"""Who may see the way of a mail."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.intake.models import Arrival
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.intake import make_held
from tests.supervisor.arrivals.journey.conftest import SEARCH, Clients, closed_off, of_message, text
from tests.support.scoping import in_scope


def test_a_colleague_without_the_category_does_not_see_it(
    client_for: Clients, nordlicht: Tenant, received: Arrival, sven: User, anna: User, dora: User
) -> None:
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=received.ticket_id).update(category=closed_off(nordlicht))

    assert client_for(anna, nordlicht).get(of_message(received.message)).status_code == 404


def test_another_tenant_does_not_see_it(client_for: Clients, alpina: Tenant, received: Arrival, carla: User) -> None:
    browser = client_for(carla, alpina)

    assert browser.get(of_message(received.message)).status_code == 404
    assert browser.get(f"{SEARCH}{received.pk}/").status_code in (403, 404)
    assert "Abrechnung" not in text(browser.get(SEARCH, {"q": "first-1@post.example"}))


def test_the_ledger_is_for_those_who_may_read_it(
    client_for: Clients, nordlicht: Tenant, nordlicht_account: MailAccount, anna: User
) -> None:
    held = make_held(nordlicht_account)

    assert client_for(anna, nordlicht).get(f"{SEARCH}{held.pk}/").status_code == 403


def test_who_reads_the_ledger_but_not_the_ticket_sees_no_ticket(
    client_for: Clients, nordlicht: Tenant, received: Arrival, sven: User
) -> None:
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=received.ticket_id).update(category=closed_off(nordlicht))

    page = text(client_for(sven, nordlicht).get(f"{SEARCH}{received.pk}/"))

    assert "Filters: New ticket" in page
    assert "A mail of a ticket that you may not read" in page
    assert "&lt;first-1@post.example&gt;" in page
    for content in (str(received.ticket.number), "Category Abrechnung", "kaethe@post.example", "stimmt nicht"):
        assert content not in page, content
