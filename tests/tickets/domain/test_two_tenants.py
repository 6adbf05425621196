"""Tickets of one tenant where the rows of two are in the scope: of two tenants somebody works for."""

from __future__ import annotations

from datetime import timedelta

from kontor.kernel import clock
from kontor.org.domain.access import load_access
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.domain.finding import possible_targets
from kontor.tickets.domain.inquiries import due_reminders
from kontor.tickets.models import Ticket
from tests.factories.tickets import make_inquiry, make_ticket
from tests.support.scoping import in_scope


def test_targets_of_a_ticket(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category, ticket: Ticket, bela: User
) -> None:
    ours, _theirs = (make_ticket(category, subject="Wasserschaden") for category in (billing, claims))
    with in_scope(nordlicht, alpina):
        access = load_access(bela, (nordlicht.pk, alpina.pk))

        assert possible_targets(access, ticket, "Wasserschaden") == [ours]


def test_reminders_that_are_due(
    nordlicht: Tenant, alpina: Tenant, ticket: Ticket, alpina_ticket: Ticket, bela: User
) -> None:
    an_hour_ago = clock.now() - timedelta(hours=1)
    inquiries = [make_inquiry(each, bela, remind_at=an_hour_ago) for each in (ticket, alpina_ticket)]
    with in_scope(nordlicht, alpina):
        assert due_reminders(nordlicht.pk) == inquiries[:1]
