from __future__ import annotations

from datetime import timedelta

from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.finding import possible_targets
from kontor.tickets.models import Ticket
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope


def test_tickets_of_the_same_customer_stand_before_later_ones_of_others(
    anna: User, nordlicht: Tenant, billing: Category, customer: Customer
) -> None:
    now = clock.now()
    own = make_ticket(billing, customer=customer, subject="Falsche Adresse", received_at=now - timedelta(hours=2))
    other = make_customer(nordlicht, "Uwe Petersen")
    theirs = make_ticket(billing, customer=other, subject="Falsche Adresse", received_at=now - timedelta(hours=1))
    ticket = make_ticket(billing, customer=customer, subject="Noch etwas")
    with in_scope(nordlicht):
        access = load_access(anna, (nordlicht.pk,))

        assert possible_targets(access, ticket, "Adresse") == [own, theirs]


def test_a_ticket_is_found_by_the_last_name_of_its_customer(
    anna: User, nordlicht: Tenant, billing: Category, ticket: Ticket
) -> None:
    theirs = make_ticket(billing, customer=make_customer(nordlicht, "Uwe Petersen"), subject="Falsche Adresse")
    with in_scope(nordlicht):
        access = load_access(anna, (nordlicht.pk,))

        assert [possible_targets(access, ticket, words) for words in ("petersen", "Petersen, Uwe")] == [[theirs]] * 2
