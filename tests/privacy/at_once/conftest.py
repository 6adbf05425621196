"""Erasures while others work."""

from __future__ import annotations

from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.domain.asking import ask_erasure
from kontor.privacy.models import Erasure
from kontor.tickets.enums import TicketState
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope

TICKETS = 6


def asked_for(category: Category, by: User) -> tuple[Customer, Erasure]:
    with in_scope(category.tenant_id):
        tenant = category.tenant
    customer = make_customer(tenant, "Jana Petersen", email="jana@post.example")
    for _number in range(TICKETS):
        make_ticket(category, customer=customer, state=TicketState.CLOSED, closed_at=clock.now())
    with in_scope(category.tenant_id):
        return customer, ask_erasure(customer, reason="Article 17", by=by)
