"""What hangs on no ticket goes when its time is over: contacts, calls, mail, the address book. Dry first."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from procrastinate.contrib.django import app

from kontor.calls.models import Call, ReceivedEvent
from kontor.channels.telephony.events import EventKind
from kontor.config.schedule import SCHEDULE
from kontor.customers.models import Address, Customer, Expert
from kontor.intake.domain.block_list import block
from kontor.intake.enums import BlockAction
from kontor.intake.models import BlockEntry
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.preferences.types import Preference
from kontor.privacy.domain.certificates import checked
from kontor.privacy.domain.retention import begin_retention
from kontor.privacy.domain.without_ticket import dry_run_without_ticket
from kontor.privacy.enums import ErasureState
from kontor.privacy.models import Erasure
from kontor.privacy.preferences import KEEP_CALLS_MONTHS, KEEP_CONTACTS_MONTHS, KEEP_MAIL_MONTHS, KEEP_MONTHS
from kontor.tenants.models import Tenant
from tests.factories.answers import prefer
from tests.factories.call_records import make_record, tell
from tests.factories.customers import make_customer, make_expert
from tests.factories.privacy import make_hold, make_ticket_hold
from tests.factories.tickets import make_ticket
from tests.support.jobs import run_jobs
from tests.support.scoping import in_scope

pytestmark = pytest.mark.django_db

LENGTHS: tuple[Preference[int], ...] = (KEEP_CALLS_MONTHS, KEEP_MAIL_MONTHS, KEEP_CONTACTS_MONTHS)


def days_ago(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


@pytest.fixture
def a_year(nordlicht: Tenant) -> Tenant:
    """The tenant keeps all of it for twelve months."""
    for length in LENGTHS:
        prefer(nordlicht, length, 12)
    return nordlicht


def retain(tenant: Tenant) -> Erasure | None:
    with in_scope(tenant):
        erasure = begin_retention(tenant.pk)
    run_jobs("privacy.tasks.erase")
    with in_scope(tenant):
        if erasure:
            erasure.refresh_from_db()
    return erasure


def contact(tenant: Tenant, days: int, name: str = "Jana Petersen") -> Customer:
    customer = make_customer(tenant, name)
    with in_scope(tenant):
        Customer.objects.filter(pk=customer.pk).update(created_at=days_ago(days))
    return customer


def due(tenant: Tenant) -> dict[str, tuple[int, int]]:
    with in_scope(tenant):
        return {row.label: (row.count, row.held) for row in dry_run_without_ticket(tenant)}


def test_a_contact_goes_once_nothing_names_it(a_year: Tenant, billing: Category) -> None:
    old, young, named, called = (contact(a_year, days) for days in (400, 300, 400, 400))
    make_ticket(billing, customer=named)
    make_record(a_year, customer=called, started_at=days_ago(10))

    assert due(a_year)["customers.Customer"] == (1, 0)
    erasure = retain(a_year)

    assert erasure is not None
    assert erasure.state == ErasureState.DONE
    with in_scope(a_year):
        rows = Customer.objects.filter(pk__in=[old.pk, young.pk, named.pk, called.pk]).order_by("pk")
        assert [row.name for row in rows] == ["", *["Jana Petersen"] * 3]
        assert not Address.objects.filter(customer=old).exists()
    counts = {line["table"]: line["rows"] for line in checked(erasure)["erased"]}
    assert counts == {"customers.Customer": 1, "customers.Address": 1}
    assert due(a_year)["customers.Customer"] == (0, 0)


def test_a_contact_follows_its_erased_tickets(a_year: Tenant, billing: Category) -> None:
    """What ended long ago no longer names it: both go in the same night."""
    prefer(billing, KEEP_MONTHS, 12)
    customer = contact(a_year, 900)
    make_ticket(billing, customer=customer, state="closed", closed_at=days_ago(500))

    retain(a_year)

    with in_scope(a_year):
        assert Customer.objects.get(pk=customer.pk).erased_at is not None


def test_who_is_blocked_stays_blocked(a_year: Tenant) -> None:
    customer = make_customer(a_year, "Spammer", email="spam@post.example")
    with in_scope(a_year):
        block(a_year, "spam@post.example", action=BlockAction.SPAM, by=None)
        Customer.objects.filter(pk=customer.pk).update(created_at=days_ago(400))

    retain(a_year)

    with in_scope(a_year):
        assert Customer.objects.get(pk=customer.pk).name == ""
        assert BlockEntry.objects.filter(value="spam@post.example").exists()


def test_a_held_contact_and_its_calls_stay(a_year: Tenant) -> None:
    held, calls_only = contact(a_year, 400), contact(a_year, 400)
    make_hold(held)
    make_hold(calls_only)
    call = make_record(a_year, customer=calls_only, started_at=days_ago(400), note="wütend")

    assert (due(a_year)["customers.Customer"], due(a_year)["calls.Call"]) == ((0, 1), (0, 1))
    assert retain(a_year) is None
    with in_scope(a_year):
        assert Customer.objects.get(pk=held.pk).name == "Jana Petersen"
        assert Call.objects.get(pk=call.pk).note == "wütend"


def test_recordings_of_what_is_held_stay(nordlicht: Tenant, billing: Category) -> None:
    """Links to recordings have a time of their own, which a legal hold stops as well."""
    customer, of_held = contact(nordlicht, 10), contact(nordlicht, 10)
    tickets = [make_ticket(billing), make_ticket(billing, customer=of_held)]
    make_hold(customer)
    make_hold(of_held)
    make_ticket_hold(tickets[0])
    named: list[dict[str, Any]] = [{"customer": customer}, *({"ticket": ticket} for ticket in tickets), {}]
    calls = [make_record(nordlicht, started_at=days_ago(400), **names) for names in named]
    for call in calls:
        tell(call, EventKind.RECORDED, recording="https://pbx.example/1.wav")
    with in_scope(nordlicht):
        Call.objects.update(recording_url="https://pbx.example/1.wav", recording_until=days_ago(310))
    job = next(entry.task for entry in SCHEDULE if entry.task.endswith(".forget_recordings"))
    app.configure_task(job).defer(tenant_id=nordlicht.pk)

    run_jobs("forget_recordings")

    with in_scope(nordlicht):
        assert [bool(Call.objects.get(pk=call.pk).recording_url) for call in calls] == [True, True, True, False]
        told = set(ReceivedEvent.objects.filter(kind=EventKind.RECORDED).values_list("call_key", flat=True))
    assert told == {call.key for call in calls[:3]}


def test_a_call_without_a_ticket_loses_its_number_and_keeps_its_times(a_year: Tenant, billing: Category) -> None:
    at = days_ago(400)
    old = make_record(a_year, started_at=at, remote="0431 1234", note="wütend")
    young = make_record(a_year, started_at=days_ago(20), remote="0431 1234")
    with_ticket = make_record(a_year, started_at=at, remote="0431 1234", ticket=make_ticket(billing))

    retain(a_year)

    with in_scope(a_year):
        rows = {row.pk: row for row in Call.objects.all()}
    assert (rows[old.pk].remote, rows[old.pk].note, rows[old.pk].started_at) == ("", "", at)
    assert (rows[young.pk].remote, rows[with_ticket.pk].remote) == ("0431 1234", "0431 1234")
    assert retain(a_year) is None


def test_what_was_taken_out_of_the_address_book_goes(a_year: Tenant) -> None:
    gone, lately, living = (
        make_expert(a_year, deleted_at=deleted_at) for deleted_at in (days_ago(400), days_ago(100), None)
    )

    retain(a_year)

    with in_scope(a_year):
        left = set(Expert.objects.values_list("pk", flat=True))
    assert left & {gone.pk, lately.pk, living.pk} == {lately.pk, living.pk}


def test_without_a_setting_nothing_goes_and_another_tenant_is_not_touched(
    a_year: Tenant, alpina: Tenant, nordlicht: Tenant
) -> None:
    theirs = contact(alpina, 4_000)

    assert due(alpina)["customers.Customer"] == (0, 0)
    assert (retain(alpina), retain(nordlicht)) == (None, None)
    with in_scope(alpina):
        assert Customer.objects.get(pk=theirs.pk).name == "Jana Petersen"


def test_a_dry_run_changes_nothing(a_year: Tenant) -> None:
    customer = contact(a_year, 400)
    with in_scope(a_year):
        (row,) = [each for each in dry_run_without_ticket(a_year) if each.count]
        customer.refresh_from_db()

    assert (row.label, row.months, row.count, row.oldest) == ("customers.Customer", 12, 1, customer.created_at)
    assert customer.name == "Jana Petersen"
