"""The installation's figures in the text format of Prometheus, version 0.0.4."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector, CollectorRegistry

from kontor.readiness.domain.gauges import read_canaries
from kontor.reports.domain.gauges.gauge import Gauge
from kontor.reports.domain.gauges.reading import read_gauges
from kontor.tenants.scope import INSTALLATION, every_tenant, scope

CONTENT_TYPE = CONTENT_TYPE_LATEST


class _Read(Collector):
    def __init__(self, gauges: Iterable[Gauge]) -> None:
        self.gauges = gauges

    def collect(self) -> Iterator[GaugeMetricFamily]:
        for gauge in self.gauges:
            family = GaugeMetricFamily(gauge.name, gauge.help, labels=gauge.labels)
            for labels, value in gauge.samples.items():
                family.add_metric(labels, value)
            yield family


def metrics() -> bytes:
    """Every figure of every tenant, read at one moment."""
    with scope(INSTALLATION, *every_tenant()):
        gauges = [*read_gauges(), *read_canaries()]
    registry = CollectorRegistry()
    registry.register(_Read(gauges))
    return generate_latest(registry)
