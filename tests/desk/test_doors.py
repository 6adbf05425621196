"""From a number to a ticket: whose it is, and in which scope the rest of the request runs."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from kontor.answers.domain.drafts import open_draft
from kontor.customers.models import Customer
from kontor.desk.doors import get_customer, get_new_process, get_ticket, is_borrowed
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tenants.scope import current, narrow
from kontor.tickets.models import Ticket
from tests.factories.loans import lend_ticket
from tests.factories.people import make_user
from tests.factories.tickets import make_ticket
from tests.support.scoping import in_scope


def asked_by(user: User, *tenants: Tenant) -> Any:
    """A request in the scope in force."""
    ids = tuple(tenant.pk for tenant in tenants)
    return SimpleNamespace(user=user, access=load_access(user, ids))


def test_who_may_not_do_it_with_a_ticket_they_see_is_told_so(ticket: Ticket, nordlicht: Tenant, anna: User) -> None:
    with in_scope(nordlicht):
        request = asked_by(anna, nordlicht)

        assert get_ticket(request, str(ticket.number)) == ticket
        with pytest.raises(PermissionDenied):
            get_ticket(request, str(ticket.number), may=lambda _access, _ticket: False)


def test_a_ticket_that_was_lent_widens_the_scope_to_its_lender(
    billing: Category, claims: Category, alpina: Tenant, nordlicht: Tenant, carla: User
) -> None:
    ticket, other = make_ticket(billing), make_ticket(billing)
    lend_ticket(ticket, claims)
    with in_scope(alpina):
        request = asked_by(carla, alpina)

        assert get_ticket(request, str(ticket.number)) == ticket
        assert set(current()) == {nordlicht.pk, alpina.pk}
        narrow(alpina.pk)
        with pytest.raises(Http404):
            get_ticket(request, str(other.number))
        assert current() == (alpina.pk,)


def test_borrowed_is_what_was_lent_to_those_who_cannot_read_it_at_home(
    billing: Category, claims: Category, alpina: Tenant, nordlicht: Tenant, carla: User, bela: User
) -> None:
    lent, kept = make_ticket(billing), make_ticket(billing)
    lend_ticket(lent, claims)
    with in_scope(nordlicht, alpina):
        lent.refresh_from_db()

        assert is_borrowed(asked_by(carla, alpina), lent)
        assert not is_borrowed(asked_by(bela, nordlicht, alpina), lent)
        assert not is_borrowed(asked_by(carla, alpina), kept)


def test_a_customer_is_shown_to_who_may_see_contacts(customer: Customer, nordlicht: Tenant, anna: User) -> None:
    nobody = make_user("Nora Niemand", username="nora")
    with in_scope(nordlicht):
        assert get_customer(asked_by(anna, nordlicht), customer.pk) == customer
        with pytest.raises(PermissionDenied):
            get_customer(asked_by(nobody, nordlicht), customer.pk)


def test_the_draft_of_an_answer_is_none_of_a_new_process(billing: Category, nordlicht: Tenant, anna: User) -> None:
    ticket = make_ticket(billing, owner=anna)
    with in_scope(nordlicht):
        draft = open_draft(ticket, author=anna)

        with pytest.raises(Http404):
            get_new_process(asked_by(anna, nordlicht), draft.pk)
