"""Jobs of reports."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.reports.domain import raising, samples
from kontor.tenants.jobs import by_hand


@app.task(name="kontor.reports.tasks.take_sample", queue="clock")
def take_sample(tenant_id: int) -> None:
    samples.take_sample(tenant_id)


@app.task(name="kontor.reports.tasks.look_at_alarms", queue="clock")
def look_at_alarms(tenant_id: int) -> None:
    raising.look_at_alarms(tenant_id)


@app.task(name=by_hand(raising.MAIL), queue="mail")
def send_alarm(tenant_id: int, alarm_id: int) -> None:
    """Scope by hand: it talks to the network."""
    raising.send_alarm(tenant_id, alarm_id)
