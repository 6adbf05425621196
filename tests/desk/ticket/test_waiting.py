from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Note, Ticket
from tests.conftest import Frozen
from tests.factories.people import PASSWORD, make_absence
from tests.factories.tickets import make_ticket
from tests.support.client import Browser, HtmxBrowser
from tests.support.scoping import in_scope
from tests.support.statements import statements

ClientFor = Callable[..., Browser]
HtmxFor = Callable[..., HtmxBrowser]


def address(name: str, ticket: Ticket) -> str:
    return reverse(f"desk:ticket:{name}", args=[ticket.number])


def now(ticket: Ticket) -> Ticket:
    with in_scope(ticket.tenant_id):
        return Ticket.objects.select_related("owner", "waits_for", "category").get(pk=ticket.pk)


def folder(client: Browser, key: str) -> str:
    page = client.get(f"{reverse('desk:inbox:list')}?folder={key}")
    return str(page.content.decode())


@pytest.fixture
def mine(billing: Category, anna: User, bela: User) -> Ticket:
    """On Anna's desk; Bela works its category too."""
    return make_ticket(billing, subject="Zähler getauscht", owner=anna)


@pytest.fixture
def waiting(mine: Ticket, anna: User) -> Ticket:
    """Put on resubmission by Anna, for herself."""
    with in_scope(mine.tenant_id):
        Ticket.objects.filter(pk=mine.pk).update(
            state=TicketState.RESUBMITTED,
            owner=None,
            last_owner=anna,
            waits_for=anna,
            held_until=clock.now() + timedelta(minutes=30),
            wait_reason="Ableser kommt",
        )
    return mine


def test_put_on_resubmission_by_name_of_the_time(
    anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor, frozen: Frozen
) -> None:
    client = htmx_for(anna, nordlicht)
    asked = client.get(address("resubmit", mine)).content.decode()
    assert [asked.count(word) for word in ("Tomorrow morning (", "Bela Brand", "Carla Conrad")] == [1, 1, 0]

    client.post(address("resubmit", mine), {"when": "hour", "to": "me", "reason": "Ableser kommt"})

    after = now(mine)
    assert (after.state, after.owner, after.waits_for) == (TicketState.RESUBMITTED, None, anna)
    assert (after.held_until, after.wait_reason) == (clock.now() + timedelta(hours=1), "Ableser kommt")


def test_names_of_the_same_time_are_offered_once(
    anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor, frozen: Frozen
) -> None:
    frozen.move(days=(5 - clock.now().weekday()) % 7)  # a Saturday
    on_saturday = htmx_for(anna, nordlicht).get(address("resubmit", mine)).content.decode()
    frozen.move(days=3)
    on_tuesday = htmx_for(anna, nordlicht).get(address("resubmit", mine)).content.decode()

    assert [("Tomorrow morning (" in shown, "Monday morning (" in shown) for shown in (on_saturday, on_tuesday)] == [
        (True, False),
        (True, True),
    ]


def test_a_typed_time_counts_in_the_time_zone_that_one_reads(
    anna: User, bela: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    wanted = timezone.localtime(clock.now() + timedelta(days=3)).replace(second=0, microsecond=0)

    data = {"when": "hour", "at": wanted.strftime("%Y-%m-%dT%H:%M"), "to": str(bela.pk)}
    htmx_for(anna, nordlicht).post(address("resubmit", mine), data)

    assert (now(mine).held_until, now(mine).waits_for) == (wanted, bela)


@pytest.mark.parametrize(
    "data", [{"when": "never", "to": "me"}, {"when": "hour", "to": "0"}, {"when": "hour", "at": "soon", "to": "me"}]
)
def test_what_cannot_be_a_resubmission_is_asked_again(
    data: dict[str, str], anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    assert htmx_for(anna, nordlicht).post(address("resubmit", mine), data).status_code == 422
    assert now(mine).state == TicketState.ASSIGNED


def test_a_time_that_is_over_is_refused(anna: User, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    data = {"when": "hour", "at": "2020-01-01T08:00", "to": "me"}

    answer = htmx_for(anna, nordlicht).post(address("resubmit", mine), data)

    assert "This time is over." in answer.content.decode() + str(answer.headers)
    assert now(mine).state == TicketState.ASSIGNED


def test_only_what_lies_on_ones_own_desk_is_put_away(
    bela: User, carla: User, mine: Ticket, nordlicht: Tenant, alpina: Tenant, client_for: ClientFor
) -> None:
    for name in ("resubmit", "pass-on"):
        assert client_for(bela, nordlicht).get(address(name, mine)).status_code == 403
        assert client_for(carla, alpina).get(address(name, mine)).status_code == 404


def test_the_folder_shows_what_waits_with_time_and_reason(
    anna: User, bela: User, waiting: Ticket, nordlicht: Tenant, client_for: ClientFor, frozen: Frozen
) -> None:
    client = client_for(anna, nordlicht)
    early = folder(client, "resubmitted")
    assert [early.count(word) for word in (waiting.subject, ">Ableser kommt<", "count--overdue")] == [3, 1, 0]

    frozen.move(minutes=40)

    late = folder(client, "resubmitted")
    assert "Resubmissions: 1 of them is due" in late
    assert ">due</span>" in late
    assert waiting.subject not in folder(client, "mine")
    assert waiting.subject not in folder(client_for(bela, nordlicht), "resubmitted")


def test_the_folder_takes_the_same_statements_for_one_and_for_three(
    anna: User, billing: Category, waiting: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    client = client_for(anna, nordlicht)
    folder(client, "resubmitted")
    with statements() as one:
        folder(client, "resubmitted")
    for _each in range(2):
        values = {"state": TicketState.RESUBMITTED, "waits_for": anna, "held_until": clock.now()}
        make_ticket(billing, **values)
    with statements() as three:
        folder(client, "resubmitted")

    assert len(one) == len(three)
    assert len(one) <= 17


def test_fetched_from_the_folder(anna: User, waiting: Ticket, nordlicht: Tenant, htmx_for: HtmxFor) -> None:
    client = htmx_for(anna, nordlicht)
    assert "Fetch this ticket" in client.get(address("show", waiting)).content.decode()

    client.post(address("fetch", waiting))

    assert (now(waiting).state, now(waiting).owner, now(waiting).held_until) == (TicketState.ASSIGNED, anna, None)


def test_a_colleague_does_not_fetch_what_is_not_for_them(
    bela: User, sven: User, waiting: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    assert client_for(bela, nordlicht).post(address("fetch", waiting)).status_code == 403
    assert client_for(sven, nordlicht).post(address("fetch", waiting)).status_code == 302
    assert now(waiting).owner == sven


def test_a_resubmission_is_undone_from_the_toast(
    anna: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    client = client_for(anna, nordlicht)
    client.post(address("resubmit", mine), {"when": "week", "to": "queue"})
    token = next(iter(client.session["desk_undo"]))

    client.post(f"{reverse('desk:inbox:undo')}?of={token}")

    assert (now(mine).state, now(mine).owner, now(mine).held_until) == (TicketState.ASSIGNED, anna, None)


def test_whom_nothing_can_be_given_to_is_said_in_the_choice(
    anna: User, bela: User, sven: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    make_absence(bela, begins=0)
    assign = reverse("desk:ticket:assign", args=[mine.number])

    asked = [
        client_for(anna, nordlicht).get(address("pass-on", mine)),
        client_for(sven, nordlicht).get(assign),
    ]
    refusal = client_for(sven, nordlicht).post(assign, {"to": bela.pk}, follow=True).content.decode()

    assert ["Bela Brand (away)" in page.content.decode() for page in asked] == [True, True]
    assert "Bela Brand is away (until " in refusal
    assert now(mine).owner == anna


def test_forwarded_to_a_colleague_with_a_note(
    anna: User, bela: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor, htmx_for: HtmxFor
) -> None:
    client = htmx_for(anna, nordlicht)
    assert "Bela Brand (not there)" in client.get(address("pass-on", mine)).content.decode()
    client_for(bela, nordlicht)
    assert "Bela Brand (not there)" not in client.get(address("pass-on", mine)).content.decode()

    client.post(address("pass-on", mine), {"to": bela.pk, "note": "Bitte prüfen."})

    assert (now(mine).state, now(mine).owner) == (TicketState.ASSIGNED, bela)
    with in_scope(nordlicht):
        assert list(Note.objects.values_list("text", flat=True)) == ["Bitte prüfen."]


def test_what_waits_for_a_colleague_is_in_a_folder_and_is_taken_back(
    anna: User, bela: User, mine: Ticket, nordlicht: Tenant, client_for: ClientFor
) -> None:
    client = client_for(anna, nordlicht)
    client.post(address("pass-on", mine), {"to": bela.pk})
    assert mine.subject in folder(client, "passed-on")
    assert "waits for Bela Brand until" in client.get(address("show", mine)).content.decode()

    client.post(address("fetch", mine))

    assert (now(mine).state, now(mine).owner, now(mine).waits_for) == (TicketState.ASSIGNED, anna, None)


def test_a_colleague_who_comes_finds_what_waited(
    anna: User, bela: User, mine: Ticket, nordlicht: Tenant, alpina: Tenant, client_for: ClientFor
) -> None:
    client_for(anna, nordlicht).post(address("pass-on", mine), {"to": bela.pk})
    client = client_for(bela, alpina)
    assert now(mine).state == TicketState.INTERNAL_FORWARDED

    client.post(reverse("tenant-choice"), {"tenant": nordlicht.pk})

    assert (now(mine).state, now(mine).owner) == (TicketState.ASSIGNED, bela)
    assert mine.subject in folder(client, "mine")


def test_who_signs_in_finds_what_is_due_and_what_waited(
    anybody: Browser, anna: User, bela: User, billing: Category, waiting: Ticket, nordlicht: Tenant, frozen: Frozen
) -> None:
    values = {"waits_for": anna, "last_owner": bela, "held_until": clock.now() + timedelta(hours=4)}
    passed_on = make_ticket(billing, state=TicketState.INTERNAL_FORWARDED, **values)
    later = make_ticket(billing, state=TicketState.RESUBMITTED, **values)
    frozen.move(minutes=40)

    anybody.post(reverse("sign-in"), {"name": "anna", "password": PASSWORD})

    assert [now(ticket).owner for ticket in (waiting, passed_on, later)] == [anna, anna, None]


def test_forwarded_to_a_category(
    anna: User, moving: Category, mine: Ticket, nordlicht: Tenant, htmx_for: HtmxFor
) -> None:
    client = htmx_for(anna, nordlicht)
    nowhere = client.post(address("pass-on", mine), {"note": "?"})
    assert (nowhere.status_code, now(mine).state) == (422, TicketState.ASSIGNED)

    client.post(address("pass-on", mine), {"category": moving.pk})

    assert (now(mine).state, now(mine).category) == (TicketState.QUEUED, moving)
