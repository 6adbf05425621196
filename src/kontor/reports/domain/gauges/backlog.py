"""Open tickets, and alarms that are raised."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from django.db.models import Count

from kontor.reports.domain.gauges.gauge import Gauge, age, by_tenant
from kontor.reports.models import Alarm
from kontor.tickets.domain.backlog import Backlog, By, Group, breakdown_of


def read(tenants: Mapping[int, str]) -> Iterator[Gauge]:
    found = breakdown_of(tenants, [By.TENANT])[By.TENANT]
    backlogs = {key: found.get(Group(key), Backlog()) for key in tenants}
    figures: tuple[tuple[str, str, Callable[[Backlog], float]], ...] = (
        ("kontor_tickets_open", "Open tickets.", lambda each: each.open),
        ("kontor_tickets_waiting", "Open tickets in the queue, not taken by anybody.", lambda each: each.waiting),
        ("kontor_tickets_late", "Open tickets beyond what was promised.", lambda each: each.late),
        (
            "kontor_ticket_oldest_waiting_age_seconds",
            "Time since the oldest ticket of the queue was received.",
            lambda each: age(each.oldest_at),
        ),
    )
    for name, help_text, figure in figures:
        yield by_tenant(name, help_text, {key: figure(each) for key, each in backlogs.items()}, tenants)
    yield by_tenant("kontor_alarms_raised", "Alarms of the tenant that are raised.", _raised(tenants), tenants)


def _raised(tenants: Mapping[int, str]) -> dict[int, int]:
    raised = Alarm.objects.filter(tenant__in=tenants, active=True, deleted_at=None).exclude(raised_at=None)
    return dict(raised.values_list("tenant").annotate(Count("pk")).order_by())
