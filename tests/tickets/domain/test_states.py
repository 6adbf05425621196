"""Tickets are locked as they are."""

from __future__ import annotations

from functools import partial

import pytest

from kontor.customers.models import Customer
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from kontor.tickets.domain.states import lock_all
from kontor.tickets.models import Ticket
from tests.factories.customers import make_customer
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope
from tests.support.threads import while_uncommitted


@pytest.mark.parametrize("changed", ["category", "customer"])
def test_what_is_changed_while_one_waits_for_it_is_locked_as_it_is_then(
    committed_db: str, nordlicht: Tenant, billing: Category, moving: Category, customer: Customer, changed: str
) -> None:
    ticket = make_ticket(billing, customer=customer)
    other = moving if changed == "category" else make_customer(nordlicht, "Jana Petersen")
    rows = Ticket.objects.filter(pk=ticket.pk)

    done, locked = while_uncommitted(
        partial(in_scope, ticket.tenant_id),
        lambda: rows.update(**{changed: other}),
        lambda: [getattr(row, changed) for row in lock_all([ticket.pk]).values()],
    )

    assert (done, locked) == (1, [other])
