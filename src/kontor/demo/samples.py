"""The board's past: what was open in the last days, as samples would have told."""

from __future__ import annotations

from datetime import timedelta

from kontor.demo.organization import Built
from kontor.kernel import clock
from kontor.reports.models import BacklogSample
from kontor.tenants.scope import scope
from kontor.tickets.models import Ticket

DAYS = 9
EVERY = timedelta(minutes=30)


def write_samples(built: Built) -> None:
    """Every half hour from nine days ago, counted from when tickets were received and closed."""
    now = clock.now().replace(second=0, microsecond=0)
    at = (now - timedelta(days=DAYS)).replace(minute=0)
    with scope(built.tenant.pk):
        times = list(Ticket.objects.values_list("received_at", "closed_at"))
        samples = []
        while at < now:
            is_open = sum(1 for received, closed in times if received <= at and (closed is None or closed > at))
            samples.append(BacklogSample(tenant_id=built.tenant.pk, at=at, open=is_open, waiting=is_open))
            at += EVERY
        BacklogSample.objects.bulk_create(samples)
