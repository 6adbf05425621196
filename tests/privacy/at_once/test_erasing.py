"""An erasure and what comes meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from kontor.channels.models import MailAccount
from kontor.intake.domain.processing import drain
from kontor.intake.enums import Outcome
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.domain.certificates import checked
from kontor.privacy.domain.erasing import erase
from kontor.privacy.domain.holds import hold_customer
from kontor.privacy.domain.tally import Tally
from kontor.privacy.domain.their_tickets import erase_ticket, lock_erasable
from kontor.privacy.enums import ErasureState
from kontor.privacy.models import Hold
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.scope import scope
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.moving import merge_tickets
from kontor.tickets.domain.notes import write_note
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Message, Note, Ticket
from kontor.tickets.preferences import REOPEN_DAYS
from tests.factories.answers import prefer
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.intake.domain.conftest import newest, seen, store
from tests.privacy.at_once.conftest import TICKETS, asked_for
from tests.support.letters import letter
from tests.support.scoping import in_scope
from tests.support.threads import at_once, until_somebody_waits


def test_two_workers_erase_everything_once(committed_db: str, billing: Category, anna: User) -> None:
    _customer, erasure = asked_for(billing, anna)
    tenant_id = billing.tenant_id

    results = at_once(*[lambda: erase(tenant_id, erasure.pk)] * 2)

    assert results == [None, None]
    with in_scope(tenant_id):
        erasure.refresh_from_db()
    counts = {line["table"]: line["rows"] for line in checked(erasure)["erased"]}
    assert (erasure.state, counts["tickets.Ticket"], counts["tickets.Message"]) == ("done", TICKETS, TICKETS)


def test_a_ticket_that_is_closed_meanwhile_goes_or_waits(committed_db: str, billing: Category, anna: User) -> None:
    customer, erasure = asked_for(billing, anna)
    working = make_ticket(billing, customer=customer, owner=anna)
    tenant_id = billing.tenant_id

    def close() -> None:
        with scope(tenant_id):
            close_ticket(working, by=anna)

    assert at_once(lambda: erase(tenant_id, erasure.pk), close) == [None, None]
    erase(tenant_id, erasure.pk)

    with in_scope(tenant_id):
        erasure.refresh_from_db()
        assert erasure.state == ErasureState.DONE
        assert Ticket.objects.filter(erased_at=None).count() == 0


def test_a_hold_and_an_erasure_see_each_other(committed_db: str, billing: Category, anna: User) -> None:
    """Whatever comes first: after the hold nothing more goes, and nothing is half gone."""
    customer, erasure = asked_for(billing, anna)
    tenant_id = billing.tenant_id

    def hold() -> int:
        with scope(tenant_id):
            hold_customer(customer, reason="Lawsuit 12", by=anna)
            return Ticket.objects.filter(customer_id=customer.pk, erased_at=None).count()

    _erased, left = at_once(lambda: erase(tenant_id, erasure.pk), hold)

    with in_scope(tenant_id):
        erasure.refresh_from_db()
        still = Ticket.objects.filter(customer_id=customer.pk, erased_at=None).exclude(subject="").count()
        held = Hold.objects.in_force().exists()
    if held:
        assert (erasure.state, still) == (ErasureState.WAITING, left)
    else:
        assert (erasure.state, still) == (ErasureState.DONE, 0)


def erased_while(ticket: Ticket, somebody: Callable[[], Any]) -> Any:
    """The ticket is erased and not committed yet; somebody comes and waits for it. Returns what came of it."""
    erased = Event()

    def erase_it() -> None:
        with scope(ticket.tenant_id):
            locked = lock_erasable(ticket.pk)
            assert locked is not None
            erase_ticket(locked, Tally())
            erased.set()
            until_somebody_waits()

    def come() -> Any:
        erased.wait(30)
        return somebody()

    done, came = at_once(erase_it, come)
    assert done is None
    return came


def closed_ticket(category: Category) -> Ticket:
    with in_scope(category.tenant_id):
        tenant = category.tenant
    customer = make_customer(tenant, email="kaethe@post.example")
    return make_ticket(category, customer=customer, state=TicketState.CLOSED, closed_at=clock.now())


def test_a_mail_that_comes_in_meanwhile_is_a_new_request(
    committed_db: str, billing: Category, nordlicht_account: MailAccount
) -> None:
    with in_scope(billing.tenant_id):
        set_fallback(nordlicht_account, billing, by=None)
    prefer(billing, REOPEN_DAYS, 14)
    ticket = closed_ticket(billing)
    store(nordlicht_account, seen(letter(f"Re: Anliegen [#{format_number(ticket.number)}]")))

    erased_while(ticket, lambda: drain(nordlicht_account.owner))

    arrival = newest()
    assert (arrival.outcome, arrival.ticket_id == ticket.pk) == (Outcome.NEW_TICKET, False)
    with in_scope(billing.tenant_id):
        assert list(Message.objects.filter(ticket=ticket).values_list("text", "from_address")) == [("", "")]


@pytest.mark.parametrize("verb", ["note", "merge", "merge away"])
def test_whoever_hangs_something_on_it_meanwhile_is_told(
    committed_db: str, billing: Category, anna: User, verb: str
) -> None:
    ticket, other = closed_ticket(billing), make_ticket(billing, owner=anna)
    tenant_id = billing.tenant_id

    def hang() -> None:
        with scope(tenant_id):
            if verb == "note":
                write_note(ticket, text="ruft an", by=anna)
            elif verb == "merge":
                merge_tickets(other, ticket, by=anna)
            else:
                merge_tickets(ticket, other, by=anna)

    came = erased_while(ticket, hang)

    assert isinstance(came, Refused)
    assert "was erased for good" in str(came)
    with in_scope(tenant_id):
        assert (Note.objects.count(), Message.objects.filter(ticket=other).count()) == (0, 1)
