"""Legal holds are placed and lifted: what is refused, written down without a name, listed and told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kontor.audit.models import AuditEntry
from kontor.customers.models import Customer
from kontor.kernel.clock import now
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.domain.asking import ask_erasure
from kontor.privacy.domain.holds import hold_customer, hold_of_customer, hold_ticket, holds_of, label_of, lift_hold
from kontor.privacy.models import Hold
from kontor.tenants.models import Tenant
from kontor.tickets.domain.numbers import format_number
from kontor.tickets.models import Ticket
from tests.conftest import Frozen
from tests.factories.customers import make_customer
from tests.factories.privacy import make_hold, make_ticket_hold
from tests.support.refusal import refused
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


@pytest.fixture(autouse=True)
def inside(nordlicht: Tenant) -> Iterator[None]:
    with in_scope(nordlicht):
        yield


def audited() -> list[tuple[str, str, int | None]]:
    rows = AuditEntry.objects.filter(kind="privacy.hold").order_by("id")
    return list(rows.values_list("action", "label", "actor_id"))


def test_a_contact_knows_since_when_it_is_held_and_why(customer: Customer, sven: User, frozen: Frozen) -> None:
    hold = hold_customer(customer, reason=" Klage\n 12 ", by=sven)

    customer.refresh_from_db()
    assert (hold.reason, hold.placed_by, hold.placed_at, customer.held_at) == ("Klage 12", sven, frozen.at, frozen.at)
    assert hold_of_customer(customer) == hold


def test_the_log_has_the_number_of_the_contact_and_never_the_name(
    customer: Customer, ticket: Ticket, ada: User
) -> None:
    hold = hold_customer(customer, reason="Klage", by=ada)
    lift_hold(hold, by=None)
    hold_ticket(ticket, reason="Klage", by=ada)

    contact = f"Contact {customer.pk}"
    assert audited() == [
        ("hold placed", contact, ada.pk),
        ("hold lifted", contact, None),
        ("hold placed", format_number(ticket.number), ada.pk),
    ]
    assert "Kunde" not in str(list(AuditEntry.objects.values("label", "changes")))


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_a_hold_needs_a_reason(customer: Customer, ticket: Ticket, reason: str) -> None:
    for verb in (
        lambda: hold_customer(customer, reason=reason, by=None),
        lambda: hold_ticket(ticket, reason=reason, by=None),
    ):
        with refused("Say why: a hold without a reason cannot be judged later."):
            verb()


def test_a_long_reason_is_cut(customer: Customer) -> None:
    assert hold_customer(customer, reason="x" * 301, by=None).reason == "x" * 300


def test_what_is_held_is_not_held_twice_and_again_after_it_was_lifted(customer: Customer, ticket: Ticket) -> None:
    first, second = (
        hold_customer(customer, reason="Klage", by=None),
        hold_ticket(ticket, reason="Klage", by=None),
    )
    with refused("This contact is on legal hold already."):
        hold_customer(customer, reason="Noch eine", by=None)
    with refused("This ticket is on legal hold already."):
        hold_ticket(ticket, reason="Noch eine", by=None)
    for hold in (first, second):
        lift_hold(hold, by=None)

    assert hold_customer(customer, reason="Noch eine", by=None).pk != first.pk
    assert hold_ticket(ticket, reason="Noch eine", by=None).pk != second.pk


def test_what_was_erased_has_nothing_left_to_hold(customer: Customer, ticket: Ticket) -> None:
    Customer.objects.filter(pk=customer.pk).update(erased_at=now())
    Ticket.objects.filter(pk=ticket.pk).update(erased_at=now())

    with refused("This contact was erased. There is nothing left to hold."):
        hold_customer(customer, reason="Klage", by=None)
    with refused("The content of this ticket was erased. There is nothing left to hold."):
        hold_ticket(ticket, reason="Klage", by=None)


def test_a_lifted_hold_says_by_whom_and_lets_erasure_count_again(customer: Customer, ada: User, frozen: Frozen) -> None:
    hold = hold_customer(customer, reason="Klage 12", by=None)
    sentence = "This contact is on legal hold: Klage 12. Nothing is erased before the hold is lifted."
    with refused(sentence):
        ask_erasure(customer, reason="Article 17", by=None)
    frozen.move(days=3)

    lifted = lift_hold(hold, by=ada)

    customer.refresh_from_db()
    assert (lifted.lifted_at, lifted.lifted_by, customer.held_at) == (frozen.at, ada, None)
    assert hold_of_customer(customer) is None
    assert ask_erasure(customer, reason="Article 17", by=None).pk


def test_a_hold_is_lifted_once_and_the_second_try_lifts_no_other(customer: Customer) -> None:
    first = hold_customer(customer, reason="Klage", by=None)
    lift_hold(first, by=None)
    hold_customer(customer, reason="Noch eine", by=None)

    with refused("This hold was lifted before."):
        lift_hold(first, by=None)

    customer.refresh_from_db()
    assert customer.held_at is not None


def test_a_ticket_tells_of_its_hold_in_its_history(ticket: Ticket, ada: User) -> None:
    lift_hold(hold_ticket(ticket, reason="Klage", by=ada), by=None)

    assert list(ticket.history.order_by("id").values_list("action", "actor"))[-2:] == [
        ("hold_placed", ada.pk),
        ("hold_lifted", None),
    ]


def test_one_contacts_hold_is_not_anothers(customer: Customer, nordlicht: Tenant) -> None:
    other = make_customer(nordlicht, "Otto Kruse")
    make_hold(other)

    assert hold_of_customer(customer) is None
    assert hold_customer(customer, reason="Klage", by=None).pk


def test_holds_are_listed_with_the_newest_first_and_those_of_these_tenants_only(
    customer: Customer, ticket: Ticket, alpina_ticket: Ticket, nordlicht: Tenant, alpina: Tenant, frozen: Frozen
) -> None:
    first = make_hold(customer)
    frozen.move(minutes=1)
    second = make_ticket_hold(ticket)
    other = make_ticket_hold(alpina_ticket)

    with everywhere(), statements() as sent:
        found = [(row, row.tenant.name, row.customer, row.ticket) for row in holds_of([nordlicht.pk])]
    assert found == [(second, nordlicht.name, None, ticket), (first, nordlicht.name, customer, None)]
    assert len(sent) == 1
    with everywhere():
        assert set(holds_of([nordlicht.pk, alpina.pk])) == {first, second, other}
        assert list(holds_of([])) == []


def test_the_label_of_a_hold_is_a_number(customer: Customer, ticket: Ticket, billing: Category) -> None:
    assert label_of(Hold(customer=customer)) == f"Contact {customer.pk}"
    assert label_of(Hold(ticket=ticket)) == format_number(ticket.number)
