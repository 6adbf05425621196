"""Tickets go when their time is over: by tenant and category, dry first, never what is held."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kontor.audit.models import AuditEntry
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.privacy.domain.certificates import checked
from kontor.privacy.domain.erasing import take_step
from kontor.privacy.domain.holds import hold_ticket
from kontor.privacy.domain.months import months_ago
from kontor.privacy.domain.retention import begin_retention, dry_run
from kontor.privacy.enums import ErasureKind, ErasureState
from kontor.privacy.models import Erasure
from kontor.privacy.preferences import KEEP_CALLS_MONTHS, KEEP_MONTHS
from kontor.tenants.models import Tenant
from kontor.tickets.enums import TicketState
from kontor.tickets.models import Ticket
from tests.factories.answers import prefer
from tests.factories.tickets import make_ticket
from tests.support.jobs import run_jobs
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db


def closed(category: Category, days_ago: int, state: TicketState = TicketState.CLOSED) -> Ticket:
    at = clock.now() - timedelta(days=days_ago)
    return make_ticket(category, subject="Alter Vertrag", state=state, received_at=at, changed_at=at, closed_at=at)


def subjects(*tickets: Ticket) -> list[str]:
    with in_scope(tickets[0].tenant_id):
        return [Ticket.objects.get(pk=ticket.pk).subject for ticket in tickets]


def retain(tenant: Tenant) -> Erasure | None:
    with in_scope(tenant):
        erasure = begin_retention(tenant.pk)
    run_jobs("privacy.tasks.erase")
    with in_scope(tenant):
        if erasure:
            erasure.refresh_from_db()
    return erasure


def test_without_a_setting_nothing_is_ever_erased(nordlicht: Tenant, billing: Category) -> None:
    ticket = closed(billing, 9_000)

    assert retain(nordlicht) is None
    assert subjects(ticket) == ["Alter Vertrag"]
    with in_scope(nordlicht):
        assert dry_run(nordlicht) == []


def test_the_nearest_setting_counts(nordlicht: Tenant, billing: Category, moving: Category) -> None:
    prefer(nordlicht, KEEP_MONTHS, 12)
    prefer(moving, KEEP_MONTHS, 36)
    old, kept_longer, young = closed(billing, 400), closed(moving, 400), closed(billing, 300)

    erasure = retain(nordlicht)

    assert subjects(old, kept_longer, young) == ["", "Alter Vertrag", "Alter Vertrag"]
    assert erasure is not None
    assert (erasure.kind, erasure.state) == (ErasureKind.RETENTION, ErasureState.DONE)
    assert erasure.counts["tickets.Ticket"]["rows"] == 1


def test_a_dry_run_says_what_would_go_and_changes_nothing(nordlicht: Tenant, billing: Category) -> None:
    prefer(nordlicht, KEEP_MONTHS, 12)
    tickets = [closed(billing, 500 - number) for number in range(7)]
    held = closed(billing, 800)
    with in_scope(nordlicht):
        hold_ticket(held, reason="Lawsuit", by=None)
        (due,) = [each for each in dry_run(nordlicht) if each.tickets]
        assert dry_run(nordlicht, {billing: 24})[0].tickets == 0

    assert (due.category, due.months, due.tickets, due.held) == (billing, 12, 7, 1)
    assert due.examples == [ticket.number for ticket in tickets[:5]]
    assert subjects(*tickets, held) == ["Alter Vertrag"] * 8


def test_what_is_held_or_open_stays_and_spam_goes(nordlicht: Tenant, billing: Category) -> None:
    prefer(nordlicht, KEEP_MONTHS, 12)
    held, spam = closed(billing, 500), closed(billing, 500, TicketState.SPAM)
    still_open = make_ticket(billing, subject="Alter Vertrag", received_at=clock.now() - timedelta(days=900))
    with in_scope(nordlicht):
        hold_ticket(held, reason="Lawsuit", by=None)

    retain(nordlicht)

    assert subjects(held, spam, still_open) == ["Alter Vertrag", "", "Alter Vertrag"]
    assert retain(nordlicht) is None


def test_the_examples_of_a_dry_run_are_the_oldest_spam_too(nordlicht: Tenant, billing: Category) -> None:
    """Which has no day on which it was closed: it counts from its last change on."""
    prefer(nordlicht, KEEP_MONTHS, 12)
    for days in (400, 500, 600, 700, 800):
        closed(billing, days)
    spam = closed(billing, 900, TicketState.SPAM)
    with in_scope(nordlicht):
        Ticket.objects.filter(pk=spam.pk).update(closed_at=None)

        [due] = dry_run(nordlicht)

        assert (due.tickets, due.examples[0], len(due.examples)) == (6, spam.number, 5)
        assert due.oldest == Ticket.objects.get(pk=spam.pk).changed_at


def test_another_tenant_is_not_touched(nordlicht: Tenant, claims: Category, billing: Category) -> None:
    prefer(nordlicht, KEEP_MONTHS, 12)
    theirs = closed(claims, 500)
    closed(billing, 500)

    retain(nordlicht)

    assert subjects(theirs) == ["Alter Vertrag"]


def figures() -> list[dict[str, object]]:
    """What reports count of the tickets in the scope."""
    columns = ("category", "state", "channel", "received_at", "closed_at", "last_owner")
    return list(Ticket.objects.order_by("pk").values(*columns))


def test_figures_of_closed_tickets_are_the_same_afterwards(nordlicht: Tenant, billing: Category) -> None:
    prefer(nordlicht, KEEP_MONTHS, 1)
    for days in (20, 40, 60):
        closed(billing, days)
    with in_scope(nordlicht):
        before = figures()

    retain(nordlicht)

    with in_scope(nordlicht):
        after = figures()
        assert Ticket.objects.filter(erased_at__isnull=False).count() == 2
    assert after == before


@pytest.mark.parametrize(
    ("moment", "months", "before"),
    [
        (datetime(2026, 3, 31, 12, tzinfo=UTC), 1, datetime(2026, 2, 28, 12, tzinfo=UTC)),
        (datetime(2028, 3, 30, 12, tzinfo=UTC), 1, datetime(2028, 2, 29, 12, tzinfo=UTC)),
        (datetime(2026, 1, 15, tzinfo=UTC), 13, datetime(2024, 12, 15, tzinfo=UTC)),
        (datetime(2026, 5, 31, tzinfo=UTC), 1, datetime(2026, 4, 30, tzinfo=UTC)),
    ],
)
def test_months_are_those_of_the_calendar(moment: datetime, months: int, before: datetime) -> None:
    assert months_ago(moment, months) == before


def test_the_certificate_says_the_lengths_that_were_in_force(nordlicht: Tenant, billing: Category) -> None:
    """What is kept for ever is no length. The audit log, which is chained, has the certificate's hash."""
    prefer(billing, KEEP_MONTHS, 12)
    prefer(nordlicht, KEEP_CALLS_MONTHS, 6)
    closed(billing, 500)

    erasure = retain(nordlicht)

    assert erasure is not None
    [entry] = checked(erasure)["lengths"]
    assert entry["lengths"] == [
        {"table": "tickets.Ticket", "category": billing.name, "months": 12},
        {"table": "calls.Call", "months": 6},
    ]
    with in_scope(nordlicht):
        logged = AuditEntry.objects.get(kind="privacy.erasure", action="erased", object_id=erasure.pk)
    assert logged.changes == {"sha256": ["", erasure.sha256]}


def test_lengths_that_were_changed_meanwhile_are_both_in_it(nordlicht: Tenant, billing: Category) -> None:
    prefer(billing, KEEP_MONTHS, 24)
    ticket, later = closed(billing, 900), closed(billing, 500)
    with in_scope(nordlicht):
        erasure = begin_retention(nordlicht.pk)
        assert erasure is not None
        take_step(erasure, [])
    prefer(billing, KEEP_MONTHS, 12)
    run_jobs("privacy.tasks.erase")

    with in_scope(nordlicht):
        erasure.refresh_from_db()
    assert [entry["lengths"][0]["months"] for entry in checked(erasure)["lengths"]] == [24, 12]
    assert subjects(ticket, later) == ["", ""]
