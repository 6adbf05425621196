"""The wrap-up ends, by hand or by itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.answers.models import Draft
from kontor.calls.domain.phone_tickets import open_for
from kontor.calls.domain.talks import keep_note
from kontor.calls.domain.wrapping_up import end_due, finish
from kontor.calls.enums import Creation
from kontor.calls.models import Call
from kontor.calls.preferences import (
    CLOSE_AFTER_WRAP_UP,
    CLOSING_CODE,
    TICKET_IN,
    WRAP_UP_SECONDS,
)
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import asks_for_closing_code, close_ticket
from kontor.tickets.domain.history import sentence
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import Note, Ticket
from tests.calls.domain.wrapping_up.conftest import spoken, state
from tests.calls.making import SHOWN, answered, make_call, missed_call, prefer
from tests.conftest import Frozen
from tests.factories.org import make_closing_code
from tests.factories.tickets import make_message
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once


def ticket_of(call: Call) -> Ticket:
    with everywhere():
        return Ticket.objects.select_related("tenant", "category").get(pk=call.ticket_id)


def over(call: Call) -> str:
    """The wrap-up ends by itself; what state its ticket is in then."""
    with in_scope(call.tenant_id):
        end_due(call.tenant_id)
    return ticket_of(call).state


def test_done_one_is_as_before_and_the_note_stands_at_the_ticket(call: Call, there: User, frozen: Frozen) -> None:
    assert state(there) == "wrap_up"
    frozen.move(seconds=25)
    with in_scope(call.tenant_id):
        finish(call, there, "Wants a copy of the bill.")
        finish(call, there)
        finish(call, there, "Wants a copy of the bill.")

        assert list(Note.objects.values_list("ticket", "author", "text")) == [
            (call.ticket_id, there.pk, "Wants a copy of the bill.")
        ]
    assert state(there) == "ready"
    assert (call.wrap_up_seconds, call.wrapped_up_at, call.note) == (25, clock.now(), "")
    assert ticket_of(call).state == TicketState.CLOSED
    with everywhere():
        said = [sentence(entry) for entry in ticket_of(call).history.select_related("actor").order_by("id")]
    assert said[-2:] == [
        f"Closed by itself after the wrap-up of the call with {SHOWN}",
        "Closed by the system",
    ]


def test_a_ticket_whose_content_is_erased_meanwhile_holds_up_no_other_call(
    call: Call, there: User, phones: Tenant, frozen: Frozen
) -> None:
    with in_scope(phones):
        keep_note(call, "Too late.")
        close_ticket(ticket_of(call), by=None)
        Ticket.objects.filter(pk=call.ticket_id).update(erased_at=clock.now())
    other = spoken(there, phones)
    frozen.move(seconds=61)

    with in_scope(phones):
        assert end_due(phones.pk) == 2
        assert set(Call.objects.filter(wrapped_up_at=None).values_list("pk")) == set()
        assert not Note.objects.exists()
    assert ticket_of(other).state == TicketState.CLOSED


def test_without_a_ticket_the_note_stays_at_the_call_until_there_is_one(there: User, phones: Tenant) -> None:
    prefer(phones, TICKET_IN, Creation.NEVER.value)
    call = spoken(there, phones)
    with in_scope(phones):
        finish(call, there, " One. ")
        assert (call.note, Note.objects.count()) == ("One.", 0)

        ticket = open_for(call, there, category=None, customer=None)
        finish(call, there)

        assert list(Note.objects.values_list("ticket", "text")) == [(ticket.pk, "One.")]
    assert call.note == ""


def test_what_was_typed_during_the_call_is_not_lost_when_nobody_ends_the_wrap_up(
    call: Call, there: User, frozen: Frozen
) -> None:
    with in_scope(call.tenant_id):
        keep_note(call, "Moves out in May.")
    frozen.move(seconds=61)

    over(call)

    with in_scope(call.tenant_id):
        assert list(Note.objects.values_list("author", "text")) == [(there.pk, "Moves out in May.")]


def test_when_nobody_ends_it_it_ends_by_itself(call: Call, frozen: Frozen) -> None:
    frozen.move(seconds=59)
    assert over(call) == TicketState.ASSIGNED

    frozen.move(seconds=300)
    assert over(call) == TicketState.CLOSED
    with everywhere():
        call.refresh_from_db()
    assert call.wrap_up_seconds == 60


def test_without_a_wrap_up_the_ticket_is_closed_at_the_next_look(there: User, phones: Tenant) -> None:
    prefer(phones, WRAP_UP_SECONDS, 0)

    assert over(spoken(there, phones)) == TicketState.CLOSED


def _draft(call: Call, there: User, bela: User) -> None:
    Draft.objects.create(tenant_id=call.tenant_id, ticket_id=call.ticket_id, author=bela, changed_at=clock.now())


def _answer_of_another(call: Call, there: User, bela: User) -> None:
    make_message(call.ticket, direction=Direction.OUT, kind=MessageKind.REPLY, author=bela)


def _with_another(call: Call, there: User, bela: User) -> None:
    Ticket.objects.filter(pk=call.ticket_id).update(owner=bela)


def _customer_wrote(call: Call, there: User, bela: User) -> None:
    Ticket.objects.filter(pk=call.ticket_id).update(unread=True)


def _resubmitted(call: Call, there: User, bela: User) -> None:
    Ticket.objects.filter(pk=call.ticket_id).update(state=TicketState.RESUBMITTED)


def _code_needed(call: Call, there: User, bela: User) -> None:
    Category.objects.update(closing_code_required=True)


def _called_again_in_vain(call: Call, there: User, bela: User) -> None:
    with everywhere():
        missed = missed_call(Tenant.objects.get(pk=call.tenant_id))
    assert missed.ticket_id == call.ticket_id


def _not_wanted(call: Call, there: User, bela: User) -> None:
    prefer(Tenant.objects.get(pk=call.tenant_id), CLOSE_AFTER_WRAP_UP, False)


def _not_made(call: Call, there: User, bela: User) -> None:
    Call.objects.filter(pk=call.pk).update(made_ticket=False)


def _still_on_the_phone(call: Call, there: User, bela: User) -> None:
    make_call(Tenant.objects.get(pk=call.tenant_id), ticket=call.ticket)


@pytest.mark.parametrize(
    "meanwhile",
    [
        _draft,
        _answer_of_another,
        _with_another,
        _customer_wrote,
        _resubmitted,
        _code_needed,
        _called_again_in_vain,
        _not_wanted,
        _not_made,
        _still_on_the_phone,
    ],
)
def test_what_keeps_a_ticket_open(
    call: Call, there: User, bela: User, frozen: Frozen, meanwhile: Callable[[Call, User, User], None]
) -> None:
    frozen.move(seconds=61)
    with in_scope(call.tenant_id):
        meanwhile(call, there, bela)
    before = ticket_of(call).state

    assert over(call) == before != TicketState.CLOSED


def test_who_may_not(call: Call, bela: User, there: User, phones: Tenant) -> None:
    living = answered(make_call(phones), there)
    with in_scope(phones):
        with refused("You took no part in this call."):
            finish(call, bela)
        with refused("This call has not ended yet."):
            finish(living, there)


def test_two_ends_at_once_are_one(committed_db: str, call: Call, there: User, frozen: Frozen) -> None:
    frozen.move(seconds=61)

    def by_hand() -> None:
        with in_scope(call.tenant_id):
            finish(Call.objects.get(pk=call.pk), there)

    at_once(by_hand, lambda: over(call), by_hand)

    with everywhere():
        assert ticket_of(call).history.filter(action="closed").count() == 1


def test_phone_tickets_need_a_closing_code_where_the_tenant_says_so(
    call: Call, there: User, phones: Tenant, billing: Category, ticket: Ticket
) -> None:
    prefer(phones, CLOSING_CODE, True)
    assert not asks(call), "its category has no codes: nobody could close it"
    code = make_closing_code(billing, "01")
    assert asks(call)
    with in_scope(phones):
        with refused("Phone tickets need a closing code."):
            close_ticket(ticket_of(call), by=there)
        assert not asks_for_closing_code(Ticket.objects.get(pk=ticket.pk))
        close_ticket(ticket_of(call), closing_code=code, by=there)

    assert ticket_of(call).state == TicketState.CLOSED


def asks(call: Call) -> bool:
    with in_scope(call.tenant_id):
        return asks_for_closing_code(Ticket.objects.get(pk=call.ticket_id))
