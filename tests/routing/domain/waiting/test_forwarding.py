"""A ticket is forwarded to a colleague."""

from __future__ import annotations

from kontor.org.models import Category, SupervisorGroup
from kontor.people.domain.sign_out import end_sessions
from kontor.people.models import User
from kontor.routing.domain.waiting import fetch_waiting
from kontor.tenants.models import Tenant
from kontor.tickets.enums import NoticeKind, TicketState
from kontor.tickets.models import Note, Ticket
from tests.factories.org import make_agent_group, make_category, make_member
from tests.routing.domain.waiting.conftest import ClientFor, forward, notices, place, steps, sweep
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


def test_forwarded_to_a_colleague_who_is_there(
    mine: Ticket, anna: User, bela: User, nordlicht: Tenant, client_for: ClientFor
) -> None:
    client_for(bela, nordlicht)

    forward(mine, by=anna, to=bela, note="Bitte rufen Sie an.")

    assert place(mine) == (TicketState.ASSIGNED, "bela", "")
    assert steps(mine)[-1] == "Forwarded to Bela Brand by Anna Arndt"
    assert notices(bela) == [NoticeKind.PASSED_ON]
    with everywhere():
        assert [(note.text, note.author) for note in Note.objects.filter(ticket=mine)] == [
            ("Bitte rufen Sie an.", anna)
        ]


def test_forwarded_to_a_colleague_who_works_for_another_tenant_now_it_waits(
    mine: Ticket, anna: User, bela: User, nordlicht: Tenant, alpina: Tenant, client_for: ClientFor
) -> None:
    client_for(bela, alpina)

    forward(mine, by=anna, to=bela)

    assert place(mine) == (TicketState.INTERNAL_FORWARDED, "", "bela")
    assert (sweep(nordlicht), notices(bela)) == (0, [])
    client_for(bela, nordlicht)
    assert sweep(nordlicht) == 1
    assert place(mine) == (TicketState.ASSIGNED, "bela", "")
    assert notices(bela) == [NoticeKind.PASSED_ON]


def test_signing_out_leaves_what_waits(mine: Ticket, anna: User, bela: User, nordlicht: Tenant) -> None:
    forward(mine, by=anna, to=bela)
    with everywhere():
        end_sessions(bela)

    with in_scope(nordlicht):
        fetch_waiting(mine, by=anna)
    assert place(mine) == (TicketState.ASSIGNED, "anna", "")


def test_forwarded_to_a_category_it_waits_in_its_queue(
    mine: Ticket, moving: Category, anna: User, nordlicht: Tenant
) -> None:
    forward(mine, by=anna, category=moving)

    assert place(mine) == (TicketState.QUEUED, "", "")
    with everywhere():
        assert Ticket.objects.get(pk=mine.pk).category_id == moving.pk
    assert steps(mine)[-1] == "Forwarded to the queue of Umzug by Anna Arndt"


def test_forwarded_to_a_colleague_in_another_category(
    mine: Ticket, nordlicht_supervisors: SupervisorGroup, anna: User, bela: User, nordlicht: Tenant
) -> None:
    experts = make_agent_group(nordlicht_supervisors, "Fachleute")
    special = make_category(experts, "Sonderfälle")
    make_member(bela, experts)

    forward(mine, by=anna, to=bela, category=special)

    assert place(mine) == (TicketState.INTERNAL_FORWARDED, "", "bela")
    assert steps(mine)[-1] == "Forwarded to Bela Brand, who is not there, by Anna Arndt"


def test_forwarding_needs_a_target_that_is_somebody_else(mine: Ticket, anna: User) -> None:
    with refused("Choose a colleague, a category, or both."):
        forward(mine, by=anna)
    with refused("This is you yourself. Choose a colleague."):
        forward(mine, by=anna, to=anna)
