"""What is tried finds what really was."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kontor.channels.models import MailAccount
from kontor.escalations.domain.replay_promises import terms_now
from kontor.escalations.domain.spans import clock_under, outcome_of, pasts_of, spans_of
from kontor.kernel import clock
from kontor.kernel.errors import Refused
from kontor.org.models import Category
from kontor.people.models import User
from kontor.routing.domain.resubmission import resubmit_ticket
from kontor.routing.domain.waiting import fetch_waiting
from kontor.sla.preferences import BUSINESS_HOURS, SERVICE_LEVEL
from kontor.tenants.models import Tenant
from kontor.tickets.domain.closing import close_ticket
from kontor.tickets.domain.deadlines import answered
from kontor.tickets.domain.messages import append_message
from kontor.tickets.domain.states import lock
from kontor.tickets.enums import Direction, MessageKind, TicketState
from kontor.tickets.models import Promise, Ticket
from tests.conftest import Frozen
from tests.escalations.domain.replay_promises.conftest import MONDAY
from tests.factories.sla import choose, make_calendar, make_service_level
from tests.factories.tickets import make_message, make_ticket, new_message
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


def _resubmit(ticket: Ticket, anna: User, *, waits: bool) -> None:
    resubmit_ticket(ticket, until=clock.now() + timedelta(hours=20), to=None, waits_for_customer=waits, by=anna)


def _answer(ticket: Ticket, anna: User) -> None:
    if ticket.state == TicketState.ASSIGNED:
        answered(lock(ticket), make_message(ticket, direction=Direction.OUT, kind=MessageKind.INTERMEDIATE))


STEPS: dict[str, Callable[[Ticket, User], object]] = {
    "customer writes": lambda ticket, anna: append_message(lock(ticket), new_message(ticket.customer, subject="Noch")),
    "answered": _answer,
    "resubmitted": lambda ticket, anna: _resubmit(ticket, anna, waits=False),
    "waits for the customer": lambda ticket, anna: _resubmit(ticket, anna, waits=True),
    "fetched": lambda ticket, anna: fetch_waiting(ticket, by=anna),
}

histories = st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(0, 9)), min_size=1, max_size=8)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(histories, st.booleans())
def test_under_the_terms_that_hold_it_finds_what_really_was(
    nordlicht: Tenant,
    billing: Category,
    nordlicht_account: MailAccount,
    anna: User,
    frozen: Frozen,
    history: list[tuple[str, int]],
    closes: bool,
) -> None:
    """Whatever happened: the same spans, kept or broken, as the promises that the verbs have written."""
    frozen.at = MONDAY
    level = make_service_level(
        nordlicht, first_response=240, next_response=60, resolution=600, pauses=["customer", "inquiry"]
    )
    choose(nordlicht, SERVICE_LEVEL, level)
    choose(nordlicht, BUSINESS_HOURS, make_calendar(nordlicht))
    with in_scope(nordlicht):
        ticket = make_ticket(Category.objects.select_related("tenant").get(pk=billing.pk), owner=anna)
        for step, hours in history:
            frozen.move(hours=hours, minutes=1)
            with suppress(Refused), transaction.atomic():
                STEPS[step](Ticket.objects.get(pk=ticket.pk), anna)
        frozen.move(hours=1)
        if closes:
            with suppress(Refused), transaction.atomic():
                close_ticket(Ticket.objects.get(pk=ticket.pk), by=anna)
        assert _found(ticket) == _written(ticket)


def _found(ticket: Ticket) -> list[tuple[Any, ...]]:
    (past,) = pasts_of(Ticket.objects.filter(pk=ticket.pk))
    terms = terms_now(ticket.tenant_id)[past.category_id]
    spans = [(span, clock_under(span, terms, past.pauses, clock.now())) for span in spans_of(past)]
    kept = {"kept": True, "broken": False, "open": None}
    found = []
    for span, its in spans:
        outcome = outcome_of(span, its).value if span.done_at else "open"
        found.append((span.kind.value, span.started_at, span.done_at, kept[outcome]))
    return sorted(found, key=str)


def _written(ticket: Ticket) -> list[tuple[Any, ...]]:
    rows = Promise.objects.filter(ticket=ticket).exclude(done_at__isnull=False, kept=None)
    return sorted(rows.values_list("kind", "started_at", "done_at", "kept"), key=str)
