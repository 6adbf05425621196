"""Held mail is put to a request."""

from __future__ import annotations

from kontor.channels.models import MailAccount
from kontor.intake.models import Arrival
from kontor.people.models import Role, User
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.factories.intake import make_held
from tests.factories.org import make_grant, make_group_tree
from tests.factories.people import make_user
from tests.supervisor.arrivals.conftest import Clients, url
from tests.support.scoping import everywhere, in_scope


def test_a_held_mail_is_put_to_a_request_that_was_searched_for(
    client_for: Clients, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount, ticket: Ticket
) -> None:
    held = make_held(nordlicht_account)
    browser = client_for(sven, nordlicht)

    found = browser.get(url("show", held.pk), {"words": ticket.subject[:8]})
    response = browser.post(url("to-ticket", held.pk), {"number": str(ticket.number)})

    assert [each.pk for each in found.context["tickets"]] == [ticket.pk]
    assert response.headers["Location"] == url("held")
    with in_scope(nordlicht):
        assert Arrival.objects.get(pk=held.pk).ticket_id == ticket.pk


def test_without_a_request_nothing_is_put_anywhere(
    client_for: Clients,
    sven: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    alpina_ticket: Ticket,
) -> None:
    held = make_held(nordlicht_account)
    browser = client_for(sven, nordlicht)

    empty = browser.post(url("to-ticket", held.pk), {})
    foreign = browser.post(url("to-ticket", held.pk), {"number": str(alpina_ticket.number)})

    assert (empty.status_code, foreign.status_code) == (422, 422)
    assert "Choose the ticket that the mail belongs to." in empty.content.decode()
    assert "There is no open ticket with this number here." in foreign.content.decode()


def test_a_request_that_one_may_not_read_is_not_offered(
    client_for: Clients, nordlicht: Tenant, nordlicht_account: MailAccount, ticket: Ticket, supervisor_role: Role
) -> None:
    stranger = make_user("Udo Unger")
    make_grant(stranger, supervisor_role, make_group_tree(nordlicht))
    held = make_held(nordlicht_account)
    browser = client_for(stranger, nordlicht)

    found = browser.get(url("show", held.pk), {"words": str(ticket.number)})
    put = browser.post(url("to-ticket", held.pk), {"number": str(ticket.number)})

    assert (found.context["tickets"], put.status_code) == ([], 422)


def test_several_held_mails_are_put_to_one_request(
    client_for: Clients, sven: User, nordlicht: Tenant, nordlicht_account: MailAccount, ticket: Ticket
) -> None:
    held = [make_held(nordlicht_account).pk for _mail in range(2)]
    browser = client_for(sven, nordlicht)

    asked = browser.post(url("place"), {"selected": held})
    found = browser.post(url("place"), {"selected": held, "words": ticket.subject[:8]})
    empty = browser.post(url("place"), {"selected": held, "number": ""})
    put = browser.post(url("place"), {"selected": held, "number": str(ticket.number)})

    assert (asked.status_code, found.context["tickets"], empty.status_code) == (200, [ticket], 422)
    assert put.headers["Location"] == url("held")
    with in_scope(nordlicht):
        assert set(Arrival.objects.values_list("ticket_id", flat=True)) == {ticket.pk}


def test_mails_of_two_tenants_are_put_to_no_request_together(
    client_for: Clients,
    ada: User,
    nordlicht: Tenant,
    nordlicht_account: MailAccount,
    alpina_account: MailAccount,
    ticket: Ticket,
) -> None:
    held = [make_held(nordlicht_account).pk, make_held(alpina_account).pk]

    put = client_for(ada).post(url("place"), {"selected": held, "number": str(ticket.number)})

    assert put.status_code == 422
    with everywhere():
        assert set(Arrival.objects.values_list("state", flat=True)) == {"held"}
