from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from kontor.answers.domain.drafts import discard_draft, open_draft
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import TicketState
from kontor.tickets.models import MessageMove, Ticket
from kontor.ui.formats import ticket_number
from tests.factories.tickets import make_message, make_note, make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import everywhere, in_scope

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]


def address(name: str, ticket: Ticket) -> str:
    return reverse(f"desk:ticket:{name}", args=[ticket.number])


def newest() -> Ticket:
    with everywhere():
        return Ticket.objects.select_related("owner").order_by("-pk")[0]


def root_of(ticket: Ticket) -> int | None:
    with everywhere():
        return Ticket.objects.values_list("process_id", flat=True).get(pk=ticket.pk)


def context(client: Browser, ticket: Ticket) -> str:
    return str(client.get(address("context", ticket)).content.decode())


@pytest.fixture
def mine(billing: Category, anna: User) -> Ticket:
    return make_ticket(billing, subject="Zähler getauscht", owner=anna)


@pytest.fixture
def other(billing: Category, anna: User) -> Ticket:
    return make_ticket(billing, subject="Abschlag zu hoch", owner=anna)


def test_duplicated_onto_ones_own_desk(anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    make_note(mine, anna)
    client = htmx_for(anna, nordlicht)
    assert "Copy the notes too" in client.get(address("duplicate", mine)).content.decode()

    shown = client.post(address("duplicate", mine), {"with_notes": "on"})

    new = newest()
    assert (new.pk != mine.pk, new.owner, new.process_id) == (True, anna, mine.pk)
    assert shown.headers["HX-Redirect"] == address("show", new)
    with everywhere():
        assert (new.messages.count(), new.notes.count()) == (1, 1)


def test_put_to_another_process_and_taken_back_from_the_history(
    anna: User, mine: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    client = client_for(anna, nordlicht)
    client.post(address("process", mine), {"words": str(other.number)})
    assert root_of(mine) == other.pk
    page = context(client, mine)
    assert "Process " + ticket_number(other.number) in page
    assert page.count(other.subject) > 0
    with everywhere():
        undo = reverse("desk:ticket:undo-move", args=[mine.number, MessageMove.objects.get().pk])
    assert undo in page

    client.post(undo)

    assert root_of(mine) is None
    assert undo not in context(client, mine)


def test_all_of_a_process_are_taken_along(
    anna: User, billing: Category, mine: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    sister = make_ticket(billing, owner=anna, process=mine)
    client = client_for(anna, nordlicht)
    assert "Take all tickets of its process along" in client.get(address("process", sister)).content.decode()
    assert "Take all tickets of its process along" not in client.get(address("process", other)).content.decode()

    client.post(address("process", sister), {"target": other.number, "together": "1"})

    assert (root_of(mine), root_of(sister)) == (other.pk, other.pk)


def test_a_number_with_a_slip_is_asked_again(
    anna: User, mine: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    slip = str(other.number)[:-1] + str((other.number + 1) % 10)

    assert client_for(anna, nordlicht).post(address("process", mine), {"words": slip}).status_code == 422
    assert root_of(mine) is None


def test_split_and_cloned(
    anna: User, billing: Category, mine: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    sister = make_ticket(billing, owner=anna, process=mine)
    client = client_for(anna, nordlicht)

    client.post(address("process-clone", sister))
    copy = newest()
    assert (copy.owner, copy.process_id not in (None, mine.pk)) == (anna, True)

    client.post(address("process-split", sister))
    assert root_of(sister) is None


@pytest.mark.parametrize(
    ("made", "said"), [("duplicate", "The duplicate"), ("process-clone", "The copies of the cloned")]
)
def test_copies_are_undone_from_the_history_unless_somebody_writes_an_answer(
    made: str, said: str, anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    client = client_for(anna, nordlicht)
    client.post(address(made, mine))
    copy = newest()
    with everywhere():
        undo = reverse("desk:ticket:undo-move", args=[mine.number, MessageMove.objects.get().pk])
    assert undo in client.get(address("show", copy)).content.decode()  # the toast
    assert [context(client, ticket).count(undo) for ticket in (mine, copy)] == [1, 1]

    with in_scope(nordlicht):
        draft = open_draft(copy, author=anna)
    refusal = client.post(undo, follow=True).content.decode()
    assert f"Somebody has begun an answer to ticket {format_number(copy.number)}." in refusal
    assert newest().state == TicketState.ASSIGNED

    with in_scope(nordlicht):
        discard_draft(draft, by=anna)
    assert said in client.post(undo, follow=True).content.decode()
    assert (newest().state, newest().owner) == (TicketState.CLOSED, None)
    assert [context(client, ticket).count(undo) for ticket in (mine, copy)] == [0, 0]
    page = client.get(address("show", copy)).content.decode()
    assert "This ticket was a copy, which was undone. One goes on here:" in page
    assert address("show", mine) in page


def test_strangers_and_other_tenants(
    bela: User, carla: User, mine: Ticket, other: Ticket, nordlicht: Tenant, alpina: Tenant, client_for: ClientFor
) -> None:
    for name in ("duplicate", "process", "process-split", "process-clone"):
        assert client_for(carla, alpina).post(address(name, mine)).status_code == 404
    with everywhere():
        assert Ticket.objects.count() == 2


def test_a_ticket_of_another_tenant_is_no_target(
    anna: User, mine: Ticket, alpina_ticket: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    answer = client_for(anna, nordlicht).post(address("process", mine), {"words": str(alpina_ticket.number)})

    assert answer.status_code == 422
    assert root_of(mine) is None


def test_a_message_that_was_moved_is_brought_back_from_the_history_of_both(
    anna: User, mine: Ticket, other: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    message = make_message(mine)
    client = client_for(anna, nordlicht)
    client.post(reverse("desk:ticket:move", args=[mine.number, message.pk]), {"target": other.number})
    with everywhere():
        undo = reverse("desk:ticket:undo-move", args=[mine.number, MessageMove.objects.get().pk])
    context(client, mine)  # the toast has been shown
    assert [context(client, ticket).count(undo) for ticket in (mine, other)] == [1, 1]

    client.post(undo)

    with everywhere():
        assert message.pk in mine.messages.values_list("pk", flat=True)
    assert [context(client, ticket).count(undo) for ticket in (mine, other)] == [0, 0]


def test_what_is_in_the_process_already_is_not_offered(
    anna: User, mine: Ticket, other: Ticket, billing: Category, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    make_ticket(billing, subject="Zähler gehört dazu", owner=anna, process=mine)
    make_ticket(billing, subject="Zähler anderswo", owner=anna)
    client = htmx_for(anna, nordlicht)

    offered = client.get(address("process", mine), {"words": "Zähler"}).content.decode()
    to_merge = client.get(address("merge", mine), {"words": "Zähler"}).content.decode()

    assert ("Zähler gehört dazu" in offered, "Zähler anderswo" in offered) == (False, True)
    assert "Zähler gehört dazu" in to_merge
