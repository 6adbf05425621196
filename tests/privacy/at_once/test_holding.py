"""Holds, retention and new mail at the same moment."""

from __future__ import annotations

from threading import Event

import pytest

from kontor.customers.domain.recognition import customer_for_email
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.domain.asking import ask_erasure
from kontor.privacy.domain.erasing import erase, take_step
from kontor.privacy.domain.holds import hold_customer
from kontor.privacy.domain.retention import begin_retention
from kontor.privacy.enums import ErasureState
from kontor.privacy.models import Erasure
from kontor.privacy.preferences import KEEP_MONTHS
from kontor.tenants.models import Tenant
from kontor.tenants.scope import scope
from kontor.tickets.domain.opening import open_ticket
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Message, Ticket
from tests.factories.answers import prefer
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.privacy.at_once.conftest import TICKETS, asked_for
from tests.support.scoping import in_scope
from tests.support.threads import at_once, until_somebody_waits


def test_an_erasure_and_the_retention_at_once_count_each_ticket_once(
    committed_db: str, nordlicht: Tenant, billing: Category, anna: User
) -> None:
    _customer, erasure = asked_for(billing, anna)
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
