"""One form of the desk that comes twice at the same moment: a double click without our script, an impatient proxy."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import pytest
from django.urls import reverse

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.duplicating import duplicate_ticket
from kontor.tickets.domain.notes import write_note
from kontor.tickets.domain.processes import clone_process
from kontor.tickets.models import Note, Ticket
from tests.conftest import Frozen
from tests.factories.tickets import make_note, make_ticket
from tests.support.client import Browser
from tests.support.scoping import in_scope
from tests.support.threads import at_once

ClientFor = Callable[..., Browser]
ASKED_AT = re.compile(r'name="asked_at" value="([^"]+)"')


@pytest.mark.parametrize(
    ("asked", "name", "entered", "made"),
    [
        ("note", "note", {"text": "Bitte zuerst anrufen."}, (1, 1)),
        ("duplicate", "duplicate", {}, (0, 2)),
        ("context", "process-clone", {}, (0, 4)),
    ],
)
def test_it_is_done_once(
    committed_db: str,
    billing: Category,
    anna: User,
    nordlicht: Tenant,
    client_for: ClientFor,
    asked: str,
    name: str,
    entered: dict[str, str],
    made: tuple[int, int],
) -> None:
    ticket = make_ticket(billing, owner=anna)
    if name == "process-clone":
        make_ticket(billing, owner=anna, process=ticket)
    first, second = client_for(anna, nordlicht), client_for(anna, nordlicht)
    moment = ASKED_AT.search(first.get(reverse(f"desk:ticket:{asked}", args=[ticket.number])).content.decode())
    assert moment
    url, values = reverse(f"desk:ticket:{name}", args=[ticket.number]), {**entered, "asked_at": moment[1]}

    answers = at_once(partial(first.post, url, values), partial(second.post, url, values))

    states = {(answer.status_code, answer.get("Location")) for answer in answers if not isinstance(answer, Exception)}
    assert (len(answers), len(states)) == (2, 1)
    with in_scope(nordlicht):
        assert (Note.objects.count(), Ticket.objects.count()) == made


def test_what_is_asked_for_anew_is_done_again(billing: Category, anna: User, bela: User, frozen: Frozen) -> None:
    ticket = make_ticket(billing, owner=anna)
    with in_scope(billing.tenant_id):
        for _ in range(2):
            asked_at = clock.now()
            frozen.move(seconds=2)
            duplicate_ticket(ticket, with_notes=False, by=anna, asked_at=asked_at)
            write_note(ticket, text="Noch einmal", by=anna, asked_at=asked_at)
            write_note(ticket, text="Noch einmal", by=bela, asked_at=asked_at)
            clone_process(ticket, by=anna, asked_at=asked_at)
        copies = Ticket.objects.exclude(pk=ticket.pk).count()

        assert (Note.objects.filter(ticket=ticket).count(), copies) == (4, 2 + 2 + 3)


@pytest.mark.parametrize("asked_at", ["", "x", "2026-02-30T10:00", "2020-01-01T10:00"])
def test_a_form_that_does_not_say_when_it_was_shown_is_done(
    billing: Category, anna: User, nordlicht: Tenant, client_for: ClientFor, asked_at: str
) -> None:
    ticket, client = make_ticket(billing, owner=anna), client_for(anna, nordlicht)
    make_note(ticket, anna, "Erledigt")

    client.post(reverse("desk:ticket:note", args=[ticket.number]), {"text": "Erledigt", "asked_at": asked_at})

    with in_scope(nordlicht):
        assert Note.objects.count() == 2


@pytest.mark.parametrize(("hours", "made"), [(0, (1, 1 + 1 + 2)), (13, (2, 2 * (1 + 1 + 2)))])
def test_sent_again_minutes_later_it_is_done_once_unless_the_page_was_open_for_long(
    billing: Category, anna: User, frozen: Frozen, hours: int, made: tuple[int, int]
) -> None:
    """A train that loses the answer, a tab that is restored."""
    ticket, asked_at = make_ticket(billing, owner=anna), clock.now()
    frozen.move(hours=hours)
    with in_scope(billing.tenant_id):
        for _ in range(2):
            frozen.move(minutes=2)
            write_note(ticket, text="Noch einmal", by=anna, asked_at=asked_at)
            duplicate_ticket(ticket, with_notes=False, by=anna, asked_at=asked_at)
            clone_process(ticket, by=anna, asked_at=asked_at)

        assert (Note.objects.filter(ticket=ticket).count(), Ticket.objects.count()) == made
