"""Who is waited for, at the ticket and in the folders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import InquiryKind, InquiryState, MessageKind, TicketState
from kontor.tickets.models import Inquiry, Message, Ticket
from tests.desk.ticket.outside.conftest import ClientFor, HtmxFor, address, now
from tests.factories.tickets import make_inquiry, make_ticket
from tests.support.client import Browser
from tests.support.scoping import in_scope
from tests.support.statements import statements


def asked(ticket: Ticket, anna: User, **values: Any) -> Inquiry:
    """Anna has asked, and the ticket waits."""
    inquiry = make_inquiry(ticket, anna, **values)
    state = TicketState.EXTERNAL_INQUIRED if inquiry.kind == InquiryKind.INQUIRY else TicketState.EXTERNAL_FORWARDED
    with in_scope(ticket.tenant_id):
        Ticket.objects.filter(pk=ticket.pk).update(state=state)
    return inquiry


def folder(client: Browser, key: str) -> str:
    return str(client.get(f"{reverse('desk:inbox:list')}?folder={key}").content.decode())


def test_who_is_waited_for_stands_at_the_ticket_and_is_taken_back(
    anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    inquiry = asked(mine, anna, overdue_at=clock.now() - timedelta(hours=1))
    browser = htmx_for(anna, nordlicht)

    page = browser.get(reverse("desk:ticket:show", args=[mine.number])).content.decode()
    browser.post(address("take-back", mine))

    assert "Overdue:" in page and "fachfrau@experts.example" in page and "Take back from outside" in page
    assert (now(mine).state, now(mine).owner) == (TicketState.ASSIGNED, anna)
    with in_scope(nordlicht):
        assert Inquiry.objects.get(pk=inquiry.pk).state == InquiryState.TAKEN_BACK


def test_reminding_by_hand(anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant) -> None:
    inquiry = asked(mine, anna)

    page = htmx_for(anna, nordlicht).post(address("remind", mine, inquiry.pk)).content.decode()

    assert "1 reminder" in page
    with in_scope(nordlicht):
        assert Message.objects.filter(ticket=mine, kind=MessageKind.REMINDER).count() == 1


def test_an_inquiry_of_another_ticket_is_not_found(
    anna: User, mine: Ticket, billing: Category, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    inquiry = asked(make_ticket(billing, owner=anna), anna)

    assert htmx_for(anna, nordlicht).post(address("remind", mine, inquiry.pk)).status_code == 404


def test_who_does_not_have_the_ticket_may_neither_ask_nor_take_back(
    bela: User, anna: User, mine: Ticket, htmx_for: HtmxFor, nordlicht: Tenant
) -> None:
    browser = htmx_for(bela, nordlicht)
    assert browser.post(address("begin", mine, "inquiry")).status_code == 403
    asked(mine, anna)

    assert browser.post(address("take-back", mine)).status_code == 403


def test_the_folders_show_what_waits_outside_with_the_overdue_first(
    anna: User, bela: User, billing: Category, client_for: ClientFor, nordlicht: Tenant
) -> None:
    late = make_ticket(billing, owner=anna, subject="Überfälliger Zähler")
    asked(make_ticket(billing, owner=anna, subject="Frischer Zähler"), anna)
    asked(late, anna, overdue_at=clock.now() - timedelta(hours=1))
    asked(make_ticket(billing, owner=bela, subject="Belas Zähler"), bela)
    asked(make_ticket(billing, owner=anna, subject="Weiterer Zähler"), anna, kind=InquiryKind.FORWARD)
    asked(make_ticket(billing, subject="Vom System"), None, kind=InquiryKind.FORWARD)
    browser = client_for(anna, nordlicht)

    inquiries, forwards = folder(browser, "inquiries"), folder(browser, "forwards")

    rows = inquiries.split('id="inbox-rows"')[1].split("</ul>")[0]
    assert rows.index("Überfälliger Zähler") < rows.index("Frischer Zähler")
    assert rows.count("overdue") >= 1 and "Belas Zähler" not in rows
    assert "2nd-level inquiries: 1 of them is due" in inquiries
    rows = forwards.split('id="inbox-rows"')[1].split("</ul>")[0]
    assert "Weiterer Zähler" in rows and "Vom System" in rows


def test_a_supervisor_sees_what_waits_in_the_categories_they_assign(
    anna: User, sven: User, billing: Category, client_for: ClientFor, nordlicht: Tenant
) -> None:
    asked(make_ticket(billing, owner=anna, subject="Annas Zähler"), anna)

    assert "Annas Zähler" in folder(client_for(sven, nordlicht), "inquiries")


def test_the_folder_needs_as_many_statements_for_three_as_for_one(
    anna: User, billing: Category, client_for: ClientFor, nordlicht: Tenant
) -> None:
    browser = client_for(anna, nordlicht)
    counts = []
    for more in (1, 2):
        for _each in range(more):
            asked(make_ticket(billing, owner=anna), anna)
        folder(browser, "inquiries")
        with statements() as sent:
            folder(browser, "inquiries")
        counts.append(len(sent))

    assert counts[0] == counts[1]


def test_an_answer_from_outside_is_shown_as_a_note(
    anna: User, mine: Ticket, client_for: ClientFor, nordlicht: Tenant
) -> None:
    inquiry = asked(mine, anna)
    with in_scope(nordlicht):
        Message.objects.create(
            tenant=nordlicht,
            ticket=mine,
            direction="in",
            kind=MessageKind.INQUIRY_ANSWER,
            from_name="Elke",
            text="Ja, stimmt.",
            at=clock.now(),
        )

    page = client_for(anna, nordlicht).get(reverse("desk:ticket:show", args=[mine.number])).content.decode()

    assert "Answer from outside to an inquiry" in page
    assert "message--note" in page
    assert f'id="message-{inquiry.message_id}"' in page
