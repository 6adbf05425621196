"""Reading call records."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kontor.calls.domain import recorded
from kontor.calls.domain.recorded import Totals, in_batches, records_of, totals_of, with_number, within
from kontor.calls.enums import CallState, Direction, Outcome
from kontor.calls.models import Call
from kontor.kernel import clock
from kontor.org.models import Category
from kontor.tenants.models import Tenant
from tests.factories.call_records import make_record
from tests.factories.loans import lend_ticket
from tests.factories.tickets import make_ticket
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "written",
    [
        "+49 40 1234567",
        "+49 (0)40 / 123 45-67",
        "0049401234567",
        "040 1234567",
        "(040) 123 45 67",
        "1234567",
        "40 123",
    ],
)
def test_a_number_is_found_in_any_notation(nordlicht: Tenant, written: str) -> None:
    wanted = make_record(nordlicht, remote_normal="+49401234567", remote="040 1234567")
    make_record(nordlicht, remote_normal="+49897654321", remote="089 7654321")

    with in_scope(nordlicht):
        assert list(with_number(Call.objects.all(), written)) == [wanted]


def test_a_number_of_ours_is_found_too(nordlicht: Tenant) -> None:
    dialled = make_record(nordlicht, dialled="040 555-0", dialled_normal="+49405550")
    shown = make_record(nordlicht, direction=Direction.OUT, shown_number="+49405550")
    make_record(nordlicht)

    with in_scope(nordlicht):
        assert set(with_number(Call.objects.all(), "040 5550")) == {dialled, shown}


def test_words_are_no_number(nordlicht: Tenant) -> None:
    make_record(nordlicht)

    with in_scope(nordlicht):
        assert not with_number(Call.objects.all(), "Petersen").exists()


def test_a_period_begins_with_its_first_moment_and_ends_before_its_last(nordlicht: Tenant) -> None:
    now = clock.now()
    before, first, last = (make_record(nordlicht, started_at=now + timedelta(hours=each)) for each in (-1, 0, 1))

    with in_scope(nordlicht):
        assert list(within(Call.objects.all(), now, last.started_at)) == [first]
        assert list(within(Call.objects.all(), None, now)) == [before]
        assert within(Call.objects.all(), None, None).count() == 3


def test_totals_count_the_missed_and_add_up_the_talk(nordlicht: Tenant) -> None:
    make_record(nordlicht, talk_seconds=40)
    make_record(nordlicht, talk_seconds=100)
    make_record(nordlicht, outcome=Outcome.MISSED)
    make_record(nordlicht, state=CallState.RINGING)

    with in_scope(nordlicht), statements() as sent:
        found = totals_of(Call.objects.order_by("-started_at"))

    assert found == Totals(calls=4, missed=1, talk_seconds=140)
    assert len(sent) == 1


def test_of_too_many_calls_no_sums_are_made(nordlicht: Tenant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recorded, "MOST_COUNTED", 2)
    for _each in range(3):
        make_record(nordlicht)

    with in_scope(nordlicht):
        assert totals_of(Call.objects.all()) == Totals(None)
        assert totals_of(Call.objects.none()) == Totals(0)


def test_batches_hold_every_call_once_oldest_first(nordlicht: Tenant) -> None:
    now = clock.now()
    minutes = [3, 1, 1, 2, 1, 5, 1]
    made = [make_record(nordlicht, started_at=now - timedelta(minutes=each)) for each in minutes]

    with in_scope(nordlicht):
        batches = list(in_batches(Call.objects.order_by("key"), ["key"], size=2))

    assert [len(batch) for batch in batches] == [2, 2, 2, 1]
    expected = [call.key for call in sorted(made, key=lambda call: (call.started_at, call.pk))]
    assert [values["key"] for batch in batches for values in batch] == expected


def test_a_lent_call_is_a_record_of_its_own_tenant_only(
    nordlicht: Tenant, alpina: Tenant, billing: Category, claims: Category
) -> None:
    ticket = make_ticket(billing)
    lend_ticket(ticket, claims)
    call = make_record(nordlicht, ticket=ticket, lent_to=alpina)

    with in_scope(alpina):
        assert list(Call.objects.all()) == [call], "Row security lets the borrower see it with its ticket."
        assert not records_of([alpina.pk]).exists()
    with everywhere():
        assert list(records_of([nordlicht.pk])) == [call]
