"""Who hears of a mail that did not arrive when its author has left, or nobody wrote it."""

from __future__ import annotations

import pytest

from kontor.org.models import AgentGroup, Category, SystemGroup
from kontor.people.models import Role, User
from kontor.people.permissions import AGENT
from kontor.routing.domain.leaving import delete_user
from kontor.tickets.domain.closing import reopen_after_failure, tell_of_failure
from kontor.tickets.domain.notices import latest_notices
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Notice, Ticket
from tests.factories.loans import lend_ticket
from tests.factories.org import make_agent_group, make_grant, make_supervisor_group
from tests.factories.people import make_role, make_user
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def closed(billing: Category, anna: User) -> Ticket:
    return make_ticket(billing, state=TicketState.CLOSED, last_owner=anna)


def _left(person: User) -> User:
    with everywhere():
        return delete_user(person, by=None)


def _told(ticket: Ticket, author: User | None) -> list[tuple[int, str]]:
    with in_scope(ticket.tenant_id):
        reopen_after_failure(ticket, author=author, recipients="kaethe@post.example", reason="550")
        return list(Notice.objects.order_by("user").values_list("user", "details__sentence"))


def test_where_nobody_watches_deliveries_those_who_lead_the_work_hear_of_it(
    closed: Ticket, nordlicht_service: AgentGroup, anna: User, bela: User
) -> None:
    leader = make_user("Lena Leitung")
    make_grant(leader, make_role("Leitung", AGENT | {"tickets.assign"}), nordlicht_service)

    assert _told(closed, _left(anna)) == [(leader.pk, "delivery_failed_of")]


def test_where_nobody_leads_those_whose_work_it_is_hear_of_it(
    closed: Ticket, anna: User, bela: User, carla: User, dora: User
) -> None:
    assert _told(closed, _left(anna)) == [(bela.pk, "delivery_failed_of")]


def test_who_watches_deliveries_elsewhere_and_may_not_see_the_ticket_does_not_hear_of_it(
    closed: Ticket, anna: User, bela: User, nordlicht_system: SystemGroup, supervisor_role: Role
) -> None:
    elsewhere = make_agent_group(make_supervisor_group(nordlicht_system))
    stranger = make_user("Stefan Supervisor")
    make_grant(stranger, supervisor_role, elsewhere)

    assert _told(closed, _left(anna)) == [(bela.pk, "delivery_failed_of")]


def test_who_watches_the_lenders_deliveries_hears_of_what_is_lent(
    ticket: Ticket, claims: Category, carla: User, sven: User
) -> None:
    lend_ticket(ticket, claims)

    assert _told(ticket, _left(carla)) == [(sven.pk, "delivery_failed_of")]


def test_an_automatic_mail_of_a_closed_ticket_is_told_to_whoever_had_it(closed: Ticket, anna: User, sven: User) -> None:
    """Such as the answer of somebody outside that went on to the customer."""
    assert _told(closed, None) == [(anna.pk, "delivery_failed_automatic")]


def test_where_whoever_had_it_has_left_those_who_watch_are_told(closed: Ticket, anna: User, sven: User) -> None:
    _left(anna)

    assert _told(closed, None) == [(sven.pk, "delivery_failed_automatic")]


def test_what_a_rule_has_forwarded_and_closed_is_told_to_those_who_watch(
    billing: Category, anna: User, sven: User
) -> None:
    """Nobody has ever had it, and nobody else will look at it again."""
    forwarded = make_ticket(billing, state=TicketState.CLOSED)

    assert _told(forwarded, None) == [(sven.pk, "delivery_failed_automatic")]


def test_in_the_queue_it_is_seen_by_whoever_takes_it(billing: Category, anna: User, sven: User) -> None:
    assert _told(make_ticket(billing), None) == []


def test_that_nobody_knows_of_an_automatic_mail_is_said_to_whoever_had_the_ticket_that_waits_for_it(
    billing: Category, anna: User, sven: User
) -> None:
    sending = make_ticket(billing, state=TicketState.SENDING, last_owner=anna)
    with in_scope(sending.tenant_id):
        tell_of_failure(sending, None, "kaethe@post.example", sentence="delivery_unclear")

        assert [line.text for line in latest_notices(anna)] == [
            "It is unclear whether an automatic mail to kaethe@post.example was sent"
        ]
        assert not Notice.objects.filter(user=sven).exists()


def test_where_nobody_had_it_those_who_watch_decide(billing: Category, anna: User, sven: User) -> None:
    sending = make_ticket(billing, state=TicketState.SENDING)
    with in_scope(sending.tenant_id):
        tell_of_failure(sending, None, "kaethe@post.example", sentence="delivery_unclear")

        assert list(Notice.objects.values_list("user", flat=True)) == [sven.pk]
