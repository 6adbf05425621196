"""The canaries, for a monitoring system."""

from __future__ import annotations

from collections.abc import Iterator

from kontor.readiness.models import Canary
from kontor.reports.domain.gauges.gauge import Gauge, age


def read_canaries() -> Iterator[Gauge]:
    """Nothing where canaries are switched off. Within a scope of the whole installation."""
    rows = list(Canary.objects.select_related("account__tenant").order_by("account"))
    names = {each.pk: (each.account.tenant.code if each.account.tenant else "", each.account.address) for each in rows}
    labels = ("tenant", "account")
    yield Gauge(
        "kontor_canary_age_seconds",
        "Time since the last mail of the account to itself came in; missing where none ever did.",
        {names[each.pk]: age(each.came_at) for each in rows if each.came_at},
        labels,
    )
    yield Gauge(
        "kontor_canary_failing_seconds",
        "Time for which the mails of the account to itself do not come in; 0 while they do.",
        {names[each.pk]: age(each.failing_since) for each in rows},
        labels,
    )
