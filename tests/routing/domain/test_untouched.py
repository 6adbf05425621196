from __future__ import annotations

import pytest
from django.test import Client

from kontor.people.models import User
from kontor.preferences.models import SystemValues
from kontor.routing.domain import untouched
from kontor.routing.domain.assign import assign_ticket
from kontor.routing.domain.distribute import distribute
from kontor.routing.domain.untouched import return_untouched
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.domain.reading import mark_read
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.conftest import Frozen
from tests.factories.tickets import make_ticket
from tests.routing.domain.distributing.conftest import owners, prefer, ready
from tests.support.client import sign_in
from tests.support.scoping import everywhere, in_scope


def test_what_nobody_opened_returns_and_goes_to_somebody_else(
    ticket: Ticket, nordlicht: Tenant, anna: User, bela: User, frozen: Frozen
) -> None:
    ready(anna, nordlicht)
    distribute()
    frozen.move(minutes=29)
    assert return_untouched() == 0
    frozen.move(minutes=1)

    assert return_untouched() == 1

    with everywhere():
        entry = HistoryEntry.objects.filter(ticket=ticket).latest("id")
        assert sentence(entry) == "Back in the queue: Anna Arndt did not open it within 30 minutes"
    assert distribute() == 0
    ready(bela, nordlicht)
    distribute()
    assert owners(ticket) == [bela]


def test_what_was_opened_stays(ticket: Ticket, nordlicht: Tenant, anna: User, frozen: Frozen) -> None:
    ready(anna, nordlicht)
    distribute()
    with in_scope(nordlicht):
        mark_read(Ticket.objects.get(pk=ticket.pk), by=anna)
    frozen.move(hours=5)

    assert return_untouched() == 0
    assert owners(ticket) == [anna]


def test_what_somebody_else_looked_at_is_not_opened(
    ticket: Ticket, nordlicht: Tenant, anna: User, sven: User, frozen: Frozen
) -> None:
    ready(anna, nordlicht)
    distribute()
    with in_scope(nordlicht):
        mark_read(Ticket.objects.get(pk=ticket.pk), by=sven)
    frozen.move(minutes=30)

    assert return_untouched() == 1


def test_what_people_took_or_wrote_themselves_stays(
    ticket: Ticket, billing: object, nordlicht: Tenant, anna: User, frozen: Frozen
) -> None:
    own = make_ticket(ticket.category, owner=anna)
    with in_scope(nordlicht):
        assign_ticket(Ticket.objects.get(pk=ticket.pk), to=anna, by=anna)
    frozen.move(hours=5)

    assert return_untouched() == 0
    assert owners(ticket, own) == [anna, anna]


def test_what_a_supervisor_assigned_returns_too(
    ticket: Ticket, nordlicht: Tenant, anna: User, sven: User, frozen: Frozen
) -> None:
    with in_scope(nordlicht):
        assign_ticket(Ticket.objects.get(pk=ticket.pk), to=anna, by=sven)
    frozen.move(minutes=30)

    assert return_untouched() == 1
    with everywhere():
        assert Ticket.objects.get(pk=ticket.pk).state == TicketState.QUEUED


def test_a_tenant_may_set_another_time_or_none(
    ticket: Ticket, alpina_ticket: Ticket, nordlicht: Tenant, alpina: Tenant, bela: User, frozen: Frozen
) -> None:
    SystemValues.objects.update_or_create(id=1, defaults={"preferences": {"routing.untouched_minutes": 0}})
    prefer(alpina, untouched_minutes=5)
    sign_in(Client(), bela, nordlicht, alpina)
    ready(bela, nordlicht, alpina)
    distribute()
    frozen.move(minutes=5)

    assert return_untouched() == 1
    assert owners(ticket, alpina_ticket) == [bela, None]


@pytest.mark.parametrize("minutes", [0, 60])
def test_what_may_lie_on_at_one_tenant_keeps_nothing_of_another(
    ticket: Ticket,
    alpina_ticket: Ticket,
    nordlicht: Tenant,
    alpina: Tenant,
    bela: User,
    frozen: Frozen,
    monkeypatch: pytest.MonkeyPatch,
    minutes: int,
) -> None:
    monkeypatch.setattr(untouched, "AT_ONCE", 1)
    (first, its_tenant), (second, other) = sorted(
        [(ticket, nordlicht), (alpina_ticket, alpina)], key=lambda pair: pair[0].pk
    )
    prefer(its_tenant, untouched_minutes=minutes)
    prefer(other, untouched_minutes=5)
    sign_in(Client(), bela, nordlicht, alpina)
    ready(bela, nordlicht, alpina)
    distribute()
    frozen.move(minutes=5)

    assert return_untouched() == 1
    assert owners(first, second) == [bela, None]
