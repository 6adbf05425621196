"""Jobs of delivery."""

from __future__ import annotations

from procrastinate.contrib.django import app

from kontor.outbox.domain import delivery, recovery, storms
from kontor.outbox.domain.queueing import DELIVER
from kontor.outbox.domain.turns import SEND_QUEUE, Queue
from kontor.tenants.jobs import by_hand


@app.task(name=by_hand(DELIVER), queue="mail")
def deliver(tenant_id: int, outgoing_id: int, account_id: int = 0) -> None:
    """Scope by hand: the network stands between claiming and recording."""
    delivery.deliver(tenant_id, outgoing_id)


@app.task(name=by_hand(SEND_QUEUE), queue="mail")
def send_queue(tenant_id: int, account_id: int) -> None:
    """Scope by hand, likewise."""
    delivery.send_queue(Queue(tenant_id, account_id))


@app.task(name=by_hand("kontor.outbox.tasks.requeue_stalled"), queue="mail")
def requeue_stalled(tenant_id: int) -> None:
    """Scope by hand: each mail that is seen to has a short one of its own."""
    recovery.sweep(tenant_id)


@app.task(name=by_hand(storms.DISCARD), queue="mail")
def discard_held(tenant_id: int, storm_id: int) -> None:
    """Scope by hand, likewise."""
    storms.discard_held(tenant_id, storm_id)
