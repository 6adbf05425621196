"""Two workers at one erasure, and somebody at work on a ticket of the contact at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.domain.recognition import customer_for_email
from kontor.customers.models import Customer
from kontor.intake.domain.processing import drain
from kontor.intake.enums import Outcome
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.domain.asking import ask_erasure
from kontor.privacy.domain.certificates import checked
from kontor.privacy.domain.erasing import erase, take_step
from kontor.privacy.domain.holds import hold_customer
from kontor.privacy.domain.retention import begin_retention
from kontor.privacy.domain.tally import Tally
from kontor.privacy.domain.their_tickets import erase_ticket, lock_erasable
from kontor.privacy.enums import ErasureState
from kontor.privacy.models import Erasure, Hold
from kontor.privacy.preferences import KEEP_MONTHS
from kontor.routing.domain.fallback import set_fallback
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.moving import merge_tickets
from kontor.tickets.domain.notes import write_note
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.domain.opening import open_ticket
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Message, Note, Ticket
from kontor.tickets.preferences import REOPEN_DAYS
from tests.factories.answers import prefer
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.intake.domain.conftest import newest, seen, store
from tests.support.letters import letter
from tests.support.scoping import in_scope
from tests.support.threads import at_once, until_somebody_waits

TICKETS = 6


def _asked(category: Category, by: User) -> tuple[Customer, Erasure]:
    with in_scope(category.tenant_id):
        tenant = category.tenant
    customer = make_customer(tenant, "Jana Petersen", email="jana@post.example")
    for _number in range(TICKETS):
        make_ticket(category, customer=customer, state=TicketState.CLOSED, closed_at=clock.now())
    with in_scope(category.tenant_id):
        return customer, ask_erasure(customer, reason="Article 17", by=by)


def test_two_workers_erase_everything_once(committed_db: str, billing: Category, anna: User) -> None:
    _customer, erasure = _asked(billing, anna)
    tenant_id = billing.tenant_id

    results = at_once(*[lambda: erase(tenant_id, erasure.pk)] * 2)

    assert results == [None, None]
    with in_scope(tenant_id):
        erasure.refresh_from_db()
    counts = {line["table"]: line["rows"] for line in checked(erasure)["erased"]}
    assert (erasure.state, counts["tickets.Ticket"], counts["tickets.Message"]) == ("done", TICKETS, TICKETS)


def test_a_ticket_that_is_closed_meanwhile_goes_or_waits(committed_db: str, billing: Category, anna: User) -> None:
    customer, erasure = _asked(billing, anna)
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
    customer, erasure = _asked(billing, anna)
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


def _erased_while(ticket: Ticket, somebody: Callable[[], Any]) -> Any:
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


def _closed(category: Category) -> Ticket:
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
    ticket = _closed(billing)
    store(nordlicht_account, seen(letter(f"Re: Anliegen [#{format_number(ticket.number)}]")))

    _erased_while(ticket, lambda: drain(nordlicht_account.owner))

    arrival = newest()
    assert (arrival.outcome, arrival.ticket_id == ticket.pk) == (Outcome.NEW_TICKET, False)
    with in_scope(billing.tenant_id):
        assert list(Message.objects.filter(ticket=ticket).values_list("text", "from_address")) == [("", "")]


@pytest.mark.parametrize("verb", ["note", "merge", "merge away"])
def test_whoever_hangs_something_on_it_meanwhile_is_told(
    committed_db: str, billing: Category, anna: User, verb: str
) -> None:
    ticket, other = _closed(billing), make_ticket(billing, owner=anna)
    tenant_id = billing.tenant_id

    def hang() -> None:
        with scope(tenant_id):
            if verb == "note":
                write_note(ticket, text="ruft an", by=anna)
            elif verb == "merge":
                merge_tickets(other, ticket, by=anna)
            else:
                merge_tickets(ticket, other, by=anna)

    came = _erased_while(ticket, hang)

    assert isinstance(came, Refused)
    assert "was erased for good" in str(came)
    with in_scope(tenant_id):
        assert (Note.objects.count(), Message.objects.filter(ticket=other).count()) == (0, 1)


def test_an_erasure_and_the_retention_at_once_count_each_ticket_once(
    committed_db: str, nordlicht: Tenant, billing: Category, anna: User
) -> None:
    _customer, erasure = _asked(billing, anna)
    prefer(nordlicht, KEEP_MONTHS, 1)
    tenant_id = billing.tenant_id
    with in_scope(tenant_id):
        long_ago = clock.now().replace(year=clock.now().year - 1)
        Ticket.objects.update(closed_at=long_ago)
        retention = begin_retention(tenant_id)
    assert retention is not None

    results = at_once(lambda: erase(tenant_id, erasure.pk), lambda: erase(tenant_id, retention.pk))

    assert results == [None, None]
    with in_scope(tenant_id):
        erasure.refresh_from_db()
        retention.refresh_from_db()
    counts = [each.counts.get("tickets.Message", {"rows": 0})["rows"] for each in (erasure, retention)]
    assert ((erasure.state, retention.state), sum(counts)) == (("done", "done"), TICKETS)


def _begun(tenant: Tenant, *tickets: Ticket) -> Erasure:
    """A retention that is about to erase them."""
    prefer(tenant, KEEP_MONTHS, 1)
    with in_scope(tenant):
        long_ago = clock.now().replace(year=clock.now().year - 1)
        Ticket.objects.filter(pk__in=[ticket.pk for ticket in tickets]).update(closed_at=long_ago)
        retention = begin_retention(tenant.pk)
    assert retention is not None
    return retention


@pytest.mark.parametrize("whose", ["the contact's", "with a message of the contact"])
def test_a_hold_that_is_being_placed_keeps_a_ticket_from_the_retention(
    committed_db: str, nordlicht: Tenant, billing: Category, whose: str
) -> None:
    """It is not committed yet when the retention comes to the ticket, which waits and then sees it."""
    jana = make_customer(nordlicht, "Jana Petersen", email="jana@post.example")
    customer = jana if whose == "the contact's" else make_customer(nordlicht)
    ticket = make_ticket(billing, customer=customer, state=TicketState.CLOSED, closed_at=clock.now())
    with in_scope(nordlicht):
        Message.objects.filter(ticket=ticket).update(from_address="jana@post.example")
    retention = _begun(nordlicht, ticket)
    placed = Event()

    def hold() -> None:
        with scope(nordlicht.pk):
            hold_customer(jana, reason="Lawsuit 12", by=None)
            placed.set()
            until_somebody_waits()

    def retain() -> None:
        placed.wait(30)
        erase(nordlicht.pk, retention.pk)

    assert at_once(hold, retain) == [None, None]
    with in_scope(nordlicht):
        ticket.refresh_from_db()
        retention.refresh_from_db()
    assert (ticket.erased_at, retention.state, retention.counts) == (None, ErasureState.DONE, {})


def test_a_mail_that_is_being_filed_keeps_its_contact(
    committed_db: str, nordlicht: Tenant, billing: Category, anna: User
) -> None:
    """It is not committed yet when the erasure comes to the contact itself: the erasure waits for the new ticket."""
    jana = make_customer(nordlicht, "Jana Petersen", email="jana@post.example")
    with in_scope(nordlicht):
        erasure = ask_erasure(jana, reason="Article 17", by=anna)
    filed = Event()
    numbers: list[int] = []

    def file() -> None:
        with scope(nordlicht.pk):
            customer = customer_for_email("jana@post.example", name="Jana", tenant_id=nordlicht.pk)
            ticket, _none = open_ticket(
                category=billing, customer=customer, subject="Noch etwas", account=None, by=None
            )
            numbers.append(ticket.number)
            filed.set()
            until_somebody_waits()

    def go_on() -> None:
        filed.wait(30)
        erase(nordlicht.pk, erasure.pk)

    assert at_once(file, go_on) == [None, None]
    with in_scope(nordlicht):
        erasure.refresh_from_db()
        jana.refresh_from_db()
    assert (jana.name, jana.erased_at) == ("Jana Petersen", None)
    assert erasure.waits_for == [{"code": "open", "tickets": numbers}]


def test_two_who_ask_for_the_same_erasure_make_one(committed_db: str, nordlicht: Tenant, anna: User) -> None:
    jana = make_customer(nordlicht, "Jana Petersen", email="jana@post.example")

    def ask() -> int:
        with scope(nordlicht.pk):
            return ask_erasure(jana, reason="Article 17", by=anna).pk

    came = at_once(ask, ask)

    [refused] = [each for each in came if isinstance(each, Refused)]
    assert str(refused) == "This contact is being erased already."
    with in_scope(nordlicht):
        assert Erasure.objects.count() == 1


def test_a_mail_of_somebody_who_is_just_being_erased_makes_a_new_contact(
    committed_db: str, nordlicht: Tenant, billing: Category, anna: User
) -> None:
    """The last step is not committed yet when the mail is filed."""
    jana = make_customer(nordlicht, "Jana Petersen", email="jana@post.example")
    with in_scope(nordlicht):
        erasure = ask_erasure(jana, reason="Article 17", by=anna)
    erased = Event()

    def erase_it() -> None:
        with scope(nordlicht.pk):
            row = Erasure.objects.select_for_update().get(pk=erasure.pk)
            assert not take_step(row, [])
            erased.set()
            until_somebody_waits()

    def file() -> tuple[int, bool]:
        erased.wait(30)
        with scope(nordlicht.pk):
            customer = customer_for_email("jana@post.example", name="Jana", tenant_id=nordlicht.pk)
            return customer.pk, customer.addresses.exists()

    done, came = at_once(erase_it, file)

    assert done is None
    assert (came[0] == jana.pk, came[1]) == (False, True)
