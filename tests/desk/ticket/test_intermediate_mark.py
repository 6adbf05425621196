"""The mark of a ticket whose customer has had an intermediate reply."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse

from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import Direction, MessageKind, TicketKind
from kontor.tickets.models import Message, Ticket
from tests.factories.tickets import make_message, make_ticket
from tests.support.client import Browser
from tests.support.scoping import in_scope

ClientFor = Callable[..., Browser]
ROW, HEAD = 'aria-label="An intermediate reply has gone out"', "intermediate reply sent"


def marks(client: Browser, ticket: Ticket) -> tuple[int, int]:
    page = client.get(reverse("desk:ticket:show", args=[ticket.number])).content.decode()
    return page.count(ROW), page.count(HEAD)


def test_an_intermediate_reply_marks_row_and_head(
    billing: Category, anna: User, nordlicht: Tenant, client_for: ClientFor
) -> None:
    mine, client = make_ticket(billing, owner=anna), client_for(anna, nordlicht)
    before = marks(client, mine)

    make_message(mine, direction="out", kind=MessageKind.INTERMEDIATE)

    assert (before, marks(client, mine)) == ((0, 0), (1, 1))


def test_the_first_message_of_a_process_is_no_intermediate_reply(
    billing: Category, anna: User, nordlicht: Tenant, client_for: ClientFor
) -> None:
    begun, client = make_ticket(billing, kind=TicketKind.PROCESS, owner=anna), client_for(anna, nordlicht)
    with in_scope(nordlicht):
        Message.objects.filter(ticket=begun).update(direction=Direction.OUT, kind=MessageKind.INTERMEDIATE)
    first = marks(client, begun)

    make_message(begun, direction="out", kind=MessageKind.INTERMEDIATE)

    assert (first, marks(client, begun)) == ((0, 0), (1, 1))
