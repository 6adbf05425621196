"""Whose turn it is, and what starts it."""

from __future__ import annotations

from kontor.org.models import Category
from kontor.people.domain.availability import end_wrap_ups, hang_up, talk
from kontor.people.models import User
from kontor.routing.domain.assign import release_ticket
from kontor.routing.domain.distribute import DISTRIBUTE, distribute
from kontor.tenants.models import Tenant
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.tickets import make_ticket
from tests.routing.domain.distributing.conftest import last_sentence, owners, ready
from tests.support.jobs import waiting_jobs
from tests.support.scoping import in_scope


def test_the_one_with_more_room_is_next_then_the_one_who_waited_longest(
    billing: Category, nordlicht: Tenant, anna: User, bela: User, frozen: Frozen
) -> None:
    ready(anna, nordlicht)
    ready(bela, nordlicht)
    make_ticket(billing, owner=anna)
    first = make_ticket(billing)
    distribute()
    frozen.move(minutes=1)
    second = make_ticket(billing)
    distribute()
    third = make_ticket(billing)
    frozen.move(minutes=1)
    distribute()

    assert owners(first, second, third) == [bela, anna, bela]


def test_what_somebody_gave_back_is_not_given_to_them_again_at_once(
    ticket: Ticket, nordlicht: Tenant, anna: User, frozen: Frozen
) -> None:
    ready(anna, nordlicht)
    distribute()
    with in_scope(nordlicht):
        release_ticket(Ticket.objects.get(pk=ticket.pk), by=anna)

    assert distribute() == 0
    frozen.move(minutes=61)
    assert distribute() == 1


def test_why_is_a_sentence(ticket: Ticket, nordlicht: Tenant, anna: User) -> None:
    ready(anna, nordlicht)

    distribute()

    assert last_sentence(ticket) == (
        "Given to Anna Arndt. It was the next one in the order of the queue. One person could have it. "
        "Now 1 of 10 lie on the desk."
    )


def test_an_arrival_starts_it_once_if_somebody_is_ready(billing: Category, nordlicht: Tenant, anna: User) -> None:
    make_ticket(billing)
    assert waiting_jobs(DISTRIBUTE) == []

    ready(anna, nordlicht)
    make_ticket(billing)
    make_ticket(billing)

    assert len(waiting_jobs(DISTRIBUTE)) == 1


def test_several_categories_of_several_tenants(
    billing: Category, claims: Category, nordlicht: Tenant, alpina: Tenant, bela: User, carla: User
) -> None:
    here, there = make_ticket(billing), make_ticket(claims)
    ready(bela, nordlicht, alpina)

    assert distribute() == 2
    assert owners(here, there) == [bela, bela]


def test_a_lent_ticket_goes_to_those_who_work_where_it_stands(
    billing: Category, claims: Category, nordlicht: Tenant, alpina: Tenant, anna: User, carla: User
) -> None:
    ticket = make_ticket(billing)
    with in_scope(nordlicht, alpina):
        Ticket.objects.filter(pk=ticket.pk).update(lent_to=alpina, lent_category=claims)
    ready(anna, nordlicht)
    ready(carla, alpina)

    distribute()

    assert owners(ticket) == [carla]


def test_whoever_is_on_the_phone_or_wraps_up_is_given_nothing(
    ticket: Ticket, nordlicht: Tenant, anna: User, frozen: Frozen
) -> None:
    ready(anna, nordlicht)
    talk(anna)
    assert distribute() == 0
    hang_up(anna, 60)
    assert distribute() == 0

    frozen.move(minutes=2)
    with in_scope():
        end_wrap_ups()

    assert distribute() == 1
    assert owners(ticket) == [anna]
