from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from kontor.kernel import clock
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.take_next import take_next_ticket
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements
from tests.support.threads import while_uncommitted


def _take(user: User, *tenants: Tenant) -> Ticket | None:
    with in_scope(*tenants):
        return take_next_ticket(user, load_access(user, tuple(tenant.pk for tenant in tenants)))


def test_the_oldest_ticket_of_ones_categories_comes_first(
    billing: Category, moving: Category, nordlicht: Tenant, anna: User
) -> None:
    now = clock.now()
    made = [
        make_ticket(category, received_at=now - timedelta(hours=hours))
        for category, hours in ((billing, 1), (moving, 3), (billing, 2))
    ]

    taken = [_take(anna, nordlicht) for _ticket in range(4)]

    assert taken == [made[1], made[2], made[0], None]


@pytest.mark.parametrize("looks", [(50, 200), (1, 2)])
def test_what_somebody_is_taking_now_is_left_to_them(
    committed_db: str,
    billing: Category,
    nordlicht: Tenant,
    anna: User,
    bela: User,
    looks: tuple[int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Also where all of the first places are being taken."""
    monkeypatch.setattr("kontor.routing.domain.take_next.LOOKS", looks)
    now = clock.now()
    made = [make_ticket(billing, received_at=now - timedelta(hours=hours)) for hours in (2, 1)]

    taken = while_uncommitted(
        partial(in_scope, nordlicht), partial(_take, anna, nordlicht), partial(_take, bela, nordlicht)
    )

    assert taken == made


def test_what_is_taken_lies_on_the_desk(ticket: Ticket, nordlicht: Tenant, anna: User) -> None:
    taken = _take(anna, nordlicht)

    assert taken is not None
    assert (taken.state, taken.owner_id) == (TicketState.ASSIGNED, anna.pk)
    assert taken.assigned_at is not None
    with everywhere():
        assert HistoryEntry.objects.filter(ticket=ticket, action="taken_next", actor=anna).exists()


def test_what_is_not_queued_deleted_or_manual_is_left_alone(
    billing: Category, moving: Category, nordlicht: Tenant, anna: User, bela: User
) -> None:
    make_ticket(billing, owner=bela)
    make_ticket(billing, state=TicketState.CLOSED)
    make_ticket(moving)
    for values in ({"auto_routing": False}, {"auto_routing": True, "deleted_at": clock.now()}):
        with in_scope(nordlicht):
            Category.objects.filter(pk=moving.pk).update(**values)

        assert _take(anna, nordlicht) is None


def test_another_tenants_tickets_are_not_taken(
    alpina_ticket: Ticket, nordlicht: Tenant, alpina: Tenant, anna: User, bela: User
) -> None:
    assert _take(anna, nordlicht, alpina) is None
    assert _take(bela, nordlicht) is None
    assert _take(bela, nordlicht, alpina) == alpina_ticket


def test_who_only_supervises_takes_nothing(ticket: Ticket, nordlicht: Tenant, sven: User) -> None:
    assert _take(sven, nordlicht) is None


def test_taking_costs_few_statements(ticket: Ticket, nordlicht: Tenant, anna: User) -> None:
    with statements() as sent:
        _take(anna, nordlicht)

    assert len(sent) <= 10, sent


def test_what_is_due_first_comes_before_what_is_older(billing: Category, nordlicht: Tenant, anna: User) -> None:
    now = clock.now()
    older = make_ticket(billing, received_at=now - timedelta(hours=3), rank_at=now + timedelta(hours=5))
    urgent = make_ticket(billing, received_at=now, rank_at=now + timedelta(hours=1))

    assert [_take(anna, nordlicht), _take(anna, nordlicht)] == [urgent, older]
