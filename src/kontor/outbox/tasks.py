"""Jobs of delivery."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.outbox.domain import delivery
from kontor.outbox.domain.queueing import DELIVER
from kontor.tenants.jobs import by_hand


@app.task(name=by_hand(DELIVER), queue="mail")
def deliver(tenant_id: int, outgoing_id: int) -> None:
    """Scope by hand: the network stands between claiming and recording."""
    delivery.deliver(tenant_id, outgoing_id)


@app.task(name="kontor.outbox.tasks.requeue_stalled", queue="mail")
def requeue_stalled(tenant_id: int) -> None:
    """In the tenant's scope, entered by the worker."""
    delivery.requeue_stalled(tenant_id)
