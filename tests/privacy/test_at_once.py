"""Two workers at one erasure, and somebody at work on a ticket of the contact at the same moment."""

from __future__ import annotations

from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.domain.asking import ask_erasure
from kontor.privacy.domain.certificates import checked
from kontor.privacy.domain.erasing import erase
from kontor.privacy.domain.holds import hold_customer
from kontor.privacy.enums import ErasureState
from kontor.privacy.models import Erasure, Hold
from kontor.tenants.scope import scope
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope
from tests.support.threads import at_once

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
