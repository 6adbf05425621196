from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from kontor.channels.models import MailAccount
from kontor.intake.domain.ledger import (
    DayCounts,
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


def test_the_day_adds_up(nordlicht: Tenant, nordlicht_account: MailAccount) -> None:
    make_arrival(nordlicht_account)
    make_held(nordlicht_account)
    for outcome in ("new_ticket", "new_ticket", "follow_up", "bounce", "ignored"):
        make_arrival(nordlicht_account, state="done", outcome=outcome)
    make_arrival(nordlicht_account, stored_at=clock.now() - timedelta(days=1))

    with in_scope(nordlicht):
        counts = day_counts(nordlicht_account, timezone.localdate())

    assert counts == DayCounts(received=7, tickets=2, follow_ups=1, reports=1, held=1, ignored=1, waiting=1)


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
