"""Business hours, a service level, and a ticket that has promises."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from kontor.answers.domain.drafts import DraftValues, open_draft, save_draft
from kontor.answers.domain.send import send_answer
from kontor.channels.models import MailAccount
from kontor.org.models import Category
from kontor.people.models import User
from kontor.sla.enums import PromiseKind
from kontor.sla.preferences import SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.messages import append_message
from kontor.tickets.models import Message, Ticket
from tests.conftest import Frozen
from tests.factories.sla import choose, make_service_level
from tests.factories.tickets import make_ticket, new_message
from tests.support.scoping import in_scope

FIRST, NEXT, RESOLUTION = PromiseKind.FIRST_RESPONSE, PromiseKind.NEXT_RESPONSE, PromiseKind.RESOLUTION

TARGETS = {"first_response": 120, "next_response": 60, "resolution": 1440}

HOUR = timedelta(hours=1)

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""Ten o'clock in Berlin."""


@pytest.fixture
def monday(frozen: Frozen) -> Frozen:
    frozen.at = MONDAY
    return frozen


@pytest.fixture
def promised(nordlicht: Tenant, monday: Frozen) -> None:
    """Round the clock: two hours to the first response, one to the next, a day to the end."""
    choose(nordlicht, SERVICE_LEVEL, make_service_level(nordlicht, **TARGETS))


@pytest.fixture
def mine(promised: None, billing: Category, nordlicht_account: MailAccount, anna: User) -> Ticket:
    return opened(billing, account=nordlicht_account, owner=anna)


def opened(category: Category, **values: Any) -> Ticket:
    with in_scope(category.tenant_id):
        return make_ticket(Category.objects.select_related("tenant").get(pk=category.pk), **values)


def answered_with(ticket: Ticket, by: User, *, final: bool = False) -> Message:
    draft = open_draft(ticket, author=by)
    values = DraftValues(to=draft.to, cc=[], bcc=[], subject="Re: x", text="Gern.")
    draft = save_draft(draft, values, version=1, by=by)
    message = send_answer(draft, final=final, by=by)
    assert isinstance(message, Message)
    return message


def written_by(ticket: Ticket) -> None:
    """The customer writes."""
    append_message(ticket, new_message(ticket.customer, subject=ticket.subject))
