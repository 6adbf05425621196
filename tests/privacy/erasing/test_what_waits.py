"""What waits, and what is held."""

from __future__ import annotations

import pytest

from kontor.calls.enums import CallState
from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.outbox.domain.queueing import queue_mail
from kontor.outbox.enums import DeliveryState
from kontor.outbox.models import OutgoingMail
from kontor.people.models import User
from kontor.privacy.domain.asking import ask_erasure
from kontor.privacy.domain.erasing import erase, wake_waiting
from kontor.privacy.domain.holds import hold_customer, hold_ticket, lift_hold
from kontor.privacy.enums import ErasureState
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.enums import Direction
from tests.factories.call_records import make_record
from tests.factories.loans import lend_ticket
from tests.factories.tickets import make_message, make_ticket
from tests.privacy.erasing.conftest import closed, erased
from tests.support.jobs import run_jobs
from tests.support.refusal import refused
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


def test_an_open_ticket_waits_and_is_named(billing: Category, jana: Customer, anna: User) -> None:
    done, working = closed(billing, jana), make_ticket(billing, customer=jana, owner=anna)

    erasure = erased(jana, anna)

    assert (erasure.state, erasure.waits_for) == (
        ErasureState.WAITING,
        [{"code": "open", "tickets": [working.number]}],
    )
    with in_scope(jana.tenant_id):
        done.refresh_from_db()
        working.refresh_from_db()
        assert (done.erased_at is not None, working.erased_at) == (True, None)
        close_ticket(working, by=anna)
        wake_waiting(jana.tenant_id)
    run_jobs("privacy.tasks.erase")
    with in_scope(jana.tenant_id):
        erasure.refresh_from_db()
        working.refresh_from_db()
    assert (erasure.state, working.subject) == (ErasureState.DONE, "")


def test_what_is_on_its_way_waits(
    billing: Category, jana: Customer, anna: User, nordlicht_account: MailAccount
) -> None:
    ticket = closed(billing, jana)
    with in_scope(jana.tenant_id):
        mail = queue_mail(make_message(ticket, direction=Direction.OUT), account=nordlicht_account)

    erasure = erased(jana, anna)

    assert erasure.waits_for == [{"code": "open", "tickets": [ticket.number]}]
    with in_scope(jana.tenant_id):
        OutgoingMail.objects.filter(pk=mail.pk).update(state=DeliveryState.SENT)
        erase(jana.tenant_id, erasure.pk)
        mail.refresh_from_db()
        erasure.refresh_from_db()
    assert (erasure.state, mail.recipients) == (ErasureState.DONE, [])


def test_a_call_that_goes_on_keeps_its_own_ticket_and_no_other(billing: Category, jana: Customer, anna: User) -> None:
    its, other = closed(billing, jana), closed(billing, jana)
    make_record(billing.tenant, ticket=its, state=CallState.TALKING)

    assert erased(jana, anna).waits_for == [{"code": "open", "tickets": [its.number]}]
    with in_scope(jana.tenant_id):
        other.refresh_from_db()
    assert other.erased_at is not None


def test_a_lent_ticket_waits_for_the_lender(billing: Category, claims: Category, jana: Customer, anna: User) -> None:
    ticket = make_ticket(billing, customer=jana)
    lend_ticket(ticket, claims)

    erasure = erased(jana, anna)

    assert erasure.waits_for == [{"code": "open", "tickets": [ticket.number]}]


def test_a_held_contact_is_refused_with_the_reason(jana: Customer, anna: User) -> None:
    with in_scope(jana.tenant_id):
        hold = hold_customer(jana, reason="Lawsuit 12", by=anna)
        with refused("This contact is on legal hold: Lawsuit 12."):
            ask_erasure(jana, reason="Article 17", by=anna)
        lift_hold(hold, by=anna)
        ask_erasure(jana, reason="Article 17", by=anna)


def test_a_hold_that_comes_meanwhile_stops_the_erasure(billing: Category, jana: Customer, anna: User) -> None:
    ticket = closed(billing, jana, subject="Mein Vertrag")
    with in_scope(jana.tenant_id):
        erasure = ask_erasure(jana, reason="Article 17", by=anna)
        hold_customer(jana, reason="Lawsuit 12", by=anna)
    run_jobs("privacy.tasks.erase")

    with in_scope(jana.tenant_id):
        erasure.refresh_from_db()
        ticket.refresh_from_db()
    assert (erasure.state, erasure.waits_for, ticket.subject) == (
        ErasureState.WAITING,
        [{"code": "held"}],
        "Mein Vertrag",
    )


def test_a_held_ticket_stays_and_the_others_go(billing: Category, jana: Customer, anna: User) -> None:
    held, other = closed(billing, jana, subject="Streit"), closed(billing, jana, subject="Frage")
    with in_scope(jana.tenant_id):
        hold_ticket(held, reason="Lawsuit 12", by=anna)

    erasure = erased(jana, anna)

    with in_scope(jana.tenant_id):
        held.refresh_from_db()
        other.refresh_from_db()
    assert (held.subject, other.subject) == ("Streit", "")
    assert erasure.waits_for == [{"code": "held_tickets", "tickets": [held.number]}]
