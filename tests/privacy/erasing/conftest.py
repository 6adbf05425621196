"""A contact whose content goes for good."""

from __future__ import annotations

from typing import Any

import pytest

from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.privacy.domain.asking import ask_erasure
from kontor.privacy.models import Erasure
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.support.jobs import run_jobs
from tests.support.scoping import in_scope


@pytest.fixture
def jana(nordlicht: Tenant) -> Customer:
    return make_customer(nordlicht, "Jana Petersen", email="jana@post.example", remarks="ruft gern an")


def closed(category: Category, customer: Customer, **values: Any) -> Ticket:
    return make_ticket(category, customer=customer, state=TicketState.CLOSED, closed_at=clock.now(), **values)


def erased(customer: Customer, by: User | None = None) -> Erasure:
    with in_scope(customer.tenant_id):
        erasure = ask_erasure(customer, reason="Article 17", by=by)
    run_jobs("privacy.tasks.erase")
    with in_scope(customer.tenant_id):
        erasure.refresh_from_db()
    return erasure
