"""Jobs of reports."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.reports.domain import samples


@app.task(name="kontor.reports.tasks.take_sample", queue="clock")
def take_sample(tenant_id: int) -> None:
    samples.take_sample(tenant_id)
