"""The people at their browsers, and the tickets that they meet."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kontor.channels.models import MailAccount
from kontor.customers.models import Customer
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.people.models import User
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketKind, TicketState
from kontor.tickets.models import Ticket
from tests.architecture.places import places
from tests.factories.privacy import make_ticket_hold
from tests.factories.tickets import make_ticket
from tests.support.client import Browser
from tests.support.scoping import in_scope

__all__ = ["places"]


@pytest.fixture
def browsers(
    client_for: Callable[..., Browser],
    anybody: Browser,
    nordlicht: Tenant,
    alpina: Tenant,
    anna: User,
    carla: User,
    sven: User,
    ada: User,
    dora: User,
) -> dict[str, Browser]:
    return {
        "nobody": anybody,
        "dora": client_for(dora),
        "anna": client_for(anna, nordlicht),
        "carla": client_for(carla, alpina),
        "sven": client_for(sven, nordlicht),
        "ada": client_for(ada, nordlicht, alpina),
    }


@pytest.fixture
def states(billing: Category, nordlicht_account: MailAccount, customer: Customer, anna: User) -> dict[str, Ticket]:
    """Anna's ticket, one in the queue, one that is closed, one that is spam, one that Anna has put on resubmission, one
    that came by letter, one on legal hold."""
    mine, queued, closed, spam, waiting, paper, held = (
        make_ticket(billing, customer=customer, account=nordlicht_account, owner=owner)
        for owner in (anna, None, None, None, None, None, None)
    )
    make_ticket_hold(held)
    with in_scope(billing.tenant_id):
        Ticket.objects.filter(pk=closed.pk).update(state=TicketState.CLOSED, closed_at=clock.now())
        Ticket.objects.filter(pk=spam.pk).update(state=TicketState.SPAM)
        Ticket.objects.filter(pk=waiting.pk).update(state=TicketState.RESUBMITTED, waits_for=anna, last_owner=anna)
        Ticket.objects.filter(pk=paper.pk).update(kind=TicketKind.LETTER)
    return {
        "mine": mine,
        "queued": queued,
        "closed": closed,
        "spam": spam,
        "waiting": waiting,
        "letter": paper,
        "held": held,
    }
