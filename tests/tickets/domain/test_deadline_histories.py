"""Whatever happens to a ticket, what is stored is what its clocks say, and computing anew changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor.channels.models import MailAccount
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.recategorize import recategorize_ticket
from kontor.routing.domain.resubmission import resubmit_ticket
from kontor.routing.domain.waiting import deliver_waiting, fetch_waiting
from kontor.sla.enums import PauseKind
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.deadlines import answered
from kontor.tickets.domain.inquiries import open_inquiry, take_back_inquiries
from kontor.tickets.domain.messages import append_message
from kontor.tickets.domain.moving import merge_tickets
from kontor.tickets.domain.reopening import reopen_all
from kontor.tickets.domain.settling import recompute
from kontor.tickets.domain.spam import mark_as_spam, take_back_from_spam
from kontor.tickets.domain.states import lock
from kontor.tickets.enums import Direction, InquiryKind, MessageKind, TicketState
from kontor.tickets.models import Pause, Promise, Ticket
from tests.conftest import Frozen
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.factories.tickets import make_message, make_ticket, new_message
from tests.support.scoping import in_scope
from tests.tickets.promising import assert_columns_agree

FRIDAY = datetime(2026, 10, 23, 13, 0, tzinfo=UTC)
"""Two days before the clock is put back in Berlin."""


class House(NamedTuple):
    tenant: Tenant
    categories: tuple[Category, ...]
    anna: User


@pytest.fixture
def house(
    nordlicht: Tenant, billing: Category, moving: Category, nordlicht_account: MailAccount, anna: User, frozen: Frozen
) -> House:
    """One category with business hours and everything promised, another one round the clock with less."""
    level = make_service_level(
        nordlicht, first_response=240, next_response=60, resolution=1440, priority_percent=150, pauses=list(PauseKind)
    )
    choose(nordlicht, SERVICE_LEVEL, level)
    choose(billing, BUSINESS_HOURS, make_calendar(nordlicht))
    choose(moving, SERVICE_LEVEL, make_service_level(nordlicht, first_response=30, next_response=None))
    return House(nordlicht, (billing, moving), anna)


def _ask(ticket: Ticket, anna: User, kind: InquiryKind) -> None:
    message = make_message(ticket, direction=Direction.OUT, kind=MessageKind(kind))
    open_inquiry(lock(ticket), message, kind=kind, remind_after=0, by=anna)


def _write(ticket: Ticket) -> None:
    """As the intake does it with a category that reopens."""
    locked = lock(ticket)
    if not locked.is_open:
        reopen_all([locked])
    append_message(locked, new_message(ticket.customer, subject="Noch etwas"))


def _move(ticket: Ticket, anna: User) -> None:
    others = Category.objects.filter(tenant=ticket.tenant_id).exclude(pk=ticket.category_id)
    recategorize_ticket(ticket, others.order_by("pk").first(), by=anna)  # type: ignore[arg-type]


def _resubmit(ticket: Ticket, anna: User, *, for_customer: bool) -> None:
    until = clock.now() + timedelta(hours=20)
    resubmit_ticket(ticket, until=until, to=None, waits_for_customer=for_customer, by=anna)


def _merge(ticket: Ticket, anna: User) -> None:
    merge_tickets(make_ticket(ticket.category), ticket, by=anna)


def _answer(ticket: Ticket) -> None:
    if ticket.state == TicketState.ASSIGNED:
        answered(lock(ticket), make_message(ticket, direction=Direction.OUT, kind=MessageKind.INTERMEDIATE))


STEPS: dict[str, Callable[[Ticket, User], object]] = {
    "customer writes": lambda ticket, anna: _write(ticket),
    "answered": lambda ticket, anna: _answer(ticket),
    "resubmitted": lambda ticket, anna: _resubmit(ticket, anna, for_customer=False),
    "waits for the customer": lambda ticket, anna: _resubmit(ticket, anna, for_customer=True),
    "fetched": lambda ticket, anna: fetch_waiting(ticket, by=anna),
    "due ones come back": lambda ticket, anna: deliver_waiting(ticket.tenant_id),
    "inquiry": lambda ticket, anna: _ask(ticket, anna, InquiryKind.INQUIRY),
    "forward": lambda ticket, anna: _ask(ticket, anna, InquiryKind.FORWARD),
    "taken back": lambda ticket, anna: take_back_inquiries(ticket, by=anna),
    "recategorised": _move,
    "another is merged into it": _merge,
    "spam": lambda ticket, anna: mark_as_spam(ticket, by=anna),
    "no spam": lambda ticket, anna: take_back_from_spam(ticket, by=anna),
    "closed": lambda ticket, anna: close_ticket(ticket, by=anna),
}

histories = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 30)), min_size=1, max_size=8)
"""What happens, and after how many hours."""


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories)
def test_columns_agree_whatever_happened(house: House, frozen: Frozen, history: list[tuple[str, int]]) -> None:
    frozen.at = FRIDAY
    with in_scope(house.tenant):
        category = Category.objects.select_related("tenant").get(pk=house.categories[0].pk)
        ticket = make_ticket(category, owner=house.anna)
        for step, hours in history:
            frozen.move(hours=hours)
            _do(step, Ticket.objects.get(pk=ticket.pk), house.anna)
            assert_columns_agree(ticket)
            before = _rows(ticket)
            recompute([ticket.pk])
            assert _rows(ticket) == before


def _do(step: str, ticket: Ticket, anna: User) -> None:
    """Or nothing, where it cannot be done now."""
    with suppress(Refused), transaction.atomic():
        STEPS[step](ticket, anna)


def _rows(ticket: Ticket) -> list[object]:
    return [*Promise.objects.filter(ticket=ticket).values(), *Pause.objects.filter(ticket=ticket).values()]
