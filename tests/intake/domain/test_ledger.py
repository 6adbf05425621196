from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from kontor.channels.models import MailAccount
from kontor.intake.domain.ledger import (
    DayCounts,
    counts_by_day,
    day_counts,
    is_whole,
    readable_arrivals,
    reason_in_words,
    with_outcome,
)
from kontor.kernel import clock
from kontor.tenants.models import Tenant
from tests.factories.intake import make_arrival, make_held
from tests.support.scoping import everywhere, in_scope
from tests.support.statements import statements


def test_the_day_adds_up(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    make_arrival(nordlicht_account)
    make_held(nordlicht_account)
    for outcome in ("new_ticket", "new_ticket", "follow_up", "bounce", "ignored"):
        make_arrival(nordlicht_account, state="done", outcome=outcome)
    make_arrival(nordlicht_account, stored_at=clock.now() - timedelta(days=1))

    with in_scope(nordlicht):
        counts = day_counts(nordlicht_account, timezone.localdate())

    assert counts == DayCounts(
        timezone.localdate(), received=7, tickets=2, follow_ups=1, reports=1, held=1, ignored=1, waiting=1
    )


def test_unfiled_mail_of_general_accounts_is_seen_with_scope_0_only(
    nordlicht: Tenant, nordlicht_account: MailAccount, general_account: MailAccount, alpina_account: MailAccount
) -> None:
    own = make_arrival(nordlicht_account)
    unfiled = make_arrival(general_account)
    theirs = make_arrival(alpina_account)

    with in_scope(nordlicht):
        assert list(readable_arrivals([nordlicht.pk, alpina_account.tenant_id or 0], unfiled=True)) == [own]
    with everywhere():
        assert list(readable_arrivals([nordlicht.pk], unfiled=True)) == [unfiled, own]
        assert theirs not in readable_arrivals([nordlicht.pk], unfiled=True)


def test_held_mail_is_what_waits_for_a_person(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    make_arrival(nordlicht_account)
    held = make_held(nordlicht_account)

    with in_scope(nordlicht):
        assert list(with_outcome(readable_arrivals([nordlicht.pk], unfiled=False), "held")) == [held]
        assert held not in with_outcome(readable_arrivals([nordlicht.pk], unfiled=False), "waiting")


@pytest.mark.parametrize("reason", ["too_large", "no_category", "own_mail", "token", "failed", "exchange_absence"])
def test_reasons_are_sentences(nordlicht_account: MailAccount, reason: str) -> None:
    words = reason_in_words(make_held(nordlicht_account, reason=reason))

    assert words.endswith(".")
    assert words != reason


def test_of_a_large_mail_only_the_head_is_here(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    large = make_arrival(nordlicht_account, problem="too_large")
    whole = make_arrival(nordlicht_account)

    with in_scope(nordlicht):
        assert (is_whole(large), is_whole(whole)) == (False, True)


def test_a_row_that_ended_in_nothing_is_not_hidden(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    make_arrival(nordlicht_account, state="done", outcome="new_ticket")
    make_arrival(nordlicht_account, state="done", outcome="")

    with in_scope(nordlicht):
        counts = day_counts(nordlicht_account, timezone.localdate())

    assert (counts.received, counts.tickets, counts.unaccounted) == (2, 1, 1)


@pytest.mark.parametrize("midnight", ["2026-11-23T23:00Z", "2026-03-29T22:00Z", "2026-10-24T22:00Z"])
def test_a_day_is_one_of_the_installations_clock(
    nordlicht: Tenant, nordlicht_account: MailAccount, midnight: str
) -> None:
    """Berlin's days begin at 23:00 or 22:00 UTC; two in a year have 23 or 25 hours."""
    at = datetime.fromisoformat(midnight)
    day = timezone.localdate(at)
    make_arrival(nordlicht_account, stored_at=at - timedelta(seconds=1))
    make_arrival(nordlicht_account, stored_at=at)
    make_arrival(nordlicht_account, stored_at=at + timedelta(hours=22))

    with in_scope(nordlicht), timezone.override("America/New_York"):
        counts = counts_by_day(nordlicht_account, day - timedelta(days=1), day)

    assert [(each.day, each.received) for each in counts] == [(day, 2), (day - timedelta(days=1), 1)]


def test_days_without_mail_are_days_too(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    today = timezone.localdate()

    with in_scope(nordlicht), statements() as sent:
        counts = counts_by_day(nordlicht_account, today - timedelta(days=2), today)

    assert counts == [DayCounts(today - timedelta(days=back)) for back in range(3)]
    assert sum("intake_arrival" in statement for statement in sent) == 1
