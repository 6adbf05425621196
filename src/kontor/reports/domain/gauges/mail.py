"""Mail that comes in and goes out, and the accounts it takes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db.models import Count, Min

from kontor.channels.models import MailAccount
from kontor.intake.enums import ArrivalState
from kontor.intake.models import Arrival
from kontor.outbox.models import OutgoingMail
from kontor.outbox.models.outgoing_mail import FAILED, WAITING
from kontor.reports.domain.gauges.gauge import Gauge, age, by_tenant

GENERAL = ""
"""The label of what belongs to no tenant: general accounts, and their mails that are not filed yet."""


def read(tenants: Mapping[int, str]) -> Iterator[Gauge]:
    owners: dict[int | None, str] = {None: GENERAL, **dict[int | None, str](tenants.items())}
    yield from _incoming(owners)
    yield from _outgoing(tenants)
    yield from _accounts(owners)


def _incoming(owners: Mapping[int | None, str]) -> Iterator[Gauge]:
    """What is not done yet, by the index that knows only that."""
    rows = Arrival.objects.exclude(state=ArrivalState.DONE)
    found: dict[tuple[int | None, str], tuple[int, datetime]] = {
        (owner, state): (count, oldest)
        for owner, state, count, oldest in rows.values_list("tenant", "state")
        .annotate(Count("pk"), Min("stored_at"))
        .order_by()
    }
    states = (ArrivalState.READING, ArrivalState.WAITING, ArrivalState.HELD)
    yield Gauge(
        "kontor_mails_undecided",
        "Received mails that are not filed: scans being read, mails waiting, mails held for a person to decide.",
        {(code, state): found.get((owner, state), (0,))[0] for owner, code in owners.items() for state in states},
        ("tenant", "state"),
    )
    yield Gauge(
        "kontor_mail_oldest_waiting_age_seconds",
        "Time since the oldest mail was stored that waits to be filed.",
        {(code,): age(found.get((owner, ArrivalState.WAITING), (0, None))[1]) for owner, code in owners.items()},
        ("tenant",),
    )


def _outgoing(tenants: Mapping[int, str]) -> Iterator[Gauge]:
    rows = OutgoingMail.objects.filter(tenant__in=tenants)
    waiting = rows.filter(state__in=WAITING).values_list("tenant", "state").annotate(Count("pk"), Min("created_at"))
    found = {(owner, state): (count, oldest) for owner, state, count, oldest in waiting.order_by()}
    yield Gauge(
        "kontor_outgoing_mails",
        "Mails on their way out: queued, being sent, held back.",
        {(code, state): found.get((key, state), (0,))[0] for key, code in tenants.items() for state in WAITING},
        ("tenant", "state"),
    )
    oldest = {
        key: max((age(at) for (owner, _state), (_count, at) in found.items() if owner == key), default=0.0)
        for key in tenants
    }
    yield by_tenant(
        "kontor_outgoing_mail_oldest_age_seconds", "Time since the oldest of them was written.", oldest, tenants
    )
    failed = dict(rows.filter(FAILED).values_list("tenant").annotate(Count("pk")).order_by())
    yield by_tenant(
        "kontor_outgoing_mails_not_arrived", "Mails that did not reach all their recipients.", failed, tenants
    )


def _accounts(owners: Mapping[int | None, str]) -> Iterator[Gauge]:
    accounts = [each for each in MailAccount.objects.fetching().order_by("pk") if each.tenant_id in owners]
    yield _of_accounts(
        "kontor_mail_account_failing_seconds",
        "Time for which the mailbox cannot be read; 0 while it can.",
        {each: age(each.failing_since) for each in accounts},
        owners,
    )
    yield _of_accounts(
        "kontor_mail_account_fetched_age_seconds",
        "Time since the mailbox was read last; missing where it never was.",
        {each: age(each.fetched_at) for each in accounts if each.fetched_at},
        owners,
    )


def _of_accounts(
    name: str, help_text: str, values: Mapping[MailAccount, float], owners: Mapping[int | None, str]
) -> Gauge:
    samples: dict[tuple[str, ...], float] = {
        (owners[account.tenant_id], account.address): value for account, value in values.items()
    }
    return Gauge(name, help_text, samples, ("tenant", "account"))
