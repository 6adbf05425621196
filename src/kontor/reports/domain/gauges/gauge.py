"""One figure, told apart by labels."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from kontor.kernel import clock


@dataclass(frozen=True)
class Gauge:
    """``samples``: the value by the values of ``labels``, in their order.

    Named as Prometheus wants it (https://prometheus.io/docs/practices/naming/): base units, the unit last.
    """

    name: str
    help: str
    samples: Mapping[tuple[str, ...], float]
    labels: tuple[str, ...] = ()


def single(name: str, help_text: str, value: float) -> Gauge:
    return Gauge(name, help_text, {(): value})


def by_tenant(name: str, help_text: str, values: Mapping[int, float], tenants: Mapping[int, str]) -> Gauge:
    """A sample for every one of ``tenants`` (short codes by id): 0 where nothing was counted."""
    return Gauge(name, help_text, {(code,): values.get(key, 0) for key, code in tenants.items()}, ("tenant",))


def age(moment: datetime | None) -> float:
    """Seconds since then; 0 for no moment, and for one that lies ahead."""
    return max(0.0, (clock.now() - moment).total_seconds()) if moment else 0.0
