"""Nothing is given to somebody who is away."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from kontor.org.models import Category
from kontor.people.domain.availability import set_state
from kontor.people.enums import Availability, Module
from kontor.people.models import Role, User
from kontor.routing.domain.assign import assign_ticket
from kontor.routing.domain.distribute import distribute
from kontor.routing.domain.next_for import outlook
from kontor.routing.domain.pass_on import pass_on
from kontor.routing.domain.standing_in import begin_absences
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.customers import make_customer
from tests.factories.org import make_agent_group, make_category, make_member
from tests.factories.people import make_user
from tests.factories.tickets import make_ticket
from tests.routing.domain.standing_in.conftest import IN_QUEUE, ON_DESK, away, place, there
from tests.support.refusal import refused
from tests.support.scoping import in_scope


def test_nobody_assigns_or_forwards_to_somebody_who_is_away(
    mine: Ticket, ticket: Ticket, anna: User, bela: User, sven: User, nordlicht: Tenant, frozen: Frozen
) -> None:
    frozen.at = datetime(2026, 12, 1, 11, tzinfo=UTC)
    away(bela, hours=3)

    for give in (
        lambda: assign_ticket(ticket, to=bela, by=sven),
        lambda: assign_ticket(ticket, to=bela, by=None),
        lambda: pass_on(mine, to=bela, by=anna),
    ):
        with refused("Bela Brand is away (until 12/01/2026 15:00). Choose somebody else."), in_scope(nordlicht):
            give()

    with in_scope(nordlicht):
        assert assign_ticket(ticket, to=bela, by=bela).owner == bela


def test_whoever_knows_the_customer_is_not_waited_for_while_they_are_away(
    billing: Category, anna: User, bela: User, nordlicht: Tenant
) -> None:
    customer = make_customer(nordlicht, "Käthe Kunde")
    make_ticket(billing, customer=customer, owner=anna)
    fresh = make_ticket(billing, customer=customer)
    for user in (anna, bela):
        set_state(there(user, nordlicht), Module.MAIL, Availability.READY, by=user)
    away(anna)

    assert distribute() == 1

    assert place(fresh) == ON_DESK


def test_the_next_twenty_say_that_the_person_is_away(
    ticket: Ticket, billing: Category, anna: User, nordlicht: Tenant
) -> None:
    set_state(there(anna, nordlicht), Module.MAIL, Availability.READY, by=anna)
    away(anna)

    with in_scope(nordlicht):
        found = outlook(anna, [billing.pk])

    assert [prospect.obstacle for prospect in found.prospects] == ["away"]


def test_another_category_is_not_the_substitutes(
    anna: User, nordlicht: Tenant, nordlicht_supervisors: Any, agent_role: Role, mine: Ticket
) -> None:
    elsewhere = make_agent_group(nordlicht_supervisors, "Zweite")
    make_category(elsewhere, "Sonstiges")
    erik = make_user("Erik Ernst", username="erik")
    make_member(erik, elsewhere, agent_role)
    there(erik, nordlicht)
    away(anna, erik)

    begin_absences()

    assert place(mine) == IN_QUEUE
