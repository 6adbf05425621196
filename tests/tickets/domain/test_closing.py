from __future__ import annotations

import pytest

from kontor.kernel import clock
from kontor.org.models import Category, Grant
from kontor.people.models import User
from kontor.routing.domain.leaving import delete_user, withdraw_role
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_after_sending, close_ticket, reopen_after_failure
from kontor.tickets.domain.notices import latest_notices
from kontor.tickets.domain.reactivation import reactivate_ticket
from kontor.tickets.domain.states import change_state, lock
from kontor.tickets.enums import FOLLOWS, LinkKind, NoticeKind, TicketState
from kontor.tickets.models import HistoryEntry, Notice, Ticket, TicketLink
from tests.factories.loans import lend_ticket
from tests.factories.org import make_closing_code
from tests.factories.tickets import make_ticket
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope


@pytest.fixture
def mine(billing: Category, anna: User) -> Ticket:
    return make_ticket(billing, owner=anna)


@pytest.fixture
def closed(billing: Category) -> Ticket:
    return make_ticket(billing, state=TicketState.CLOSED, closed_at=clock.now())


def _require_code(category: Category) -> None:
    with in_scope(category.tenant_id):
        Category.objects.filter(pk=category.pk).update(closing_code_required=True)


def test_closing_frees_the_desk_and_remembers_who_had_it(mine: Ticket, anna: User) -> None:
    with in_scope(mine.tenant_id):
        ticket = close_ticket(mine, by=anna)

        assert (ticket.state, ticket.owner, ticket.last_owner, ticket.unread) == (TicketState.CLOSED, None, anna, False)
        assert ticket.closed_at is not None
        assert HistoryEntry.objects.filter(ticket=ticket, action="closed", actor=anna).exists()


def test_a_closed_ticket_is_not_closed_again(closed: Ticket, anna: User) -> None:
    with in_scope(closed.tenant_id), refused("in the state “Closed”"):
        close_ticket(closed, by=anna)


def test_a_category_may_ask_for_a_closing_code(mine: Ticket, billing: Category, anna: User) -> None:
    _require_code(billing)
    code = make_closing_code(billing, "ERL")

    with in_scope(mine.tenant_id):
        with refused("asks for a closing code"):
            close_ticket(mine, by=anna)
        assert close_ticket(mine, closing_code=code, by=anna).closing_code == code


def test_a_closing_code_of_another_category_is_refused(mine: Ticket, moving: Category, anna: User) -> None:
    code = make_closing_code(moving)

    with in_scope(mine.tenant_id), refused("does not belong to the category"):
        close_ticket(mine, closing_code=code, by=anna)


@pytest.mark.parametrize("state", [state for state in TicketState if state != TicketState.SENDING])
def test_after_sending_only_a_ticket_that_was_being_sent_is_closed(mine: Ticket, state: TicketState) -> None:
    with in_scope(mine.tenant_id):
        Ticket.objects.filter(pk=mine.pk).update(state=state)

        assert close_after_sending(mine).state == state


def test_a_failure_without_owner_and_author_goes_to_the_queue(billing: Category) -> None:
    ticket = make_ticket(billing, state=TicketState.SENDING)

    with in_scope(ticket.tenant_id):
        after = reopen_after_failure(ticket, author=None, recipients="a@post.example", reason="550")

    assert (after.state, after.delivery_failed) == (TicketState.QUEUED, True)


def test_a_failure_goes_to_the_queue_when_whoever_sent_it_may_not_read_it_any_more(
    mine: Ticket, anna: User, sven: User
) -> None:
    """Nobody would see it on her desk."""
    with everywhere():
        change_state(lock(mine), TicketState.SENDING)
        withdraw_role(Grant.objects.get(user=anna), by=None)

    with in_scope(mine.tenant_id):
        after = reopen_after_failure(mine, author=anna, recipients="a@post.example", reason="550")

        assert (after.state, after.owner, after.delivery_failed) == (TicketState.QUEUED, None, True)
        steps = HistoryEntry.objects.filter(ticket=mine).order_by("id").values_list("action", flat=True)
        assert list(steps)[-2:] == ["delivery_failed", "returned_rights"]
        assert list(Notice.objects.values_list("user", "kind")) == [(sven.pk, NoticeKind.DELIVERY_FAILED)]


def test_a_failure_lies_unread_with_its_author_when_nobody_has_the_ticket(billing: Category, anna: User) -> None:
    ticket = make_ticket(billing, state=TicketState.SENDING, unread=False)

    with in_scope(ticket.tenant_id):
        ticket = reopen_after_failure(ticket, author=anna, recipients="e@m.example", reason="")

    assert (ticket.state, ticket.owner, ticket.delivery_failed) == (TicketState.ASSIGNED, anna, True)
    assert ticket.unread


def test_a_failure_tells_its_author(closed: Ticket, anna: User) -> None:
    with in_scope(closed.tenant_id):
        after = reopen_after_failure(closed, author=anna, recipients="a@post.example", reason="550")

        assert (after.state, after.delivery_failed) == (TicketState.CLOSED, True)
        assert list(Notice.objects.values_list("user", "kind")) == [(anna.pk, NoticeKind.DELIVERY_FAILED)]


# States


@pytest.mark.parametrize("present", list(TicketState))
def test_only_what_may_follow_follows(mine: Ticket, present: TicketState) -> None:
    for state in TicketState:
        with in_scope(mine.tenant_id):
            Ticket.objects.filter(pk=mine.pk).update(state=present)
            if state in FOLLOWS[present]:
                change_state(lock(mine), state)
            else:
                with refused("that is not possible now"):
                    change_state(lock(mine), state)


# Reactivation


def test_a_closed_ticket_comes_back_as_a_new_linked_one(closed: Ticket, anna: User) -> None:
    with in_scope(closed.tenant_id):
        new = reactivate_ticket(closed, by=anna)

        assert (new.state, new.owner, new.process, new.customer_id, new.category_id) == (
            TicketState.ASSIGNED,
            anna,
            closed,
            closed.customer_id,
            closed.category_id,
        )
        links = TicketLink.objects.order_by("id").values_list("ticket", "kind", "other_number")
        assert list(links) == [
            (closed.pk, LinkKind.REACTIVATED_AS, new.number),
            (new.pk, LinkKind.REACTIVATED_FROM, closed.number),
        ]
    with everywhere():
        assert Ticket.objects.get(pk=closed.pk).state == TicketState.CLOSED


def test_a_second_reactivation_stays_in_the_first_process(closed: Ticket, anna: User) -> None:
    with in_scope(closed.tenant_id):
        first = reactivate_ticket(closed, by=anna)
        close_ticket(first, by=anna)

        assert reactivate_ticket(first, by=anna).process == closed


def test_an_open_ticket_is_not_reactivated(mine: Ticket, anna: User) -> None:
    with in_scope(mine.tenant_id), refused("This ticket is open"):
        reactivate_ticket(mine, by=anna)


def test_a_failure_is_told_to_those_who_watch_when_its_author_sees_the_ticket_no_more(
    ticket: Ticket, claims: Category, nordlicht: Tenant, alpina: Tenant, carla: User, sven: User
) -> None:
    """Carla answered it for the borrower; closed it is not lent any more."""
    lend_ticket(ticket, claims)
    with in_scope(nordlicht, alpina):
        Ticket.objects.filter(pk=ticket.pk).update(state=TicketState.ASSIGNED, owner=carla)
        close_ticket(Ticket.objects.get(pk=ticket.pk), by=carla)

    with in_scope(nordlicht):
        reopen_after_failure(ticket, author=carla, recipients="kaethe@post.example", reason="550")
        told = [line.text for line in latest_notices(sven)]

        assert told == ["The answer of Carla Conrad could not be delivered to kaethe@post.example"]
        assert not Notice.objects.filter(user=carla).exists()


@pytest.mark.parametrize("mailed", ["closed", "mine"])
def test_a_failure_is_told_to_those_who_watch_when_its_author_has_left(
    mailed: str, request: pytest.FixtureRequest, anna: User, sven: User
) -> None:
    ticket = request.getfixturevalue(mailed)
    with everywhere():
        author = delete_user(anna, by=None)

    with in_scope(ticket.tenant_id):
        reopen_after_failure(ticket, author=author, recipients="kaethe@post.example", reason="550")

        assert list(Notice.objects.values_list("user", "details__sentence")) == [(sven.pk, "delivery_failed_of")]


def test_a_failure_is_told_to_whoever_has_the_ticket_when_its_author_has_left(
    mine: Ticket, anna: User, bela: User
) -> None:
    with everywhere():
        author = delete_user(anna, by=None)
        Ticket.objects.filter(pk=mine.pk).update(state=TicketState.ASSIGNED, owner=bela)

    with in_scope(mine.tenant_id):
        reopen_after_failure(mine, author=author, recipients="kaethe@post.example", reason="550")

        assert list(Notice.objects.values_list("user", flat=True)) == [bela.pk]
        assert [line.text for line in latest_notices(bela)] == [
            "The answer of Anna Arndt could not be delivered to kaethe@post.example"
        ]


def test_that_an_automatic_mail_failed_is_not_said_of_an_answer_of_whoever_has_the_ticket(
    mine: Ticket, anna: User
) -> None:
    with in_scope(mine.tenant_id):
        reopen_after_failure(mine, author=None, recipients="kaethe@post.example", reason="550")

        assert [line.text for line in latest_notices(anna)] == [
            "An automatic mail could not be delivered to kaethe@post.example"
        ]
