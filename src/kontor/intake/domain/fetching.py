"""Which mailboxes are to be read now, and the wish to have one read or filed soon."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kontor.channels.enums import Channel
from kontor.channels.fetched import BATCH
from kontor.channels.models import MailAccount
from kontor.channels.preferences import AVAILABLE, uses_channel
from kontor.intake.domain import leases
from kontor.intake.domain.visits import DRAIN, Visit
from kontor.intake.enums import LeasePurpose
from kontor.kernel import clock
from kontor.letters.domain.switch import is_on
from kontor.tenants.models import Tenant
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

FARTHEST = timedelta(minutes=10)
"""No visit is put off farther; what lies beyond was written while the clock was wrong."""


@dataclass(frozen=True)
class Due:
    """A mailbox whose time has come. ``weight`` is how many mails it may hand over in a step while others wait;
    ``ailing``: the last visit failed."""

    tenant_id: int
    account_id: int
    weight: int
    ailing: bool = False


def due_mailboxes() -> list[Due]:
    """All mailboxes of the installation that are to be read now and that no worker is reading, longest due first."""
    now = clock.now()
    with scope(INSTALLATION, *every_tenant()):
        held = leases.living().filter(account=OuterRef("pk"), purpose=LeasePurpose.FETCH)
        is_due = Q(fetch_due_at=None) | Q(fetch_due_at__lte=now) | Q(fetch_due_at__gt=now + FARTHEST)
        rows = MailAccount.objects.fetching().filter(is_due)
        rows = rows.filter(~Exists(held)).order_by("fetch_due_at", "id")
        found = list(rows.values_list("id", "owner_key", "weight_in", "error_count", "channel"))
        silent = _silent({(owner, channel) for _id, owner, _weight, _errors, channel in found})
    return [
        Due(owner, key, weight, errors > 0)
        for key, owner, weight, errors, channel in found
        if (owner, channel) not in silent
    ]


def _silent(uses: set[tuple[int, str]]) -> set[tuple[int, str]]:
    """Of tenants with channels those that are not used: by the tenant, or letters in the whole installation."""
    tenants = Tenant.objects.in_bulk({owner for owner, _channel in uses})
    letters = any(channel == Channel.LETTER for _owner, channel in uses) and is_on()
    return {
        (owner, channel)
        for owner, channel in uses
        if (channel == Channel.LETTER and not letters)
        or (owner in tenants and channel in AVAILABLE and not uses_channel(tenants[owner], Channel(channel)))
    }


def start(tenant_id: int, account_id: int) -> None:
    """Have the mailbox read within about a second."""
    with scope(tenant_id):
        MailAccount.objects.filter(pk=account_id).update(fetch_due_at=None)


def go_on(tenant_id: int) -> None:
    """Have the rows of the tenant that wait filed soon; one job waits for that, however often it is asked for.

    Else a long backlog would get one more job with each round of the clock, in front of everybody's mailboxes.
    """
    with suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(DRAIN, queue="intake", queueing_lock=f"drain:{tenant_id}").defer(tenant_id=tenant_id)


def fetch_account(tenant_id: int, account_id: int) -> int:
    """Read one mailbox until nothing is left. Returns how many new messages were written down; 0 when another worker
    is at it."""
    visit = Visit.begin(tenant_id, account_id)
    if visit is None:
        return 0
    while visit.step(BATCH):
        pass
    return visit.stored
