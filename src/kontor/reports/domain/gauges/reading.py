"""All figures at one moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from kontor.reports.domain.gauges import backlog, calls, jobs, letters, machine, mail
from kontor.reports.domain.gauges.gauge import Gauge
from kontor.tenants.models import Tenant

READERS: tuple[Callable[[Mapping[int, str]], Iterator[Gauge]], ...] = (
    machine.read,
    jobs.read,
    mail.read,
    backlog.read,
    calls.read,
    letters.read,
)


def read_gauges() -> Iterator[Gauge]:
    """Within a scope of the whole installation. The number of statements does not depend on what there is."""
    tenants = dict(Tenant.objects.working().order_by("code").values_list("pk", "code"))
    for read in READERS:
        yield from read(tenants)
