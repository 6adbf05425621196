from __future__ import annotations

import pytest

from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.marking import mark_ticket, tags_for
from kontor.tenants.models import Tenant
from kontor.tickets.domain.history import sentence
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_ticket
from tests.support.refusal import refused
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(billing: Category, anna: User) -> Ticket:
    """A rule has put a tag and a priority on it; Anna has one of the tags that people can have."""
    User.objects.filter(pk=anna.pk).update(tags=["steuer", "ausland"])
    return make_ticket(billing, owner=anna, tags=["eilig"], priority=3)


def now(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def test_tags_to_choose_are_those_it_has_and_those_of_the_people_of_its_category(
    mine: Ticket, carla: User, nordlicht: Tenant
) -> None:
    User.objects.filter(pk=carla.pk).update(tags=["fremd"])

    with in_scope(nordlicht):
        assert tags_for(mine) == ["eilig", "ausland", "steuer"]


def test_what_a_rule_has_set_is_undone_by_hand_and_stands_in_the_history(
    mine: Ticket, anna: User, nordlicht: Tenant
) -> None:
    with in_scope(nordlicht):
        mark_ticket(mine, priority=0, tags=["steuer"], by=anna)

        assert (now(mine).tags, now(mine).priority) == (["steuer"], 0)
        assert [sentence(entry) for entry in mine.history.order_by("id")] == [
            "Tags set by Anna Arndt: steuer",
            "Priority set to 0 by Anna Arndt",
        ]


def test_without_tags_it_says_so(mine: Ticket, anna: User, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        mark_ticket(mine, priority=3, tags=[], by=anna)

        assert [sentence(entry) for entry in mine.history.all()] == ["All tags taken away by Anna Arndt"]


def test_the_place_in_the_queue_follows_from_the_priority(
    mine: Ticket, billing: Category, anna: User, nordlicht: Tenant
) -> None:
    usual = make_ticket(billing, owner=anna)
    with in_scope(nordlicht):
        mark_ticket(usual, priority=0, tags=[], by=anna)
        before = now(usual).rank_at

        mark_ticket(usual, priority=9, tags=[], by=anna)

        assert now(usual).rank_at < before


def test_nothing_is_written_where_nothing_changes(mine: Ticket, anna: User, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        mark_ticket(mine, priority=3, tags=["eilig"], by=anna)

        assert (now(mine).changed_at, mine.history.count()) == (mine.changed_at, 0)


def test_refused(mine: Ticket, anna: User, nordlicht: Tenant) -> None:
    with in_scope(nordlicht):
        with refused("Nobody who works this category has the tag “vip”."):
            mark_ticket(mine, priority=3, tags=["eilig", "vip"], by=anna)
        with refused("A priority is a number from 0 to 9."):
            mark_ticket(mine, priority=10, tags=["eilig"], by=anna)
        Ticket.objects.filter(pk=mine.pk).update(priority=4)
        with refused("Tags or priority were changed in the meantime. Nothing was overwritten."):
            mark_ticket(mine, priority=0, tags=["eilig"], by=anna)

        assert (now(mine).tags, now(mine).priority, mine.history.count()) == (["eilig"], 4, 0)
