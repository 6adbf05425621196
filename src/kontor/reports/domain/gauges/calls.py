"""Lines to telephone systems, while calls are connected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kontor.calls.enums import LinkState
from kontor.calls.models import PhoneLink, PhoneSystem
from kontor.calls.preferences import INTEGRATION
from kontor.preferences.domain.system import system_values
from kontor.reports.domain.gauges.gauge import Gauge, age


def read(_tenants: Mapping[int, str]) -> Iterator[Gauge]:
    if not INTEGRATION.get(system_values()):
        return
    links = PhoneLink.objects.filter(system__in=PhoneSystem.objects.active()).select_related("system")
    rows = {(link.system.name,): link for link in links.order_by("pk")}
    yield Gauge(
        "kontor_phone_line_up",
        "1 while a worker holds the line to the telephone system; systems that post their events have none.",
        {name: float(link.state == LinkState.UP) for name, link in rows.items()},
        ("system",),
    )
    yield Gauge(
        "kontor_phone_event_age_seconds",
        "Time since the telephone system told of anything; missing where it never has.",
        {name: age(link.event_at) for name, link in rows.items() if link.event_at},
        ("system",),
    )
