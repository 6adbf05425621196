"""Several workers distribute at the same moment, while somebody takes and somebody signs out."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from django.test import Client

from kontor.kernel import clock
from kontor.org.domain.access import load_access
from kontor.org.models import AgentGroup, Category
from kontor.people.models import Role, User
from kontor.preferences.models import SystemValues
from kontor.routing.domain.distribute import distribute
from kontor.routing.domain.leaving import end_sessions
from kontor.routing.domain.take_next import take_next_ticket
from kontor.tenants.models import Tenant
from kontor.tickets.domain.numbers import number_for
from kontor.tickets.enums import TicketState
from kontor.tickets.models import HistoryEntry, Ticket
from tests.factories.org import make_member
from tests.factories.people import make_user
from tests.routing.domain.distributing.conftest import ready
from tests.support.client import sign_in
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once

WORKERS, AGENTS, ROOM, WAITING = 4, 8, 6, 120


def _waiting(category: Category, number: int) -> None:
    now = clock.now() - timedelta(days=1)
    with in_scope(category.tenant_id):
        Ticket.objects.bulk_create(
            Ticket(
                tenant_id=category.tenant_id,
                category=category,
                number=number_for(200_000 + place),
                state=TicketState.QUEUED,
                received_at=now + timedelta(seconds=place),
                rank_at=now + timedelta(seconds=place),
                changed_at=now,
            )
            for place in range(number)
        )


def test_no_ticket_is_given_twice_and_no_desk_gets_more_than_it_has_room_for(
    committed_db: str,
    billing: Category,
    nordlicht: Tenant,
    nordlicht_service: AgentGroup,
    agent_role: Role,
    anna: User,
) -> None:
    _waiting(billing, WAITING)
    SystemValues.objects.update_or_create(id=1, defaults={"preferences": {"routing.capacity": ROOM}})
    crew = [make_user() for _agent in range(AGENTS)]
    for agent in crew:
        make_member(agent, nordlicht_service, agent_role)
        ready(agent, nordlicht)
    sign_in(Client(), anna, nordlicht)
    leaver = crew[0]

    def takes() -> int:
        taken = 0
        for _each in range(20):
            with in_scope(nordlicht):
                taken += take_next_ticket(anna, load_access(anna, (nordlicht.pk,))) is not None
        return taken

    def leaves() -> int:
        with everywhere():
            return end_sessions(leaver, reason="sign_out")

    results = at_once(*[distribute] * WORKERS, takes, leaves)

    assert [result for result in results if isinstance(result, Exception)] == []
    with everywhere():
        held = Counter(Ticket.objects.filter(state=TicketState.ASSIGNED).values_list("owner_id", flat=True))
        given = Counter(
            HistoryEntry.objects.filter(action__in=["distributed", "taken_next"]).values_list("ticket_id", flat=True)
        )
        returned = set(HistoryEntry.objects.filter(action="returned_sign_out").values_list("ticket_id", flat=True))
    assert held[leaver.pk] == 0
    assert all(held[agent.pk] == ROOM for agent in crew[1:])
    assert [ticket for ticket, times in given.items() if times > 1 and ticket not in returned] == []
    assert held[anna.pk] == results[WORKERS] == 20
