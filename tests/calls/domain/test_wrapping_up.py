"""The wrap-up of a call ends by hand or by itself; what it closes and what it does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from kontor.answers.models import Draft
from kontor.calls.domain.agent_states import follow
from kontor.calls.domain.living import Phase, calls_of
from kontor.calls.domain.phone_tickets import open_for
from kontor.calls.domain.placing import extension_of
from kontor.calls.domain.talks import finish_with_note, keep_note
from kontor.calls.domain.wrapping_up import end_due, finish
from kontor.calls.enums import CallState, Creation, PartyState
from kontor.calls.models import Call
from kontor.calls.preferences import (
    CATEGORY,
    CLOSE_AFTER_WRAP_UP,
    CLOSING_CODE,
    TICKET_IN,
    TICKET_OUT,
    WRAP_UP_SECONDS,
)
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.domain.availability import set_state, states_of
from kontor.people.enums import Availability, Module
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import asks_for_closing_code, close_ticket
from kontor.tickets.domain.history import sentence
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import Note, Ticket
from tests.calls.making import SHOWN, answered, ended, make_call, missed_call, party, prefer
from tests.conftest import Frozen
from tests.factories.org import make_closing_code
from tests.factories.tickets import make_message
from tests.support.client import sign_in
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.threads import at_once


@pytest.fixture
def phones(nordlicht: Tenant, billing: Category, frozen: Frozen) -> Tenant:
    """Calls are tickets, which are closed after a wrap-up of a minute."""
    for preference, value in (
        (TICKET_IN, Creation.ALWAYS.value),
        (TICKET_OUT, Creation.ALWAYS.value),
        (CATEGORY, billing.pk),
        (CLOSE_AFTER_WRAP_UP, True),
        (WRAP_UP_SECONDS, 60),
    ):
        prefer(nordlicht, preference, value)
    return nordlicht


@pytest.fixture
def there(anna: User, phones: Tenant) -> User:
    sign_in(Client(), anna, phones)
    set_state(anna, None, Availability.READY, by=anna)
    return anna


@pytest.fixture
def call(there: User, phones: Tenant) -> Call:
    """Anna has spoken with somebody and wraps up."""
    return spoken(there, phones)


def spoken(user: User, tenant: Tenant) -> Call:
    call = make_call(tenant)
    for state, then in ((PartyState.TALKING, answered), (PartyState.LEFT, ended)):
        party(call, user, state, answered_at=clock.now(), left_at=clock.now() if state == PartyState.LEFT else None)
        then(call, user) if then is answered else then(call)
        with everywhere():
            follow(call)
    return call


def ticket_of(call: Call) -> Ticket:
    with everywhere():
        return Ticket.objects.select_related("tenant", "category").get(pk=call.ticket_id)


def state(user: User) -> str:
    with in_scope():
        return states_of(user)[Module.MAIL].availability


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


@pytest.fixture
def passed_on(there: User, bela: User, phones: Tenant) -> Call:
    """Anna has spoken, and put the caller through to Bela, who speaks with them now."""
    call = make_call(phones, agent=bela, state=CallState.TALKING, answered_at=clock.now())
    party(call, there, PartyState.TALKING, answered_at=clock.now())
    with everywhere():
        follow(call)
    party(call, there, PartyState.LEFT, left_at=clock.now())
    party(call, bela, PartyState.TALKING, answered_at=clock.now())
    with everywhere():
        follow(call)
    return call


def seen(user: User, tenant: Tenant) -> list[tuple[Phase, bool]]:
    """What the panel shows, and whether it says how long yet."""
    with in_scope(tenant):
        return [(one.phase, one.until is not None) for one in calls_of(user)]


def test_who_passes_a_call_on_wraps_up_while_it_goes_on(
    passed_on: Call, there: User, bela: User, phones: Tenant, frozen: Frozen
) -> None:
    assert (seen(there, phones), seen(bela, phones)) == ([(Phase.WRAP_UP, True)], [(Phase.TALKING, False)])

    frozen.move(seconds=61)

    assert (seen(there, phones), seen(bela, phones)) == ([], [(Phase.TALKING, False)])


def test_who_passed_a_call_on_wraps_up_also_when_it_ends_meanwhile(
    passed_on: Call, there: User, phones: Tenant
) -> None:
    ended(passed_on)

    assert seen(there, phones) == [(Phase.WRAP_UP, True)]


def test_who_passed_a_call_on_finishes_and_the_note_stays_for_who_goes_on(
    passed_on: Call, there: User, bela: User, phones: Tenant
) -> None:
    with in_scope(phones):
        finish_with_note(passed_on, there, "wants a call back")
        finish_with_note(passed_on, there, "")
        passed_on.refresh_from_db()
        with refused("has not ended yet"):
            finish(passed_on, bela)

    assert (passed_on.note, passed_on.wrapped_up_at) == ("wants a call back", None)
    assert (state(there), seen(there, phones)) == (Availability.READY, [])
    assert seen(bela, phones) == [(Phase.TALKING, False)]


def test_who_passed_a_call_on_gives_no_orders_for_it_any_more(passed_on: Call, there: User, phones: Tenant) -> None:
    with in_scope(phones):
        Call.objects.filter(pk=passed_on.pk).update(placed_by=there)
        passed_on.refresh_from_db()

        assert extension_of(passed_on, there) == ""
