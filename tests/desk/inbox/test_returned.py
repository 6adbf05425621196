"""The list after a ticket has left the desk, as an answer for the page that stays."""

from __future__ import annotations

import pytest
from django.urls import reverse

from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.desk.inbox.test_views import LIST, ClientFor
from tests.support.scoping import in_scope


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("http://testserver/desk/ticket/{number}/?folder=queue", "HX-Push-Url"),
        ("http://testserver/desk/inbox/?folder=queue", "HX-Replace-Url"),
        ("http://testserver/desk/release/", ""),
        ("http://[broken", ""),
        ("", ""),
    ],
)
def test_the_list_comes_back_without_a_new_page_where_the_desk_is_shown(
    anna: User, ticket: Ticket, nordlicht: Tenant, client_for: ClientFor, page: str, address: str
) -> None:
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.ASSIGNED, owner=anna)
    asked = {"HX-Request": "true", "HX-Current-URL": page.format(number=ticket.number)}

    response = client_for(anna, nordlicht).post(reverse("desk:ticket:release", args=[ticket.number]), headers=asked)

    content = response.content.decode()
    stays = bool(address)
    parts = ['id="inbox"', 'id="folders"', 'id="dialog-place" hx-swap-oob']
    assert [part in content for part in parts] == [stays] * 3
    assert ("HX-Redirect" in response) is not stays
    told = {name: response.headers[name] for name in ("HX-Push-Url", "HX-Replace-Url") if name in response}
    assert told == ({address: f"{LIST}?folder=queue"} if stays else {})
    assert (response.headers.get("HX-Retarget") == "#ticket-pane") is stays


def test_a_list_that_is_gone_meanwhile_is_ones_inbox_after_what_was_done(
    anna: User, ticket: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.ASSIGNED, owner=anna)
    page = f"http://testserver/desk/ticket/{ticket.number}/?folder=category-999999"
    asked = {"HX-Request": "true", "HX-Current-URL": page}

    response = client_for(anna, nordlicht).post(reverse("desk:ticket:release", args=[ticket.number]), headers=asked)

    with in_scope(nordlicht):
        ticket.refresh_from_db()
    assert (response.status_code, ticket.state) == (200, TicketState.QUEUED)
    assert response.headers["HX-Push-Url"] == LIST
    assert "<title>Inbox · Kontor</title>" in response.content.decode()


@pytest.mark.parametrize("folder", ["waiting", "lent"])
def test_a_folder_that_is_there_while_something_lies_in_it_is_shown_when_the_last_has_left(
    anna: User, ticket: Ticket, nordlicht: Tenant, client_for: ClientFor, folder: str
) -> None:
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.ASSIGNED, owner=anna)
    page = f"http://testserver/desk/ticket/{ticket.number}/?folder={folder}"
    asked = {"HX-Request": "true", "HX-Current-URL": page}

    response = client_for(anna, nordlicht).post(reverse("desk:ticket:release", args=[ticket.number]), headers=asked)

    assert response.headers.get("HX-Push-Url") == f"{LIST}?folder={folder}"
